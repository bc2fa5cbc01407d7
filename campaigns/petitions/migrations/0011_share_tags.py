"""By which links signatures came: words of a petition, the word of a signature, and numbers of each."""

import django.db.models.deletion
from django.db import migrations, models

import campaigns.petitions.models.petition


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0010_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="share_tags",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Words for the ways you spread the link, with spaces between them: newsletter poster. Put one into the address of the page, ?utm_source=newsletter, and the desk counts who came by it. Never one for a person.",
                max_length=500,
                validators=[campaigns.petitions.models.petition.check_share_tags],
                verbose_name="share tags",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="share_tag",
            field=models.CharField(blank=True, db_default="", default="", max_length=24, verbose_name="share tag"),
        ),
        migrations.AddField(
            model_name="tallyentry",
            name="share_tag",
            field=models.CharField(blank=True, db_default="", default="", max_length=24),
        ),
        migrations.CreateModel(
            name="ShareTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share_tag", models.CharField(max_length=24)),
                ("signatures", models.IntegerField()),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("petition", "share_tag"), name="share_tally_one_row_per_tag")
                ],
            },
        ),
    ]
