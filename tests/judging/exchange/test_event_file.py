"""The event file of design 4.4: every real event in and out, every field wrong in turn."""

import base64
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from events.board import read_public
from events.models import Board, Event, Team
from judging.exchange import EventFileError, dump_event, load_event
from judging.links import judge_of_link, sign_in_url
from judging.models import Assignment, Rules
from tests.judging.exchange.files import FULL, LOGO, counted, load, logo_file, wrong
from tests.judging.standings.files import FOLDER, NAMES, official
from tests.stack import GALA

pytestmark = pytest.mark.django_db(transaction=True)

# --- in and out ------------------------------------------------------------------------------------------


def test_a_file_with_everything_comes_back_as_it_went_in():
    event = load(FULL)
    assert json.loads(dump_event(event)) == FULL


@pytest.mark.parametrize("name", NAMES)
def test_every_real_event_gives_its_official_result_and_the_same_dump_again(name, tmp_path, capsys):
    call_command("load_event", str(FOLDER / f"{name}.event.json"))
    capsys.readouterr()
    slug = Event.objects.get().slug
    call_command("standings", slug, "--json")
    rows = json.loads(capsys.readouterr().out)
    assert sorted(rows, key=by_rank_and_code) == sorted(official(name), key=by_rank_and_code)
    board = read_public(slug).body["standings"]
    assert [{key: row[key] for key in ("rank", "team", "total")} for row in board] == rows
    dump = dump_event(Event.objects.get())
    load_event(dump, replace=True)
    assert dump_event(Event.objects.get()) == dump


def by_rank_and_code(row):
    return row["rank"], row["team"]


def test_a_logo_goes_with_the_file_and_stays_where_a_file_says_nothing_of_it(client):
    event = load(FULL | {"event": FULL["event"] | {"language": "en"}})
    look = client.get("/events/full/logo.png")
    assert (look.status_code, look.content) == (200, base64.b64decode(LOGO))
    silent = {key: value for key, value in FULL["look"].items() if key != "logo"}
    load(FULL | {"look": silent}, replace=True)
    assert json.loads(dump_event(event))["look"] == FULL["look"]
    load(FULL | {"look": silent | {"logo": ""}}, replace=True)
    assert json.loads(dump_event(Event.objects.get()))["look"] == silent
    # What is kept is what we have drawn: made small, and nothing but pixels.
    load(FULL | {"look": {"logo": logo_file((1600, 1600), "WEBP")}}, replace=True)
    with Image.open(io.BytesIO(client.get("/events/full/logo.png").content)) as kept:
        assert (kept.format, kept.size) == ("PNG", (400, 400))


def test_what_is_absent_takes_its_default():
    event = load(GALA)
    rules, criterion = Rules.objects.get(), event.rounds.get().criteria.first()
    assert (event.timezone, event.language, event.status, event.detail) == ("UTC", "en", "live", "totals")
    assert (rules.decimals, rules.rounding, rules.normalise, rules.combine, rules.drafts) == (
        None,
        "half_up",
        "none",
        "sum",
        False,
    )
    assert (event.rounds.get().status, event.rounds.get().weight, criterion.minimum, criterion.panel) == ("open", 1, 0, "mean")


def assignments():
    rows = Assignment.objects.prefetch_related("teams", "criteria")
    return [
        (row.judge.code, row.round.code, {t.code for t in row.teams.all()}, {c.code for c in row.criteria.all()}) for row in rows
    ]


def without(data, *names):
    return {key: value for key, value in data.items() if key not in names}


def test_without_assignments_and_scores_everyone_judges_everything():
    load(without(GALA, "assignments"))
    assert assignments() == [("ann", "final", set(), set()), ("bob", "final", set(), set())]


def test_without_assignments_a_judge_is_assigned_to_exactly_what_it_marked():
    scores = [
        {"round": "final", "judge": "ann", "team": "red", "marks": {"style": "1"}},
        {"round": "final", "judge": "ann", "team": "blue", "marks": {"style": "1", "technique": "2"}},
        *(
            {"round": "final", "judge": "bob", "team": team, "marks": {"style": "1", "technique": None}}
            for team in ("red", "green", "blue")
        ),
    ]
    load(without(GALA, "assignments") | {"scores": scores})
    assert assignments() == [
        ("ann", "final", {"red"}, {"style"}),
        ("ann", "final", {"blue"}, set()),
        ("bob", "final", set(), set()),
    ]


