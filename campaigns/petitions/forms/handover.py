"""What the office types when a petition is handed over."""

from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.petitions.handing_over import record
from campaigns.petitions.models import Handover


class HandoverForm(WagtailAdminModelForm):
    """A handover; saving it tells the petition that it took place, or was answered."""

    def save(self, commit: bool = True) -> Handover:
        """Save and tell the petition."""
        handover: Handover = super().save(commit=False)
        if commit:
            record(handover)
        return handover
