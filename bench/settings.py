"""Production settings, with the yardsticks served beside the site."""

from cms.settings.production import *
from cms.settings.production import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
