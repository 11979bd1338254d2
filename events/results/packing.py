"""A zip whose bytes depend on nothing but its contents: the same board gives the same file, whenever it is asked for."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the calendar of zip files begins here


def pack(files: Mapping[str, bytes], at: datetime) -> bytes:
    """These files, by path, in this order, each dated `at`."""
    moment = max(at.astimezone(UTC).timetuple()[:6], EARLIEST)
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a zip by path."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
