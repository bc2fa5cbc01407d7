"""The dashboard counts the mails refused lately without looking at all that were ever sent."""

from django.db import migrations, models

from campaigns.migrating import AddIndexPatiently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("petitions", "0011_share_tags")]

    operations = [
        AddIndexPatiently(
            model_name="outgoingmail",
            index=models.Index(condition=models.Q(("state", "refused")), fields=["created_at"], name="mail_refused"),
        ),
    ]
