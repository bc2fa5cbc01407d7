"""The page that tells how to give, for a campaign or for the organisation."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import BodyField, QuietStreamField
from campaigns.blocks.giving import AccountsBlock, AmountsBlock
from campaigns.causes import Cause, cause_of
from campaigns.checks import Finding, place_of
from campaigns.donations.blocks import OtherWaysBlock
from campaigns.pages import ActionPage, ActionState
from campaigns.submitting import ContentForm

from .account import BankAccount


class DonationPageForm(ContentForm):
    """A new page has the only account in it, as a new box has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and "accounts" in self.fields:
            self.initial["accounts"] = self.fields["accounts"].block.only_account()


class DonationPage(ActionPage):
    """Describes how to give; what identifies the accounts is not on the page, so no version of it can bring it back."""

    accounts = QuietStreamField(
        AccountsBlock(),
        verbose_name=_("bank accounts"),
        blank=True,
        help_text=_("In this order, the same in all languages. Shown once a second person has approved their details."),
    )
    amounts = QuietStreamField(
        AmountsBlock(),
        verbose_name=_("suggested amounts"),
        blank=True,
        max_num=6,
        help_text=_("Whole amounts in the currency of the first account. None is chosen beforehand."),
    )
    other_ways = QuietStreamField(
        OtherWaysBlock(), verbose_name=_("other ways to give"), blank=True, help_text=_("Shown below the accounts.")
    )
    body = BodyField(
        pgettext_lazy("content of a page", "body"),
        help_text=_("What gifts make possible, and how you account for them."),
    )

    base_form_class = DonationPageForm
    parent_page_types = ["articles.CampaignPage", "home.HomePage"]
    subpage_types: list[str] = []
    template = "donations/donation_page.html"

    content_panels = [
        *ActionPage.findings_panels,
        HelpPanel(template="donations/admin/page_panel.html", heading=_("Donations")),
        TitleFieldPanel("title", help_text=_("What gifts are for, in one sentence.")),
        *ActionPage.summary_panels,
        MultiFieldPanel(
            [FieldPanel("accounts", attrs=place_of("accounts")), FieldPanel("amounts")], heading=_("Bank transfer")
        ),
        FieldPanel("other_ways"),
        FieldPanel("body"),
        *ActionPage.local_panels,
    ]
    search_fields = [*ActionPage.search_fields, index.SearchField("other_ways"), index.SearchField("body")]
    translatable_fields = [
        *ActionPage.translated_fields,
        SynchronizedField("accounts", overridable=False),
        SynchronizedField("amounts", overridable=False),
        TranslatableField("other_ways"),
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("donation page")
        verbose_name_plural = _("donation pages")

    def findings(self) -> Iterator[Finding]:
        """What only a donation page needs before it goes online."""
        if not self.chosen_accounts:
            yield Finding(_("Nobody can give yet: choose a bank account."), "accounts")
        yield from super().findings()

    @cached_property
    def cause(self) -> Cause | None:
        """What gifts are for; None for the organisation as a whole."""
        return cause_of(self)

    @cached_property
    def chosen_accounts(self) -> list[BankAccount]:
        """The accounts in the order editors gave them, in the language they were chosen in."""
        return [row.value for row in self.accounts if row.value]

    @property
    def action_state(self) -> ActionState:
        """Gifts are always welcome."""
        return ActionState(
            pgettext_lazy("state of a donation page", "Donations welcome"),
            "open",
            pgettext_lazy("link to a donation page", "Give by bank transfer"),
        )
