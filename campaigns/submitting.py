"""The edit form of every page: says what is wrong with a slug, and what keeps the page from being published."""

from typing import Any

from .checks import Finding
from .slugs import SharedSlugForm

APPROVE = "approve"


class ContentForm(SharedSlugForm):
    """Wagtail publishes what its form calls valid; so a page that must not go online is not valid while publishing."""

    instance: Any

    def full_clean(self) -> None:
        """Look at the page as it would go online, once its fields are in order."""
        super().full_clean()
        if self.is_bound and self.is_publishing and not self._errors:
            for finding in self.instance.hindrances:
                self._refuse(finding)

    @property
    def is_publishing(self) -> bool:
        """Whether the page goes online, now or at its time, if the form is valid. A draft may be incomplete."""
        if self.is_deferred_validation:
            return False
        is_approving = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == APPROVE
        return "action-publish" in self.data or is_approving

    def _refuse(self, finding: Finding) -> None:
        self.add_error(finding.field if finding.field in self.fields else None, str(finding.text))
