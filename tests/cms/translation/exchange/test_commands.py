"""Exporting and importing from a shell."""

import io
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from home.models import StandardPage
from tests.cms.translation.conftest import start_translation


@pytest.fixture
def translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


def said(*arguments: object, **options: object) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_there_and_back(translation: Translation, source: StandardPage, tmp_path: Path) -> None:
    path = tmp_path / "ar.po"
    count = translation.source.stringsegment_set.count()
    assert f"{count} texts" in said("export_translations", "ar", page=source.pk, output=path)
    file = polib.pofile(str(path))
    next(entry for entry in file if entry.msgid == "In short.").msgstr = "باختصار"
    next(entry for entry in file if entry.msgid == "What the law says").msgstr = "ط" * 151
    file.save()
    tried = said("import_translations", path, dry_run=True)
    assert "1 applied" in tried
    assert "refused: The right to stay › Body › Heading" in tried
    assert not StringTranslation.objects.exists()
    assert said("import_translations", path) == tried
    assert StringTranslation.objects.get().data == "باختصار"


def test_xliff_of_the_whole_site(translation: Translation, tmp_path: Path) -> None:
    path = tmp_path / "ar.xlf"
    said("export_translations", "ar", format="xliff", output=path)
    assert path.read_text().count("<file ") == 2


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (["export_translations", "xx"], {}, "no language xx"),
        (["export_translations", "ar"], {"page": 999_999}, "no page 999999"),
        (["export_translations", "en"], {}, "nothing to translate"),
        (["import_translations", Path("no-such-file.po")], {}, "No such file"),
        (["import_translations", Path(__file__)], {}, "not a PO file"),
    ],
)
def test_what_cannot_be_done_is_said(
    translation: Translation, arguments: list[object], options: dict[str, object], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        said(*arguments, **options)
