"""A data officer brings a list in and takes it back; lists, packs and erasure are usable by everybody who may."""

from django.contrib.auth.models import Group

from campaigns.petitions.models import Import, ImportState, Petition, count_signatures

from .conftest import LogIn
from .test_accessibility import violations
from .test_layout import OVERFLOW

ROWS = "Wer;E-Mail;Land\r\nAda Example;ada.list@example.org;DE\r\n홍길동;;Südkorea\r\nBen Example;wrong;DE\r\n"


def test_a_list_is_looked_through_put_right_added_and_taken_back(log_in: LogIn, officers: Group) -> None:
    petition = Petition.objects.get()
    before = count_signatures(petition).paper
    visit = log_in("officer-lists", officers)
    page = visit.page
    visit.go("/admin/imports/new/")
    page.select_option("#id_petition", str(petition.pk))
    page.set_input_files("#id_upload", {"name": "list.csv", "mimeType": "text/csv", "buffer": ROWS.encode("utf-16")})
    page.fill("#id_basis_note", "Folder 1")
    page.select_option("#id_language", "de")
    page.get_by_role("button", name="Look through the file").click()
    page.get_by_role("heading", name="Rows to mend").wait_for()
    assert violations(visit) == []
    page.select_option("#id_column_0", "name")
    page.get_by_role("button", name="Look through it again").click()
    add = page.get_by_role("button", name="Add 2 signatures")
    add.wait_for()
    assert page.get_by_text("Enter an e-mail address like name@example.org").count() == 1
    add.dblclick()
    page.get_by_text("2 signatures added.").wait_for()
    assert count_signatures(petition).paper == before + 2
    page.go_back()
    page.reload()
    page.get_by_role("heading", name="Take the import back").wait_for()
    page.fill("#id_reason", "A try")
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("Taken back:").wait_for()
    assert count_signatures(petition).paper == before
    assert Import.objects.latest("pk").state == ImportState.TAKEN_BACK


def test_the_pages_around_lists_are_usable(log_in: LogIn, officers: Group) -> None:
    visit = log_in("officer-pages", officers)
    for path in ("imports/new", "exports/new", "handovers/new", "erase_person"):
        visit.go(f"/admin/{path}/")
        for width in (360, 1280):
            visit.page.set_viewport_size({"width": width, "height": 800})
            assert visit.page.evaluate(OVERFLOW) <= 0
            assert violations(visit) == []
