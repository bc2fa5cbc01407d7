"""Pictures lose what cameras write into them before they are stored."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageSequence
from PIL.PngImagePlugin import PngInfo
from wagtail.models import Collection

from home.models import Picture
from home.picture_metadata import UnreadablePictureError, without_metadata

# EXIF tags: orientation, maker, GPS directory with latitude in it.
ORIENTATION, MAKER, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2
TELLTALE = b"Telltale Camera"


def photograph(picture_format: str = "JPEG", size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """A picture that says where it was taken, and with what."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = TELLTALE.decode()
    exif.get_ifd(GPS)[LATITUDE] = (42.0, 58.0, 11.0)
    options = {"exif": exif.tobytes()}
    if picture_format == "PNG":
        notes = PngInfo()
        notes.add_text("Comment", TELLTALE.decode())
        options["pnginfo"] = notes
    if picture_format == "JPEG":
        options["comment"] = TELLTALE
    target = BytesIO()
    Image.new("RGB", size, "#9c2f1f").save(target, picture_format, **options)
    return target.getvalue()


def stored(content: bytes, name: str = "river.jpg") -> Picture:
    return Picture.objects.create(title="River", file=SimpleUploadedFile(name, content))


def opened(picture: Picture) -> Image.Image:
    with picture.file.open("rb") as file:
        image = Image.open(file)
        image.load()
        return image


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("picture_format", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")]
)
def test_neither_place_nor_device_is_stored(picture_format: str, name: str) -> None:
    content = photograph(picture_format)
    assert TELLTALE in content
    picture = stored(content, name)
    with picture.file.open("rb") as file:
        assert TELLTALE not in file.read()
    image = opened(picture)
    assert image.format == picture_format
    assert not image.getexif()
    assert not set(image.info) & {"exif", "comment", "Comment", "xmp", "photoshop"}


@pytest.mark.django_db
def test_an_upright_picture_stays_upright_without_its_note() -> None:
    picture = stored(photograph(size=(40, 20), orientation=6))
    assert opened(picture).size == (20, 40)
    assert (picture.width, picture.height) == (20, 40)


@pytest.mark.django_db
def test_what_is_known_of_the_file_is_that_of_the_clean_one() -> None:
    picture = stored(photograph())
    with picture.file.open("rb") as file:
        assert picture.file_size == len(file.read())
    assert picture.file_hash == stored(photograph()).file_hash


@pytest.mark.django_db
def test_changing_words_leaves_the_file_alone() -> None:
    picture = stored(photograph())
    name, checksum = picture.file.name, picture.file_hash
    picture.credit = "Kim Example"
    picture.save()
    picture.refresh_from_db()
    assert (picture.file.name, picture.file_hash) == (name, checksum)


@pytest.mark.django_db
def test_transparency_stays() -> None:
    target = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(stored(target.getvalue(), "a.png")).getpixel((0, 0))[3] == 0


@pytest.mark.django_db
def test_a_moving_picture_keeps_moving() -> None:
    frames = [Image.new("P", (4, 4), number) for number in range(3)]
    for number, frame in enumerate(frames):
        frame.putpalette([number * 80, 0, 0] * 256)
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    picture = stored(target.getvalue(), "a.gif")
    with picture.file.open("rb") as file, Image.open(file) as image:
        assert image.n_frames == 3
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(image)] == [100, 200, 300]


@pytest.mark.parametrize(
    "content", [b"", b"no picture", photograph()[:100], b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        without_metadata(BytesIO(content))


def test_an_upload_in_the_admin_is_cleaned_too(admin_client: Client, english: object) -> None:
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    response = admin_client.post(
        "/admin/images/add/",
        {"title": "River", "collection": collection.pk, "file": SimpleUploadedFile("river.jpg", photograph())},
    )
    assert response.status_code == 302
    with Picture.objects.get().file.open("rb") as file:
        assert TELLTALE not in file.read()


@pytest.mark.django_db
def test_a_picture_cut_short_is_answered_beside_its_field() -> None:
    picture = Picture(title="River", file=SimpleUploadedFile("river.jpg", photograph()))
    picture.file.file = BytesIO(photograph(size=(400, 400))[:-60])
    with pytest.raises(ValidationError, match="cannot be read"):
        picture.clean()
