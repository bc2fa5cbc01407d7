"""Puts an empty home page where Wagtail puts its welcome page, and serves it on the address the site is told it has."""

from urllib.parse import urlsplit

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DEFAULT_PORTS = {"http": 80, "https": 443}


def create_home_page(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    content_type_model = apps.get_model("contenttypes", "ContentType")
    locale_model = apps.get_model("wagtailcore", "Locale")
    page_model = apps.get_model("wagtailcore", "Page")
    site_model = apps.get_model("wagtailcore", "Site")
    home_page_model = apps.get_model("home", "HomePage")

    plain_page = content_type_model.objects.filter(app_label="wagtailcore", model="page")
    page_model.objects.filter(content_type__in=plain_page, slug="home", depth=2).delete()

    root = page_model.objects.get(depth=1)
    language = settings.LANGUAGE_CODE
    home_page_type, _created = content_type_model.objects.get_or_create(app_label="home", model="homepage")
    home_page = home_page_model.objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        content_type=home_page_type,
        locale=locale_model.objects.get_or_create(language_code=language)[0],
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/home/",
    )
    page_model.objects.filter(pk=root.pk).update(numchild=page_model.objects.filter(depth=2).count())

    address = urlsplit(settings.BASE_URL)
    site_model.objects.create(
        hostname=address.hostname or "localhost",
        port=address.port or DEFAULT_PORTS.get(address.scheme, 80),
        root_page=home_page,
        is_default_site=True,
    )


def remove_home_page(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # The site goes with its root page.
    apps.get_model("home", "HomePage").objects.filter(slug="home", depth=2).delete()


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]
    operations = [migrations.RunPython(create_home_page, remove_home_page)]
