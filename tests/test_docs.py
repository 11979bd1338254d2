"""What the documents say of the code is true: settings, links, commands, lengths."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 150


def test_the_settings_table_is_what_the_settings_read():
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "scoreboard_site/settings.py").read_text()))
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", README, re.M)
    assert set(re.findall(r"[A-Z_]+", " ".join(rows))) == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text())
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


def test_every_command_named_in_the_readme_exists():
    named = set(re.findall(r"`(?:\.venv/bin/python manage\.py )?([a-z_]+) (?:FILE|SLUG)", README))
    known = {
        "load_event",
        "dump_event",
        "standings",
        "judge_link",
        "judge_token",
        "export_event",
        "backup",
        "restore",
        "rehearse",
    }
    assert named == known
    assert named <= set(get_commands())


def test_every_word_of_the_makefile_named_in_the_documents_exists():
    words = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert {word for path in DOCUMENTS for word in re.findall(r"make ([a-z]+)`", path.read_text())} <= words
