"""Tests: fast hashes, mails kept in memory, SQLite unless DATABASE_URL names another."""

from .base import *
from .base import BASE_DIR, STORAGES, VAR_DIR, env

SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.db_url("DATABASE_URL", default="sqlite://:memory:")}
DATA_KEYS = ["1:dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktISE="]
ADDRESS_KEY = "test-only"
# Tests that are not about signing in just are signed in.
REQUIRE_SECOND_FACTOR = False
CONFIRM_IDENTITY = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = VAR_DIR / "test-media"
STATIC_ROOT = BASE_DIR / "static"  # exists, or WhiteNoise warns; nothing is collected
STORAGES["private"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
