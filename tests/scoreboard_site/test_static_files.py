"""Static files as they are deployed: collected under hashed names that also stand inside our modules."""

import os
import re
import subprocess
import sys

import pytest

from tests.stack import ROOT


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder that the release line of the Procfile fills."""
    folder = tmp_path_factory.mktemp("static")
    environment = os.environ | {"SECRET_KEY": "only-for-tests", "STATIC_ROOT": str(folder), "DATABASE_URL": "sqlite://:memory:"}
    environment.pop("DEBUG", None)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"], cwd=ROOT, env=environment, check=True)
    return folder


def test_a_module_imports_the_modules_of_its_own_release(collected):
    """Every import in a hashed module names a hashed module that is there."""
    hashed = [path for path in (collected / "js").rglob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert hashed
    imports = [(path, name) for path in hashed for name in re.findall(r'^import .*?"(\..*?)"', path.read_text(), re.M | re.S)]
    assert imports
    wrong = [
        (path.name, name)
        for path, name in imports
        if not re.search(r"\.[0-9a-f]{12}\.js$", name) or not (path.parent / name).exists()
    ]
    assert wrong == []


def test_what_is_collected_lies_there_compressed(collected):
    assert (collected / "staticfiles.json").exists()
    assert list((collected / "css").glob("desk.*.css.gz"))


@pytest.mark.django_db
def test_pages_are_compressed_where_the_browser_can_read_it(client):
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert (page.headers.get("Content-Encoding"), client.get("/").headers.get("Content-Encoding")) == ("gzip", None)
