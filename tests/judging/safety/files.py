"""A copy's file as other versions and other hands would have written it, and what an event holds, to compare."""

import base64
import hashlib
import io
import json
import zipfile

from judging.safety.rows import read_rows
from tests.judging.exchange.files import logo_file

BYTES = bytes(range(256))
LOGO = base64.b64decode(logo_file())


def everything(event):
    """All rows but the board's own, which gets a new epoch."""
    return {
        name: table
        for name, table in read_rows(event.pk).items()
        if name not in ("events.board", "events.explanation", "events.feedstate")
    }


def changed_file(data, **files):
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name, files.get(name.rsplit("/")[-1].removesuffix(".json"), old.read(name)))
    return kept.getvalue()


def with_rows(data, rows):
    """The same copy as another version of Podium would have written it."""
    text = json.dumps(rows)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json"))
    manifest["events"][0]["digest"] = hashlib.sha256(text.encode()).hexdigest()
    return changed_file(data, rows=text, manifest=json.dumps(manifest))
