"""Pictures that organisers upload for their screens: looked at, drawn anew, and only then kept."""

import hashlib
import io
import warnings
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


def add_picture(event: Event, name: str, file: IO[bytes], size: int) -> Picture:
    """Keep an uploaded picture; raises ValidationError, and then nothing was kept.

    What is kept is what we have drawn ourselves: no metadata, no script, nothing larger than a projector.
    """
    if size > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 10 MB. Save it smaller, 1920 pixels wide for instance."))
    if event.pictures.count() >= MOST_PICTURES:
        raise ValidationError(_("This event has 50 pictures; remove one first."))
    data = _drawn(file)
    digest = hashlib.sha256(data).hexdigest()
    picture, _made = Picture.objects.get_or_create(
        event=event, digest=digest, defaults={"name": name[:100] or _("Picture"), "kind": KIND, "data": data}
    )
    return picture


def _drawn(file: IO[bytes]) -> bytes:
    try:
        with warnings.catch_warnings(), Image.open(file, formats=FORMATS) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(
                    _("The picture has more than 50 million pixels. Save it smaller, 1920 pixels wide for instance.")
                )
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise ValidationError(
            _("This is no PNG, JPEG, WebP or GIF picture, or it is damaged. Open it in a picture program and save it as PNG.")
        ) from None
    upright.thumbnail(LARGEST)
    drawn = io.BytesIO()
    upright.save(drawn, "WEBP", quality=90, method=4)
    return drawn.getvalue()
