"""Static files as they are deployed: collected under hashed names that also stand inside our modules."""

import json
import os
import re
import subprocess
import sys

import pytest

from bench.desk import event as hackathon
from judging.exchange import load_event
from judging.installable import FILES
from judging.links import sign_in_url
from judging.models import Judge
from tests.stack import ROOT


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder that the release line of the Procfile fills."""
    folder = tmp_path_factory.mktemp("static")
    environment = os.environ | {"SECRET_KEY": "only-for-tests", "STATIC_ROOT": str(folder), "DATABASE_URL": "sqlite://:memory:"}
    environment.pop("DEBUG", None)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"], cwd=ROOT, env=environment, check=True)
    return folder


def _least(path):
    """The size of a file as it is served: compressed where that is smaller."""
    return min(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))


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
def test_a_whole_desk_weighs_less_than_120_kb(collected, client):
    """Everything that a phone fetches on the first day: its files, the worker, a desk of thirty teams, a blank and a sheet."""
    load_event(json.dumps(hackathon()))
    client.post("/judge" + sign_in_url(Judge.objects.get(code="j0")).split("/judge")[1])
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    files = [collected / names[name] for name in [*FILES, "js/judge/worker.js", "img/desk-192.png"]]
    sizes = {path.name: _least(path) for path in files}
    for path in ("/judge/bench/j0/", "/judge/bench/j0/-/final/", "/judge/bench/j0/final/t1/", "/judge/worker.js"):
        page = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert page.headers["Content-Encoding"] == "gzip"
        sizes[path] = len(page.content)
    assert sum(sizes.values()) < 120 * 1024, sizes


@pytest.mark.django_db
def test_pages_are_compressed_where_the_browser_can_read_it(client):
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert (page.headers.get("Content-Encoding"), client.get("/").headers.get("Content-Encoding")) == ("gzip", None)
