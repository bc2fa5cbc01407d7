import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import campaigns.blocks


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(editable=False, verbose_name="version")),
                (
                    "statement",
                    wagtail.fields.RichTextField(
                        help_text="What a person declares by signing. {organisation} and {addressee} are filled in, always in the form in which you entered them: build the sentence so that it fits.",
                        verbose_name="statement",
                    ),
                ),
                (
                    "privacy",
                    wagtail.fields.RichTextField(
                        help_text="Who keeps the data, what for, how long, and how to withdraw. {handover} becomes a whole sentence on what the addressee receives, {months} the time names are kept, as in “6 months”, always in this form: build the sentence so that it fits.",
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "updates_label",
                    models.CharField(
                        help_text="Beside the box, never ticked beforehand, for news on this campaign by e-mail.",
                        max_length=250,
                        verbose_name="updates choice",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made on")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "ordering": ["-version", "locale"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Petition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        help_text="Short name in links and on paper, the same in all languages. Printed links break when it changes.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "Use small letters from a to z, digits and single hyphens, as in north-korea-2026.",
                                code="not_a_reference",
                            )
                        ],
                        verbose_name="reference",
                    ),
                ),
                ("page_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "goal",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many signatures you want. Say why on the page; leave empty to show no bar.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000000),
                        ],
                        verbose_name="goal",
                    ),
                ),
                (
                    "opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: open as soon as the page is published.",
                        null=True,
                        verbose_name="opens",
                    ),
                ),
                (
                    "closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Nobody can sign afterwards; links sent before still confirm for 72 hours.",
                        null=True,
                        verbose_name="closes",
                    ),
                ),
                (
                    "asks_place",
                    models.BooleanField(
                        default=False,
                        help_text="An optional field. Ask only if the addressee needs it.",
                        verbose_name="ask for the place",
                    ),
                ),
                (
                    "asks_comment",
                    models.BooleanField(
                        default=False,
                        help_text="An optional field “Why I sign”. Never shown without your approval.",
                        verbose_name="ask for a comment",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Signing could endanger people: no comments, nothing about signers is shown, and only the number is handed over.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "handover_mode",
                    models.CharField(
                        choices=[
                            ("number", "Only the number of signatures"),
                            ("names", "Names and countries"),
                            ("names_and_places", "Names, countries and places"),
                        ],
                        default="number",
                        help_text="Signers are told before they sign. It cannot be widened once somebody has signed.",
                        max_length=20,
                        verbose_name="what is handed over",
                    ),
                ),
                (
                    "retention_months",
                    models.PositiveSmallIntegerField(
                        default=6,
                        help_text="Counted from the end of the petition. The number stays; names, addresses and comments go.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months until names are erased",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None yet"),
                            ("handed_over", "Handed over, no answer yet"),
                            ("answered", "Answered by the addressee"),
                            ("won", "Won: the demand is met"),
                            ("ended", "Ended without success"),
                        ],
                        default="",
                        help_text="Any outcome ends the signing and changes what the page says.",
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("outcome_since", models.DateTimeField(blank=True, editable=False, null=True)),
                ("handed_over_on", models.DateField(blank=True, null=True, verbose_name="handed over on")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "petition",
                "verbose_name_plural": "petitions",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__isnull", True),
                            ("opens_at__lt", models.F("closes_at")),
                            _connector="OR",
                        ),
                        name="petition_opens_before_it_closes",
                        violation_error_message="A petition has to open before it closes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_sensitive", False),
                            models.Q(("asks_comment", False), ("handover_mode", "number")),
                            _connector="OR",
                        ),
                        name="petition_sensitive_hands_over_the_number_only",
                        violation_error_message="A sensitive petition asks for no comments and hands over only the number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_since__isnull", True)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("outcome_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="petition_outcome_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PetitionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Two sentences at most. Shown on cards, in search results and when the page is shared.",
                        max_length=300,
                        verbose_name="summary",
                    ),
                ),
                (
                    "picture_alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for people who do not see it. Leave empty if it is only decoration.",
                        max_length=250,
                        verbose_name="picture description",
                    ),
                ),
                (
                    "share_text",
                    models.CharField(
                        blank=True,
                        help_text="What somebody would write to a friend, without the address. Empty: the site's text for sharing, or the title.",
                        max_length=280,
                        verbose_name="text for sharing",
                    ),
                ),
                (
                    "local_extra",
                    campaigns.blocks.QuietStreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 3),
                            ("quote", 7),
                            ("callout", 9),
                            ("legal_citation", 13),
                            ("figure", 18),
                            ("sources", 21),
                            ("image", 24),
                            ("document", 26),
                            ("video", 29),
                            ("action", 31),
                            ("columns", 33),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("campaigns.blocks.text.ParagraphBlock", (), {}),
                            1: ("wagtail.blocks.CharBlock", (), {}),
                            2: ("wagtail.blocks.ChoiceBlock", [], {}),
                            3: ("wagtail.blocks.StructBlock", [[("text", 1), ("level", 2)]], {}),
                            4: ("wagtail.blocks.TextBlock", (), {}),
                            5: ("wagtail.blocks.CharBlock", (), {"required": False}),
                            6: ("campaigns.blocks.links.HttpsBlock", (), {"required": False}),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("who", 5), ("role", 5), ("source", 5), ("url", 6)]],
                                {},
                            ),
                            8: ("wagtail.blocks.RichTextBlock", (), {}),
                            9: ("wagtail.blocks.StructBlock", [[("heading", 5), ("text", 8), ("kind", 2)]], {}),
                            10: ("campaigns.blocks.evidence.AuthenticTextBlock", (), {}),
                            11: ("wagtail.blocks.TextBlock", (), {"required": False}),
                            12: ("wagtail.blocks.DateBlock", (), {"required": False}),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("instrument", 1),
                                        ("article", 5),
                                        ("wording", 10),
                                        ("wording_language", 2),
                                        ("translation", 11),
                                        ("translation_note", 5),
                                        ("url", 6),
                                        ("looked_up", 12),
                                    ]
                                ],
                                {},
                            ),
                            14: ("wagtail.blocks.DecimalBlock", (), {}),
                            15: ("wagtail.blocks.DecimalBlock", (), {"required": False}),
                            16: ("wagtail.blocks.DateBlock", (), {}),
                            17: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            18: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("low", 14),
                                        ("high", 15),
                                        ("unit", 5),
                                        ("counts", 1),
                                        ("as_of", 16),
                                        ("source", 1),
                                        ("url", 6),
                                        ("approximate", 17),
                                        ("as_of_precision", 2),
                                    ]
                                ],
                                {},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 1), ("publisher", 5), ("published", 5), ("url", 6), ("looked_up", 12)]],
                                {},
                            ),
                            20: ("wagtail.blocks.ListBlock", (19,), {}),
                            21: ("wagtail.blocks.StructBlock", [[("entries", 20)]], {}),
                            22: ("wagtail.images.blocks.ImageBlock", [], {}),
                            23: ("wagtail.blocks.RichTextBlock", (), {"required": False}),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 22), ("caption", 23), ("credit", 5), ("source", 6), ("layout", 2)]],
                                {},
                            ),
                            25: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            26: ("wagtail.blocks.StructBlock", [[("document", 25), ("label", 5)]], {}),
                            27: ("campaigns.blocks.links.HttpsBlock", (), {}),
                            28: ("wagtail.images.blocks.ImageChooserBlock", (), {"required": False}),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 1), ("url", 27), ("poster", 28), ("duration", 5), ("transcript", 23)]],
                                {},
                            ),
                            30: ("wagtail.blocks.PageChooserBlock", (), {}),
                            31: ("wagtail.blocks.StructBlock", [[("page", 30), ("text", 11)]], {}),
                            32: (
                                "wagtail.blocks.StreamBlock",
                                [[("paragraph", 0), ("image", 24), ("quote", 7), ("figure", 18)]],
                                {},
                            ),
                            33: ("wagtail.blocks.StructBlock", [[("first", 32), ("second", 32), ("ratio", 2)]], {}),
                        },
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        blank=True,
                        help_text="To whom the demand goes: office and name, as in “the Ambassador of … in …”.",
                        max_length=250,
                        verbose_name="addressee",
                    ),
                ),
                (
                    "demand",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="The whole text people put their name to. It stands on the page, in every language, and on paper.",
                        verbose_name="petition text",
                    ),
                ),
                (
                    "goal_reason",
                    models.CharField(
                        blank=True,
                        help_text="For example: “With 5,000 signatures we ask for a meeting at the embassy.”",
                        max_length=250,
                        verbose_name="why this goal",
                    ),
                ),
                (
                    "body",
                    campaigns.blocks.QuietStreamField(
                        [
                            ("paragraph", 0),
                            ("heading", 3),
                            ("quote", 7),
                            ("callout", 9),
                            ("legal_citation", 13),
                            ("figure", 18),
                            ("sources", 21),
                            ("image", 24),
                            ("document", 26),
                            ("video", 29),
                            ("action", 31),
                            ("columns", 33),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("campaigns.blocks.text.ParagraphBlock", (), {}),
                            1: ("wagtail.blocks.CharBlock", (), {}),
                            2: ("wagtail.blocks.ChoiceBlock", [], {}),
                            3: ("wagtail.blocks.StructBlock", [[("text", 1), ("level", 2)]], {}),
                            4: ("wagtail.blocks.TextBlock", (), {}),
                            5: ("wagtail.blocks.CharBlock", (), {"required": False}),
                            6: ("campaigns.blocks.links.HttpsBlock", (), {"required": False}),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("who", 5), ("role", 5), ("source", 5), ("url", 6)]],
                                {},
                            ),
                            8: ("wagtail.blocks.RichTextBlock", (), {}),
                            9: ("wagtail.blocks.StructBlock", [[("heading", 5), ("text", 8), ("kind", 2)]], {}),
                            10: ("campaigns.blocks.evidence.AuthenticTextBlock", (), {}),
                            11: ("wagtail.blocks.TextBlock", (), {"required": False}),
                            12: ("wagtail.blocks.DateBlock", (), {"required": False}),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("instrument", 1),
                                        ("article", 5),
                                        ("wording", 10),
                                        ("wording_language", 2),
                                        ("translation", 11),
                                        ("translation_note", 5),
                                        ("url", 6),
                                        ("looked_up", 12),
                                    ]
                                ],
                                {},
                            ),
                            14: ("wagtail.blocks.DecimalBlock", (), {}),
                            15: ("wagtail.blocks.DecimalBlock", (), {"required": False}),
                            16: ("wagtail.blocks.DateBlock", (), {}),
                            17: ("wagtail.blocks.BooleanBlock", (), {"required": False}),
                            18: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("low", 14),
                                        ("high", 15),
                                        ("unit", 5),
                                        ("counts", 1),
                                        ("as_of", 16),
                                        ("source", 1),
                                        ("url", 6),
                                        ("approximate", 17),
                                        ("as_of_precision", 2),
                                    ]
                                ],
                                {},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 1), ("publisher", 5), ("published", 5), ("url", 6), ("looked_up", 12)]],
                                {},
                            ),
                            20: ("wagtail.blocks.ListBlock", (19,), {}),
                            21: ("wagtail.blocks.StructBlock", [[("entries", 20)]], {}),
                            22: ("wagtail.images.blocks.ImageBlock", [], {}),
                            23: ("wagtail.blocks.RichTextBlock", (), {"required": False}),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 22), ("caption", 23), ("credit", 5), ("source", 6), ("layout", 2)]],
                                {},
                            ),
                            25: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            26: ("wagtail.blocks.StructBlock", [[("document", 25), ("label", 5)]], {}),
                            27: ("campaigns.blocks.links.HttpsBlock", (), {}),
                            28: ("wagtail.images.blocks.ImageChooserBlock", (), {"required": False}),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 1), ("url", 27), ("poster", 28), ("duration", 5), ("transcript", 23)]],
                                {},
                            ),
                            30: ("wagtail.blocks.PageChooserBlock", (), {}),
                            31: ("wagtail.blocks.StructBlock", [[("page", 30), ("text", 11)]], {}),
                            32: (
                                "wagtail.blocks.StreamBlock",
                                [[("paragraph", 0), ("image", 24), ("quote", 7), ("figure", 18)]],
                                {},
                            ),
                            33: ("wagtail.blocks.StructBlock", [[("first", 32), ("second", 32), ("ratio", 2)]], {}),
                        },
                    ),
                ),
                (
                    "state_texts",
                    campaigns.blocks.QuietStreamField(
                        [("state_text", 4)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.ChoiceBlock", [], {}),
                            1: ("wagtail.blocks.CharBlock", (), {}),
                            2: ("wagtail.blocks.RichTextBlock", (), {}),
                            3: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("state", 0), ("heading", 1), ("text", 2), ("call_page", 3)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "thanks_text",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Shown once a signature is confirmed. A thank-you is there already.",
                        verbose_name="thanks",
                    ),
                ),
                (
                    "next_steps",
                    campaigns.blocks.QuietStreamField(
                        [("page", 0)], blank=True, block_lookup={0: ("wagtail.blocks.PageChooserBlock", (), {})}
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="petitions.petition",
                        verbose_name="petition",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown at the top, on cards and when the page is shared. Landscape, at least 1200 × 630 pixels.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="home.picture",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "petition page",
                "verbose_name_plural": "petition pages",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("web", "Web"), ("paper", "Paper"), ("embed", "Embedded form")],
                        default="web",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Not confirmed yet"),
                            ("held", "Held for review"),
                            ("confirmed", "Confirmed"),
                            ("invalidated", "Invalidated"),
                            ("withdrawn", "Withdrawn"),
                            ("anonymised", "Anonymised"),
                        ],
                        default="pending",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("status_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("trap", "Filled in a field people do not see"),
                            ("network", "Many from one network within an hour"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="risk",
                    ),
                ),
                ("email_key", models.BinaryField(max_length=32, null=True)),
                ("sealed_person", models.BinaryField(null=True)),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("wants_updates", models.BooleanField(default=False, verbose_name="wants updates")),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="petitions.consenttext",
                        verbose_name="consent text",
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="petitions.petition",
                        verbose_name="petition",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["-signed_at"],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("confirm", "Confirm"), ("already", "Already")], max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("sent", "Sent"), ("refused", "Refused")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "signature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="petitions.signature"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email_key", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suppressions",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("country", models.CharField(max_length=2)),
                ("language", models.CharField(max_length=12)),
                (
                    "source",
                    models.CharField(
                        choices=[("web", "Web"), ("paper", "Paper"), ("embed", "Embedded form")], max_length=10
                    ),
                ),
                ("signatures", models.IntegerField()),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="petitions.petition"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TallyEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("country", models.CharField(max_length=2)),
                ("language", models.CharField(max_length=12)),
                (
                    "source",
                    models.CharField(
                        choices=[("web", "Web"), ("paper", "Paper"), ("embed", "Embedded form")], max_length=10
                    ),
                ),
                ("change", models.SmallIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="petitions.petition"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="consenttext",
            constraint=models.UniqueConstraint(
                fields=("version", "locale"), name="consent_text_version_once_per_language"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="consenttext",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(fields=["petition", "status", "-signed_at"], name="signature_by_status"),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("status", "confirmed"), _negated=True),
                fields=["status", "status_since"],
                name="signature_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("petition", "email_key"), name="signature_once_per_mailbox"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["pending", "held", "confirmed", "invalidated", "withdrawn", "anonymised"])
                ),
                name="signature_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("email_key__isnull", True),
                        ("sealed_person__isnull", True),
                        ("status__in", ["anonymised", "withdrawn"]),
                        ("wants_updates", False),
                    ),
                    models.Q(("sealed_person__isnull", False), ("status__in", ["pending", "held", "confirmed"])),
                    ("status", "invalidated"),
                    _connector="OR",
                ),
                name="signature_erased_means_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("status__in", ["pending", "held"])),
                    models.Q(("confirmed_at__isnull", False), ("status__in", ["anonymised", "confirmed"])),
                    ("status__in", ["invalidated", "withdrawn"]),
                    _connector="OR",
                ),
                name="signature_counts_from_its_confirmation",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "web"), _negated=True),
                    ("status__in", ["anonymised", "withdrawn", "invalidated"]),
                    models.Q(("consent__isnull", False), ("email_key__isnull", False)),
                    _connector="OR",
                ),
                name="signature_from_the_web_has_mailbox_and_consent",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(condition=models.Q(("state", "queued")), fields=["not_before"], name="mail_due"),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(fields=("petition", "email_key"), name="suppression_once_per_mailbox"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("petition", "day", "country", "language", "source"), name="tally_one_row_per_cell"
            ),
        ),
        migrations.AddIndex(
            model_name="tallyentry",
            index=models.Index(fields=["petition"], name="tally_entry_of_petition"),
        ),
    ]
