"""The pages that tell how to give, and the accounts, in the admin."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.donations.approving import NotWaiting
from campaigns.donations.banking import grouped
from campaigns.donations.forms import CHANGED_MEANWHILE, BankAccountForm
from campaigns.donations.models import BankAccount, BankDetails, DetailsState, DonationPage


class DonationPageListing(PageListingViewSet):
    """Every page that tells how to give."""

    model = DonationPage
    name = "donation_pages"
    icon = "tag"
    menu_label = _("Donation pages")
    menu_order = 10


class SayingWhatWaits:
    """A view that saves an account, and says so where its details now wait for a second person."""

    request: HttpRequest
    form: BankAccountForm

    def save_instance(self) -> BankAccount:
        account: BankAccount = super().save_instance()  # type: ignore[misc]
        if self.form.handed_over:
            messages.warning(
                self.request,
                _("The bank details wait for a second person now. Until then donors see what was in force before."),
            )
        return account


class BankAccountIndexView(SnippetIndexView):
    """All accounts with the number in force and whether another waits."""

    def get_base_queryset(self) -> QuerySet[BankAccount]:
        of_account = BankDetails.objects.filter(account_key=OuterRef("translation_key"))
        current = of_account.filter(state=DetailsState.CURRENT)
        return (
            super()
            .get_base_queryset()
            .annotate(
                iban=Subquery(current.values("iban")[:1]),
                account_number=Subquery(current.values("account_number")[:1]),
                is_waiting=Exists(of_account.filter(state=DetailsState.PENDING)),
            )
        )


class BankAccountCreateView(SayingWhatWaits, SnippetCreateView):
    pass


class BankAccountEditView(SayingWhatWaits, SnippetEditView):
    def form_valid(self, form: BankAccountForm) -> HttpResponse:
        """Save, or say that somebody entered or decided something in the same moment; nothing is saved then."""
        try:
            return super().form_valid(form)
        except NotWaiting:
            form.add_error(None, CHANGED_MEANWHILE)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class BankAccountViewSet(SnippetViewSet):
    """Accounts, with whether their details are in force."""

    model = BankAccount
    index_view_class = BankAccountIndexView
    add_view_class = BankAccountCreateView
    edit_view_class = BankAccountEditView
    icon = "tag"
    menu_label = _("Bank accounts")
    menu_order = 20
    copy_view_enabled = False
    list_display = [
        "title",
        Column("number", label="IBAN", accessor=lambda row: grouped(row.iban or "") or row.account_number or "–"),
        Column("waiting", label="", accessor=lambda row: _("Waiting for a second person") if row.is_waiting else ""),
        Column("checked_on", label=_("As of"), accessor="checked_on", sort_key="checked_on"),
        LocaleColumn(),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(template="donations/admin/account_panel.html", heading=_("Two persons")),
            FieldRowPanel([FieldPanel("title"), FieldPanel("reference")]),
            MultiFieldPanel(
                [
                    FieldPanel("holder", required_on_save=True),
                    FieldRowPanel([FieldPanel("iban"), FieldPanel("bic")]),
                    FieldRowPanel([FieldPanel("bank"), FieldPanel("currency", required_on_save=True)]),
                    FieldPanel("shows_legacy_numbers"),
                ],
                heading=_("Bank details"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("country"), FieldPanel("account_number")]),
                    FieldRowPanel([FieldPanel("routing_kind"), FieldPanel("routing_number")]),
                ],
                heading=_("Instead of an IBAN"),
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("street"), FieldPanel("house_number")]),
                    FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
                ],
                heading=_("Address of the account holder, for Swiss accounts"),
                classname="collapsed",
            ),
            FieldPanel("checked_on"),
            MultiFieldPanel([FieldPanel("heading"), FieldPanel("note")], heading=_("What donors read")),
            FieldPanel("tax_notes"),
            FieldPanel("transparency_links"),
        ],
        base_form_class=BankAccountForm,
    )