def test_an_empty_list_of_assignments_assigns_nobody():
    load(GALA | {"assignments": []})
    assert assignments() == []


def test_marks_whose_assignment_was_taken_away_are_dumped_with_one():
    scores = [{"round": "final", "judge": "ann", "team": "red", "marks": {"style": "1"}}]
    event = load(GALA | {"scores": scores})
    Assignment.objects.filter(judge__code="ann").delete()
    dump = dump_event(event)
    again = load_event(dump, replace=True)
    assert dump_event(again) == dump
    assert assignments() == [("ann", "final", {"red"}, {"style"}), ("bob", "final", set(), set())]
    assert again.judges.get(code="ann").scores.get().marks.get().points == 1


# --- replacing -------------------------------------------------------------------------------------------


def test_an_event_that_is_there_is_replaced_only_when_asked():
    load(GALA)
    before = counted()
    with pytest.raises(EventFileError, match=r"event\.slug: There is an event gala already"):
        load(GALA)
    assert counted() == before


def test_a_replaced_event_keeps_its_place_its_organisers_and_its_judges_links(django_user_model):
    event = load(GALA)
    event.organisers.add(django_user_model.objects.create_user("olga"))
    link = sign_in_url(event.judges.get(code="ann"))
    old = read_public("gala")
    again = load(GALA | {"judges": [{"code": "ann", "name": "Anne"}], "assignments": []}, replace=True)
    assert again.pk == event.pk
    assert again.organisers.count() == 1
    assert judge_of_link(link.rstrip("/").rsplit("/", 1)[1]).name == "Anne"
    assert list(again.judges.values_list("code", flat=True)) == ["ann"]
    assert read_public("gala").cursor.epoch > old.cursor.epoch
    assert Board.objects.count() == 1


def test_a_bad_replacement_leaves_the_event_as_it_was():
    load(FULL)
    before = dump_event(Event.objects.get())
    with pytest.raises(EventFileError):
        load(FULL | {"lots": ["nobody"]}, replace=True)
    assert dump_event(Event.objects.get()) == before


# --- the commands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("dump_event", "nowhere"),
        ("standings", "nowhere"),
        ("judge_token", "nowhere", "ann"),
        ("judge_token", "gala", "nobody"),
        ("judge_link", "gala", "nobody"),
        ("load_event", "/nowhere/at/all.json"),
    ],
)
def test_commands_say_what_is_not_there(arguments):
    load(GALA)
    with pytest.raises(CommandError, match=r"nowhere|nobody"):
        call_command(*arguments)


def test_load_event_names_the_file_and_the_path(tmp_path):
    bad = tmp_path / "bad.event.json"
    bad.write_text(json.dumps(wrong("rounds[0].criteria[1].max", "x")))
    with pytest.raises(CommandError, match=r"bad\.event\.json was refused[\s\S]*rounds\[0\]\.criteria\[1\]\.max: "):
        call_command("load_event", str(bad))
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("load_event", str(bad))


def test_standings_are_printed_for_people_too(capsys):
    load(json.loads(Path(FOLDER / "esc-1969.event.json").read_text()))
    call_command("standings", "esc-1969")
    assert "   1=              18  Spain" in capsys.readouterr().out.splitlines()


def test_the_demo_is_loaded_once_and_kept(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "data").symlink_to(FOLDER.parent)
    call_command("demo")
    first = capsys.readouterr().out
    Team.objects.filter(event__slug="harbour-hack").first().delete()
    call_command("demo")
    assert capsys.readouterr().out == first
    assert Team.objects.filter(event__slug="harbour-hack").count() == 11
    assert sorted(Event.objects.values_list("slug", flat=True)) == [
        "esc-1969", "harbour-hack", "isu-gpf2017-junior-ice-dance-free-dance",
    ]  # fmt: skip
    assert "sign in as organiser with " in first
    assert "/judge/in/" in first
