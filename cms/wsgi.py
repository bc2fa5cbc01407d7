"""WSGI entry point; production settings unless told otherwise."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from cms import pooling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
site = get_wsgi_application()

from cms.pagecache import PageCache  # noqa: E402 - reads the settings, which are there only now

application = PageCache(site)
pooling.connect()

# What is loaded by now stays. Looking through all of it for garbage would let everybody wait for a tenth of a second.
gc.collect()
gc.freeze()
