"""Takes out of a picture what a camera wrote into it: place, time, device, owner, embedded thumbnails."""

from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

# What a picture needs to look right. Everything else Pillow read from the file is left behind.
KEPT_INFORMATION = ("transparency", "icc_profile", "loop", "background")
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 85},
    "GIF": {},
    "JPEG": {"quality": 92, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90, "method": 4},
}


class UnreadablePictureError(ValueError):
    """The file is no picture of a kind we keep."""


class CleanPicture(ContentFile):
    """A picture encoded by us."""


def without_metadata(file: IO[bytes]) -> CleanPicture:
    """The same picture, upright, encoded anew in its own format without metadata."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            return CleanPicture(_encoded_anew(picture), name=getattr(file, "name", None))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePictureError(str(error)) from error


def _encoded_anew(picture: Image.Image) -> bytes:
    picture_format = "JPEG" if picture.format == "MPO" else picture.format
    if picture_format not in SAVE_OPTIONS:
        raise UnreadablePictureError(f"{picture_format} is not a kind of picture we keep")
    options = dict(SAVE_OPTIONS[picture_format])
    frame_count = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
    options |= {name: picture.info[name] for name in KEPT_INFORMATION if picture.info.get(name) is not None}
    first, *others = [_bare(picture)] if frame_count == 1 else map(_bare, ImageSequence.Iterator(picture))
    if others:
        durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(picture)]
        options |= {"save_all": True, "append_images": others, "duration": durations}
    target = BytesIO()
    first.save(target, picture_format, **options)
    return target.getvalue()


def _bare(frame: Image.Image) -> Image.Image:
    """A copy of the frame, turned upright, that knows nothing but its pixels and palette."""
    upright = ImageOps.exif_transpose(frame)
    bare = upright.copy()
    bare.info = {}
    return bare
