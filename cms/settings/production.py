"""Production: everything that must be set is asked for by name, and nothing starts without it."""

import sys
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import CACHES, DATABASES, INSTALLED_APPS, MEDIA_URL, STORAGES, env

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

DATABASES["default"].setdefault("OPTIONS", {}).update(
    pool={"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)},
    # Statements are prepared where that is asked for (petitions/storing.py), none because it is often used.
    prepare_threshold=sys.maxsize,
)
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "cms.caching.ForgivingCache"
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=1)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

# Pictures and documents in S3-compatible storage. Browsers get pictures from our own address all the same: the proxy
# or the CDN asks the storage for them, and nobody else learns who looked at what.
S3 = {
    "endpoint_url": env("S3_ENDPOINT_URL", default="") or None,
    "region_name": env("S3_REGION", default="") or None,
    "access_key": env("S3_ACCESS_KEY", default="") or None,
    "secret_key": env("S3_SECRET_KEY", default="") or None,
    "default_acl": None,
    "file_overwrite": False,
}
S3_BUCKET = env("S3_BUCKET", default="")
S3_PRIVATE_BUCKET = env("S3_PRIVATE_BUCKET", default="")
if (S3_BUCKET or S3_PRIVATE_BUCKET) and not find_spec("storages"):
    raise ImproperlyConfigured("S3_BUCKET needs what requirements-s3.txt names: install it.")
if S3_BUCKET and S3_BUCKET == S3_PRIVATE_BUCKET:
    raise ImproperlyConfigured("S3_BUCKET and S3_PRIVATE_BUCKET must be two: anybody may read pictures.")
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            **S3,
            "bucket_name": S3_BUCKET,
            "custom_domain": urlsplit(env("BASE_URL")).netloc + MEDIA_URL.rstrip("/"),
            "querystring_auth": False,
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    }
if S3_PRIVATE_BUCKET:
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**S3, "bucket_name": S3_PRIVATE_BUCKET},
    }

# A CDN that keeps pages longer than they say is told when one is published or changed.
CDN = env("CDN", default="")
CDNS = {
    "": None,
    "purge": {"BACKEND": "HTTPBackend", "LOCATION": env("CDN_URL", default="")},
    "cloudflare": {
        "BACKEND": "CloudflareBackend",
        "ZONEID": env("CDN_ZONE", default=""),
        "BEARER_TOKEN": env("CDN_TOKEN", default=""),
    },
    "cloudfront": {"BACKEND": "CloudfrontBackend", "DISTRIBUTION_ID": env("CDN_ZONE", default="")},
}
if CDN not in CDNS:
    raise ImproperlyConfigured(f"CDN is {CDN!r}: it may be purge, cloudflare or cloudfront, or not set.")
if cdn := CDNS[CDN]:
    if not all(cdn.values()):
        raise ImproperlyConfigured(f"CDN={CDN} needs CDN_URL, or CDN_ZONE and CDN_TOKEN (see .env.example).")
    INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.contrib.frontend_cache"]
    WAGTAILFRONTENDCACHE = {"default": {**cdn, "BACKEND": f"wagtail.contrib.frontend_cache.backends.{cdn['BACKEND']}"}}

# Tasks wait in the database, or in a Valkey of their own, which must not forget what nobody has asked for in a while.
QUEUE_URL = env("QUEUE_URL", default="")
if QUEUE_URL and not find_spec("django_tasks_rq"):
    raise ImproperlyConfigured("QUEUE_URL needs what requirements-rq.txt names: install it.")
if QUEUE_URL:
    # Never Python's own serialisation: whoever can write to the queue could have any code run.
    RQ_QUEUE = {"URL": QUEUE_URL, "SERIALIZER": "rq.serializers.JSONSerializer"}
    RQ_QUEUES = {"default": RQ_QUEUE, "later": RQ_QUEUE}
    TASKS = {"default": {"BACKEND": "cms.workers.valkey.ValkeyBackend", "QUEUES": list(RQ_QUEUES)}}
    TASK_QUEUE = "cms.workers.valkey.ValkeyQueue"
    RQ = {"QUEUE_CLASS": "cms.workers.valkey.CommittedQueue"}
else:
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
