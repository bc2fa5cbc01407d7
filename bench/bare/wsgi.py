"""The bare site as a WSGI application; `python -m bench.bare.wsgi` makes its database and its one page."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import call_command
    from wagtail.models import Page, Site

    from bench.bare.models import BarePage

    call_command("migrate", run_syncdb=True, verbosity=0)
    home = Page.get_first_root_node().add_child(instance=BarePage(title="Bare", slug="bare", text="<p>Words.</p>" * 40))
    Site.objects.update(root_page=home)
