"""Production settings, but for what only costs time here."""

import os
from pathlib import Path

from cms.settings.production import *
from cms.settings.production import STORAGES
from tests.faults.clock import go_by

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Seconds. A mail server that hangs is waited for as in production, only not as long.
EMAIL_TIMEOUT = 2
# The clock of a machine of its own (test_clocks).
if "FAULT_CLOCK" in os.environ:
    go_by(Path(os.environ["FAULT_CLOCK"]))
