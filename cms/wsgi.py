"""WSGI entry point; production settings unless told otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from cms import pooling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
site = get_wsgi_application()

from cms.pagecache import PageCache  # noqa: E402 - reads the settings, which are there only now

application = PageCache(site)
pooling.connect()
