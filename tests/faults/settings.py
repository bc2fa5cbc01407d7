"""Production settings, but for what only costs time here."""

from cms.settings.production import *
from cms.settings.production import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Seconds. A mail server that hangs is waited for as in production, only not as long.
EMAIL_TIMEOUT = 2
