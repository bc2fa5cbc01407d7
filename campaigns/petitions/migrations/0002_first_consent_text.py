"""The first consent wording, so that a petition can be signed before anybody has written another."""

import uuid

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STATEMENT = "<p>I support this petition to {addressee} and sign it in my own name.</p>"
PRIVACY = (
    "<p>{organisation} keeps your name, e-mail address, country and what else you enter, encrypted, to count your "
    "signature once and to hand the petition over. {handover} Names are erased {months} after the petition ends. You can "
    "see your data or take your signature back at any time, with the link in the mail you get.</p>"
)
UPDATES_LABEL = "Write to me when there is news on this campaign. I can stop this at any time."


def make_first(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Version 1 in the source language, unless there is a wording already."""
    consent_text = apps.get_model("petitions", "ConsentText")
    locale = apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    if not consent_text.objects.exists():
        consent_text.objects.create(
            version=1,
            locale=locale,
            translation_key=uuid.uuid4(),
            statement=STATEMENT,
            privacy=PRIVACY,
            updates_label=UPDATES_LABEL,
        )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_initial")]
    operations = [migrations.RunPython(make_first, migrations.RunPython.noop)]
