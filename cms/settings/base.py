"""Settings that hold everywhere; what differs comes from the environment (`.env.example`) or a sibling module."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.conf.global_settings import LANGUAGES as DJANGO_LANGUAGES

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

INSTALLED_APPS = [
    "cms.access",
    "cms.desk",
    "cms.handbook",
    "cms.translation",
    "cms.workers",
    "home",
    "search",
    "campaigns.articles",
    "campaigns.petitions",
    "campaigns.letters",
    "campaigns.donations",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.headers.HeadersMiddleware",
    "campaigns.petitions.middleware.SigningMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.access.middleware.AccessMiddleware",
    "cms.translation.guard.GuardMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
AUTH_USER_MODEL = "access.User"
# Whom campaigns ask who runs the site (campaigns/organisation.py).
ORGANISATION_MODEL = "home.OrganisationSettings"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

DATABASES = {
    "default": env.db_url_config(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'clarion.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock instead of failing when a reader of theirs wants to become one.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
CACHES = {"default": env.cache_url_config(env("CACHE_URL", default="") or "locmemcache://")}

# For how many seconds public pages are kept (cms/pagecache.py); not at all where people want to see what they change.
PAGE_CACHE_SECONDS = 0

# Words and languages. Every language Django knows may become a content language: editors add it under
# Settings → Locales, without a developer. The interface ships in fewer (design §5).
LANGUAGE_CODE = "en"
LANGUAGES = DJANGO_LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = DJANGO_LANGUAGES
# The languages the interface speaks, each with its own name; locale/ holds a catalogue for every one but English.
INTERFACE_LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("ko", "한국어"),
    ("zh-hans", "简体中文"),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = INTERFACE_LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Europe/Berlin")
WAGTAIL_I18N_ENABLED = True
# A language goes live when somebody decides so, never as untranslated source text.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# Sealed files with people's data, and the journal of erasures: never below MEDIA_ROOT, never served by the web server.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=str(VAR_DIR / "private"))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(PRIVATE_ROOT),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

WAGTAIL_SITE_NAME = "Clarion"
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "home.Picture"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "home.Attachment"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# How workers take tasks out again (cms/workers); asked only where they are not done at once.
TASK_QUEUE = "cms.workers.database.DatabaseQueue"

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Clarion <petitions@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where development keeps the mails it does not send (cms/mailbox.py).
MAILBOX_DIR = VAR_DIR / "mail"

# Signers' data. Keys live in the environment, never in the database: see docs/operators/running.md and ADR 0004.
DATA_KEYS = env.list("DATA_KEYS", default=[])
ADDRESS_KEY = env("ADDRESS_KEY", default="")
# The header in which our own proxy writes the client's address, as a META name; empty: the socket's peer.
CLIENT_ADDRESS_HEADER = env("CLIENT_ADDRESS_HEADER", default="")
# Signatures from one network and petition within an hour before further ones wait for a person's look.
NETWORK_HOURLY_LIMIT = env.int("NETWORK_HOURLY_LIMIT", default=200)
# Mails to signers handed to the mail server within a minute, as its provider wishes; 0: as many as it takes.
MAILS_PER_MINUTE = env.int("MAILS_PER_MINUTE", default=0)

# Public pages are the same for everybody and load nothing from elsewhere; the admin's policy is wider (cms/urls.py).
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# No page asks for these, so no page may, whatever is injected into it.
PERMISSIONS_POLICY = (
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)
# The address of the same site in the Tor network, if it has one; Tor Browser then offers to go there.
ONION_URL = env("ONION_URL", default="").rstrip("/")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cms.access.unsent.refuse"

# Signing in (cms/access, ADR 0026). Accounts are made by administrators; allauth's pages replace those of Wagtail.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Whoever publishes, sees personal data or edits accounts gets no page of the admin without a second factor.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
# Whoever takes people's data out, erases them or edits accounts shows again that it is them, if they last did so
# longer ago; a form that is already open may be sent for longer, so that nothing typed is lost.
CONFIRM_IDENTITY = True
CONFIRM_IDENTITY_AFTER = timedelta(minutes=10)
CONFIRM_IDENTITY_AT_THE_LATEST_AFTER = timedelta(minutes=40)
# A session ends after this time, and for people who see personal data after so long without a click.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_ADAPTER = "cms.access.signing_in.AccountAdapter"
# Users who may not enter the admin are led to the page for signing in, which must not lead them back.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# allauth's own mails about changes would tell network addresses; ours do not (cms/access/signing_in.py).
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
# Django's own, which takes no copy of e-mail addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Per account and mailbox only: allauth is never told a network address. Networks are counted in cms/access/throttle.py.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reset_password": "3/15m/key",
    "reset_password_from_key": None,
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "signup": None,
}
MFA_ADAPTER = "cms.access.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME
MFA_TOTP_TOLERANCE = 1
# Addresses are entered by administrators; what asks for confirming identity is named in cms/access/confirming.py.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_REAUTHENTICATION_REQUIRED = False
MFA_RATE_LIMITS = {"webauthn_login": None}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Suggestions for translators by a machine, one text at a time (cms/translation/suggesting): "deepl", "libretranslate",
# or off. Never wagtail-localize's own machine translation, which stores what nobody has read.
MACHINE_TRANSLATION = env("MACHINE_TRANSLATION", default="")
MACHINE_TRANSLATION_KEY = env("MACHINE_TRANSLATION_KEY", default="")
MACHINE_TRANSLATION_URL = env("MACHINE_TRANSLATION_URL", default="")

# One stream of lines without addresses, tokens and query strings (cms/logs.py). Django's own handlers are dropped:
# one of them mails whole requests, with what the visitor typed, to the administrators.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "cms.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "WARNING"},
    },
}
