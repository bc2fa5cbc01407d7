"""Development: SQLite, tasks done at once, mails readable in the browser; nothing to set up."""

from .base import *
from .base import LOGGING, VAR_DIR, env

DEBUG = True
SECRET_KEY = env("SECRET_KEY", default="") or "development-only"
ALLOWED_HOSTS = ["*"]
DATA_KEYS = env.list("DATA_KEYS", default=[]) or ["1:ZGV2ZWxvcG1lbnQtb25seS1kZXZlbG9wbWVudC1rZXk="]
ADDRESS_KEY = env("ADDRESS_KEY", default="") or "development-only"
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
# Browsers take http for safe on localhost, allauth does not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = "cms.mailbox.MailboxBackend"
# Every page of the demo would be reported.
LOGGING = LOGGING | {"loggers": LOGGING["loggers"] | {"wagtail": {"level": "WARNING"}}}

VAR_DIR.mkdir(exist_ok=True)
