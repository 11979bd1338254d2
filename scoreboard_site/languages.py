"""Which languages Podium speaks: one folder of locale/ each."""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language


def languages_in(folder: Path) -> list[tuple[str, str]]:
    """The languages that have texts here, as (code, their own name)."""
    codes = sorted(to_language(path.parent.name) for path in folder.glob("*/LC_MESSAGES"))
    return [(code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in codes]
