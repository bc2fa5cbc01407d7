"""Production: everything that must be set is asked for by name, and nothing starts without it."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import DATABASES, STORAGES, env

REQUIRED = {
    "SECRET_KEY": "a long random string",
    "ALLOWED_HOSTS": "the site's host names, separated by commas",
    "DATABASE_URL": "postgres://user:password@host:5432/name",
    "CACHE_URL": "redis://host:6379/0 (Valkey or Redis)",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "DEFAULT_FROM_EMAIL": "the sender of all mails",
    "BASE_URL": "the address visitors use, with https://",
    "DATA_KEYS": "keys for signers' data, made by `manage.py make_keys`",
    "ADDRESS_KEY": "key for comparing e-mail addresses, made by `manage.py make_keys`",
}
missing = [f"  {name}: {purpose}" for name, purpose in REQUIRED.items() if not env(name, default="")]
if missing:
    raise ImproperlyConfigured("Set these environment variables (see .env.example):\n" + "\n".join(missing))

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [env("BASE_URL").rstrip("/")]

DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": env.int("DATABASE_POOL", default=8),
}
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=1)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
