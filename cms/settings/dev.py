"""Development: SQLite, tasks done at once, mails readable in the browser; nothing to set up."""

from .base import *
from .base import VAR_DIR, env

DEBUG = True
SECRET_KEY = env("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
DATA_KEYS = env.list("DATA_KEYS", default=["1:" + "ZGV2ZWxvcG1lbnQtb25seS1kZXZlbG9wbWVudC1vbmx5LSE="])
ADDRESS_KEY = env("ADDRESS_KEY", default="development-only")
EMAIL_BACKEND = "cms.mailbox.MailboxBackend"
MAILBOX_DIR = VAR_DIR / "mail"
