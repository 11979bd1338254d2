"""The house: who may import whom, who may send, who may write past the signals, and how long a room may be."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("scoreboard_site", "events", "judging")
SOURCES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
PUBLIC_DOCSTRINGS = [p for p in SOURCES if re.search(r"judging/standings/|judging/scoring|events/board|events/live/", str(p))]

# update(), bulk_* and raw SQL send no signals: only these may use them on models, each with its raise.
BULK_WRITERS = {"judging/scoring.py", "judging/exchange", "events/board.py", "events/derivations.py", "events/staging.py"}
# These write no input of a board past its door: the record of changes itself, and the office's own rows.
# An import writes thousands of teams at once and raises the board once, under its lock.
BULK_WRITERS |= {"judging/record/write.py", "judging/intake/write.py"}
# A restore writes a whole event back with the times and keys it had; the clock of copies is no input of a board.
# Who was heard of when moves no board.
BULK_WRITERS |= {"judging/presence.py"}
BULK_WRITERS |= {"events/put_back.py", "judging/safety/", "judging/rehearsal/play.py"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    return ast.parse(path.read_text())


def imports_of(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} uses a relative import"
            yield node.module


def calls_of(path, names):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def importers_of(packages, within):
    return {
        name_of(path): sorted(set(found))
        for path in SOURCES
        if name_of(path).startswith(within)
        if (found := [module for module in imports_of(path) if module.split(".")[0] in packages])
    }


def test_events_never_imports_judging():
    assert importers_of({"judging", "scoreboard_site"}, "events/") == {}


def test_judging_never_imports_the_site():
    assert importers_of({"scoreboard_site"}, "judging/") == {}


def test_standings_are_pure_python():
    allowed = {"judging.standings"}
    foreign = {
        name_of(path): module
        for path in SOURCES
        if name_of(path).startswith("judging/standings/")
        for module in imports_of(path)
        if module.split(".")[0] not in STANDARD_LIBRARY and not any(module.startswith(name) for name in allowed)
    }
    assert foreign == {}


def test_the_planner_is_pure_python():
    foreign = {
        (name_of(path), module)
        for path in SOURCES
        if name_of(path).startswith("judging/planner/")
        for module in imports_of(path)
        if module.split(".")[0] not in STANDARD_LIBRARY and not module.startswith("judging.planner")
    }
    assert foreign == set()


STANDARD_LIBRARY = set(__import__("sys").stdlib_module_names)


def test_the_public_face_computes_nothing():
    """Nothing public reads marks: no model of judging is reachable through a reverse name in events."""
    reverse_names = re.compile(
        r"\b(scores|marks|judges|assignments|adjustments|score_versions)\b\.(all|filter|exclude|values|count)\("
    )
    offenders = [name_of(p) for p in SOURCES if name_of(p).startswith("events/") and reverse_names.search(p.read_text())]
    assert offenders == []


def test_there_is_one_group_send():
    senders = [name_of(path) for path in SOURCES for _ in calls_of(path, {"group_send"})]
    assert senders == ["events/live/broadcast.py"]


def test_writes_that_send_no_signal_stand_only_behind_the_doors():
    names = {"update", "bulk_create", "bulk_update", "raw", "_raw_delete"}
    offenders = set()
    for path in SOURCES:
        if any(name_of(path).startswith(door) for door in BULK_WRITERS):
            continue
        for call in calls_of(path, names):
            # dict.update and set.update take positional arguments; a queryset's update takes keywords only.
            if call.func.attr != "update" or (call.keywords and not call.args):
                offenders.add(f"{name_of(path)}:{call.lineno}")
    assert offenders == set()


def test_signal_receivers_are_few_and_in_their_module():
    connects = [name_of(path) for path in SOURCES for _ in calls_of(path, {"connect"}) if "probe.connect" not in path.read_text()]
    assert set(connects) <= {"judging/signals.py", "judging/refresh.py", "judging/apps.py"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_module_opens_with_its_step_and_stays_readable(path):
    text, tree = path.read_text(), tree_of(path)
    if not text.strip():
        return
    assert ast.get_docstring(tree), "a module opens with a line that says its step in the flow"
    assert len(text.splitlines()) <= 300
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


@pytest.mark.parametrize("path", PUBLIC_DOCSTRINGS, ids=name_of)
def test_everything_public_in_the_core_is_explained(path):
    bare = [
        node.name
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert bare == []


def test_nothing_is_called_a_junk_drawer():
    junk = {"utils", "common", "helpers", "services", "misc"}
    assert [name_of(path) for path in SOURCES if junk & {part.removesuffix(".py") for part in path.parts}] == []


def test_no_index_address_stands_in_the_pins():
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        assert not re.search(r"https?://|--index|--find-links|--trusted", (ROOT / name).read_text()), name


def test_pins_cover_what_the_project_asks_for():
    """Every dependency of pyproject.toml is pinned with a hash."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    pins = re.findall(r"^([a-z0-9-]+)==\S+.*?\\\n\s+--hash=", (ROOT / "requirements-dev.txt").read_text(), re.M)
    names = {re.split(r"[\[<>=~ ]", requirement)[0] for requirement in wanted}
    assert names - set(pins) == set()


def test_git_tracks_no_database_and_no_secret():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in tracked if re.search(r"sqlite3|^var/|^staticfiles/|\.env$", name)] == []
