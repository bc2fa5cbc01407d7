"""ASGI entry point; production settings unless told otherwise."""

import os

from django.core.asgi import get_asgi_application

from cms import pooling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_asgi_application()
pooling.connect()
