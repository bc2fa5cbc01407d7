"""The block that tells readers how to give: accounts with codes to scan, kept up to date."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from .groups import ACTION
from .lines import LineBlock, LinesBlock

ACCOUNT = "donations.BankAccount"


class AccountsBlock(blocks.StreamBlock):
    account = SnippetChooserBlock(ACCOUNT, label=_("Bank account"), icon="tag")

    def only_account(self) -> blocks.StreamValue:
        """What a new form offers: the account of the organisation where it has a single one."""
        accounts = self.child_blocks["account"].target_model.objects.originals()[:2]
        chosen = [{"type": "account", "value": account.pk} for account in accounts]
        offered: blocks.StreamValue = self.to_python(chosen if len(chosen) == 1 else [])
        return offered


class AmountsBlock(blocks.StreamBlock):
    amount = blocks.IntegerBlock(label=pgettext_lazy("of money", "Amount"), min_value=1, max_value=999_999_999)


class DonationBoxBlock(blocks.StructBlock):
    heading = LineBlock(
        label=pgettext_lazy("title of a section", "Heading"), required=False, max_length=120,
        help_text=_("Empty: “Give by bank transfer”."),
    )  # fmt: skip
    text = LinesBlock(label=_("Text"), required=False, rows=2, max_length=500)
    accounts = AccountsBlock(
        label=_("Bank accounts"),
        help_text=_("Shown once a second person has approved their details. The purpose comes from the campaign."),
    )
    amounts = AmountsBlock(
        label=_("Suggested amounts"), required=False, max_num=6,
        help_text=_("Whole amounts in the currency of the first account. None is chosen beforehand."),
    )  # fmt: skip

    class Meta:
        icon = "tag"
        label = _("Donation box")
        label_format = "{heading}"
        description = _("Bank accounts with copy buttons and a code for banking apps.")
        group = ACTION
        template = "donations/box.html"
        preview_template = "wagtailcore/shared/block_preview.html"

    def get_default(self) -> blocks.StructValue:
        """A new box with the only account in it; nothing but forms asks for this."""
        only = self.child_blocks["accounts"].only_account()
        box: blocks.StructValue = self.normalize({**super().get_default(), "accounts": only})
        return box

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the box shows, under the names the page of donations uses too."""
        context = super().get_context(value, parent_context=parent_context)
        chosen = [row.value for row in value.get("accounts") or [] if row.value]
        return {**context, "chosen": chosen, "amounts": value.get("amounts")}

    def get_preview_value(self) -> blocks.StructValue:
        """Any account there is."""
        account = self.child_blocks["accounts"].child_blocks["account"].target_model.objects.first()
        chosen = [{"type": "account", "value": account.pk}] if account else []
        return self.to_python({"heading": _("Help to keep the light on"), "accounts": chosen})
