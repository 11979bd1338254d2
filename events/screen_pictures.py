"""Pictures that organisers upload for their screens: looked at, drawn anew, and only then kept."""

import hashlib
import io
import warnings
from collections.abc import Iterable
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from events.models import Event, Picture

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LARGEST = (3840, 2160)
MOST_PICTURES = 50
KIND = "image/webp"
# What Pillow raises for a file that is no picture, is cut off, or would unpack to more than it says.
BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
# The parts of a WebP file that are pixels and how to read them; all others could hold anything.
PIXELS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}


def add_picture(event: Event, name: str, file: IO[bytes], size: int) -> Picture:
    """Keep an uploaded picture; raises ValidationError, and then nothing was kept."""
    _refuse_large(size)
    if event.pictures.count() >= MOST_PICTURES:
        raise ValidationError(_("This event has 50 pictures; remove one first."))
    data = _drawn(_opened(file))
    defaults = {"name": name[:100] or _("Picture"), "kind": KIND, "data": data}
    return Picture.objects.get_or_create(event=event, digest=_digest(data), defaults=defaults)[0]


def clean_screen_picture(content: bytes) -> bytes:
    """A picture that comes in an event file, as it is kept; raises ValidationError.

    One that we have drawn before stays as it is to the byte: drawn again and again it would lose a little each time.
    """
    _refuse_large(len(content))
    picture = _opened(io.BytesIO(content))
    return content if _is_ours(content, picture) else _drawn(picture)


def replace_pictures(event: Event, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Put these (name, cleaned picture) in the place of the event's; a screen that shows one that stays goes on showing it."""
    shown = {screen: screen.picture.digest for screen in event.screens.select_related("picture") if screen.picture}
    event.pictures.all().delete()
    for name, data in pictures:
        Picture.objects.get_or_create(event=event, digest=_digest(data), defaults={"name": name, "kind": KIND, "data": data})
    fresh = {picture.digest: picture for picture in event.pictures.defer("data")}
    for screen, digest in shown.items():
        screen.picture = fresh.get(digest)
        screen.save(update_fields=["picture"])


def _refuse_large(size: int) -> None:
    if size > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 10 MB. Save it smaller, 1920 pixels wide for instance."))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_ours(content: bytes, picture: Image.Image) -> bool:
    """Whether this is a WebP file no larger than a projector, of pixels only, as we write them."""
    at = 12  # after "RIFF", the length and "WEBP"
    while at + 8 <= len(content) and content[at : at + 4] in PIXELS:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    whole = at == len(content) == 8 + int.from_bytes(content[4:8], "little")
    return whole and content[8:12] == b"WEBP" and picture.width <= LARGEST[0] and picture.height <= LARGEST[1]


def _opened(file: IO[bytes]) -> Image.Image:
    """The picture, read whole; raises ValidationError for what is none or too much of one."""
    try:
        with warnings.catch_warnings(), Image.open(file, formats=FORMATS) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(
                    _("The picture has more than 50 million pixels. Save it smaller, 1920 pixels wide for instance.")
                )
            return ImageOps.exif_transpose(image).convert("RGBA")
    except BROKEN:
        raise ValidationError(
            _("This is no PNG, JPEG, WebP or GIF picture, or it is damaged. Open it in a picture program and save it as PNG.")
        ) from None


def _drawn(picture: Image.Image) -> bytes:
    """As we draw it ourselves: no metadata, no script, nothing larger than a projector."""
    picture.thumbnail(LARGEST)
    drawn = io.BytesIO()
    picture.save(drawn, "WEBP", quality=90, method=4)
    return drawn.getvalue()
