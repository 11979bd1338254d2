"""A picture that somebody uploads, on its way in: looked at, made small, and written anew, so that nothing but pixels is kept."""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_FILE = 4 * 1024 * 1024  # bytes
MOST_PIXELS = 24_000_000


def clean_picture(upload: "UploadedFile[bytes]", within: tuple[int, int]) -> bytes:
    """The uploaded picture as a PNG no larger than `within`; ValidationError for what is no picture or too much of one.

    Only pixels survive: no metadata, no place where it was taken, no second file hidden behind it.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise ValidationError(_("The file has more than 4 MB. Save it smaller, 1000 pixels wide for instance."))
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            # Only the header has been read so far: a small file may claim a picture that fills the memory.
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(
                    _("The picture has more than 24 million pixels. Save it smaller, 1000 pixels wide for instance.")
                )
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(within, Image.Resampling.LANCZOS)
            written = io.BytesIO()
            upright.convert("RGBA").save(written, "PNG", optimize=True)
    except ValidationError:
        raise
    except Exception as error:  # Pillow's decoders fail in many ways, none of them ours
        raise ValidationError(
            _("This is no PNG, JPEG, WebP or GIF picture, or it is damaged. Open it in a picture program and save it as PNG.")
        ) from error
    return written.getvalue()


def digest_of(content: bytes) -> str:
    """A short name for exactly this content."""
    return hashlib.sha256(content).hexdigest()[:16]
