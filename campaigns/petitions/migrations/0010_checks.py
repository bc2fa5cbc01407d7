"""The words people sign, kept version by version (docs/adr/0030); the first one is what is online now."""

import hashlib
import json
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

WORDS = ("title", "addressee", "demand")


def keep_what_is_online(apps: Any, schema_editor: Any) -> None:
    """One version for each petition and language; what was signed before says nothing of the words it was signed under."""
    text_model = apps.get_model("petitions", "PetitionText")
    pages = apps.get_model("petitions", "PetitionPage").objects.filter(live=True, petition__isnull=False)
    kept = set()
    for page in pages.select_related("locale").order_by("pk"):
        place = page.petition_id, page.locale.language_code
        if place in kept:
            continue
        kept.add(place)
        words = {name: getattr(page, name) for name in WORDS}
        plain = json.dumps([words[name] for name in WORDS], ensure_ascii=False)
        text_model.objects.create(
            petition_id=page.petition_id,
            language=page.locale.language_code,
            number=1,
            digest=hashlib.sha256(plain.encode()).hexdigest(),
            since=page.last_published_at or page.first_published_at or django.utils.timezone.now(),
            **words,
        )


class Migration(migrations.Migration):
    dependencies = [("petitions", "0009_mailing")]

    operations = [
        migrations.CreateModel(
            name="PetitionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=255, verbose_name="Title")),
                ("addressee", models.CharField(blank=True, max_length=250, verbose_name="addressee")),
                ("demand", models.TextField(blank=True, verbose_name="petition text")),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="petitions.petition",
                        verbose_name="petition",
                    ),
                ),
            ],
            options={
                "verbose_name": "petition text",
                "verbose_name_plural": "petition texts",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="signature",
            name="text",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="petitions.petitiontext",
                verbose_name="petition text",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(fields=["text", "status"], name="signature_by_text"),
        ),
        migrations.AddConstraint(
            model_name="petitiontext",
            constraint=models.UniqueConstraint(
                fields=("petition", "language", "number"), name="petition_text_version_once_per_language"
            ),
        ),
        migrations.RunPython(keep_what_is_online, migrations.RunPython.noop),
    ]
