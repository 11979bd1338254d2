"""The event file of design 4.4: every real event in and out, every field wrong in turn."""

import copy
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events.board import read_public
from events.models import Board, Criterion, Event, Team
from judging.exchange import EventFileError, dump_event, load_event
from judging.links import judge_of_link, sign_in_url
from judging.models import Assignment, Judge, Mark, Rules, Score, ScoreVersion
from tests.judging.standings.files import FOLDER, NAMES, official
from tests.stack import GALA

pytestmark = pytest.mark.django_db(transaction=True)

FULL = {
    "format": "scoreboard-event/1",
    "source": "Made up",
    "event": {
        "slug": "full", "name": "Füll", "description": "All there is", "timezone": "Europe/Vienna", "language": "de-AT",
        "status": "upcoming", "detail": "marks",
    },
    "rules": {
        "method": "points", "decimals": 2, "rounding": "half_even", "normalise": "zscore",
        "zscore": {"mean": "50", "deviation": "10.5"}, "drafts": True, "combine": {"rounds": "best", "count": 2},
        "tie_breaks": [
            {"by": "criteria", "criteria": ["taste"], "round": "one", "prefer": "low", "places": 3},
            {"by": "countback"}, {"by": "raters", "criteria": ["taste"]}, {"by": "round", "round": "two"}, {"by": "highest_mark"},
            {"by": "running_order"}, {"by": "lot"},
        ],
    },
    "divisions": [{"code": "a", "name": "A"}],
    "teams": [
        {"code": "x", "name": "X", "organisation": "Org", "order": 2, "division": "a"},
        {"code": "y", "name": "Y", "order": 1, "status": "withdrawn"},
    ],
    "judges": [{"code": "j", "name": "J"}, {"code": "k", "name": "K", "status": "withdrawn"}],
    "rounds": [
        {
            "code": "one", "name": "One", "weight": "0.5", "status": "locked", "advance": 1,
            "criteria": [
                {
                    "code": "taste", "name": "Taste", "min": "-5", "max": "5", "step": "0.5", "weight": "2",
                    "levels": [{"points": "5", "text": "Heaven"}], "panel": "trimmed_mean", "trim": [1, 0],
                },
                {"code": "look", "name": "Look", "max": "10"},
            ],
        },
        {"code": "two", "name": "Two", "criteria": [{"code": "taste", "name": "Taste", "max": "9.75", "panel": "median"}]},
    ],
    "assignments": [{"judge": "j", "round": "one"}, {"judge": "k", "round": "two", "teams": ["x"], "criteria": ["taste"]}],
    "scores": [
        {"round": "one", "judge": "j", "team": "x", "marks": {"taste": "-4.5", "look": None}},
        {"round": "two", "judge": "k", "team": "x", "marks": {"taste": "9.75"}},
    ],
    "adjustments": [
        {"team": "x", "round": "one", "points": "-0.25", "reason": "Late"}, {"team": "y", "points": "1", "reason": "!"},
    ],
    "lots": ["y", "x"],
}  # fmt: skip


def load(data, **options):
    return load_event(json.dumps(data), **options)


def counted():
    return [model.objects.count() for model in (Event, Team, Judge, Criterion, Assignment, Score, Mark, ScoreVersion, Rules)]


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


# --- every field wrong in turn ---------------------------------------------------------------------------

GONE = object()
LONG = "x" * 301


def wrong(path, value):
    """FULL with one value changed, by a path such as rounds[0].criteria[1].max; GONE takes it out."""
    data = copy.deepcopy(FULL)
    *parents, last = [int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")]
    place = data
    for part in parents:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return data


REQUIRED = [
    "format", "event", "rules", "teams", "judges", "rounds", "scores", "event.slug", "event.name", "rules.method",
    "rules.zscore.mean", "rules.zscore.deviation", "rules.combine.rounds", "rules.tie_breaks[0].by", "divisions[0].code",
    "divisions[0].name", "teams[0].code", "teams[0].name", "judges[0].code", "judges[0].name", "rounds[0].code", "rounds[0].name",
    "rounds[0].criteria", "rounds[0].criteria[0].code", "rounds[0].criteria[0].name", "rounds[0].criteria[0].max",
    "rounds[0].criteria[0].levels[0].points", "rounds[0].criteria[0].levels[0].text", "assignments[0].judge",
    "assignments[0].round", "scores[0].round", "scores[0].judge", "scores[0].team", "scores[0].marks", "adjustments[0].team",
    "adjustments[0].points", "adjustments[0].reason",
]  # fmt: skip

WRONG = {
    "format": ["scoreboard-event/2", 1],
    "source": [None, LONG, 5],
    "event": [[], "x", None],
    "event.slug": ["", "a b", "ä", 7, "x" * 81],
    "event.name": ["", 7, None, "x" * 201, "a\x00b"],
    "event.description": [7, None, "\x00"],
    "event.timezone": ["Mars/Olympus", "", 7],
    "event.language": ["Deutsch!", "", 7],
    "event.status": ["gone", "", None],
    "event.detail": ["all", None],
    "rules.method": ["magic", None, 1],
    "rules.places_from": ["nowhere", "points"],
    "rules.decimals": [-1, 21, "2", 1.5, True],
    "rules.rounding": ["up", None],
    "rules.normalise": ["rank", "none"],
    "rules.zscore": [[], {}, {"mean": "1"}],
    "rules.zscore.mean": ["x", None],
    "rules.zscore.deviation": ["-1", None],
    "rules.drafts": ["yes", 1],
    "rules.combine": ["sum", {"rounds": "best"}, {"rounds": "sum", "count": 2}],
    "rules.combine.rounds": ["worst"],
    "rules.combine.count": [0, -1, "2"],
    "rules.tie_breaks": [{}, [[]], [{"by": "magic"}]],
    "rules.tie_breaks[0].criteria": [[], ["nothing"], "taste"],
    "rules.tie_breaks[0].round": ["nine", 1],
    "rules.tie_breaks[0].prefer": ["best"],
    "rules.tie_breaks[0].places": [0, "1"],
    "divisions[0].code": ["", "a b", 1],
    "teams": [{}, None],
    "teams[0].code": ["", "a/b", "x" * 51, 1, "y"],
    "teams[0].name": ["", "x" * 201, None],
    "teams[0].organisation": [7, "x" * 201],
    "teams[0].order": [-1, "1", 1.5, 2**31],
    "teams[0].division": ["b", 1],
    "teams[0].status": ["ill", None],
    "judges[0].code": ["k", "", "ä"],
    "judges[0].status": ["absent"],
    "rounds[0].code": ["two", ""],
    "rounds[0].weight": ["-1", "heavy", None, True, "1000000000", "0.0000001"],
    "rounds[0].status": ["begun"],
    "rounds[0].advance": [0, "1"],
    "rounds[0].criteria[0].code": ["look", ""],
    "rounds[0].criteria[0].min": ["5", "6", "x", "1e3", "NaN"],
    "rounds[0].criteria[0].max": ["-5", "x", None, "Infinity", "1e999999999"],
    "rounds[0].criteria[0].step": ["0", "-1", "x"],
    "rounds[0].criteria[0].weight": ["-1", "x"],
    "rounds[0].criteria[0].panel": ["mode", "mean"],
    "rounds[0].criteria[0].trim": [[1], [1, 2, 3], [-1, 0], "1", [1.5, 0]],
    "rounds[0].criteria[0].levels": [{}, [1], [{"points": "x", "text": "y"}]],
    "assignments[0].judge": ["nobody", 1],
    "assignments[0].round": ["nine"],
    "assignments[1].teams": [["z"], "x", ["y"]],
    "assignments[1].criteria": [["look"], "taste"],
    "scores[0].round": ["nine", "two"],
    "scores[0].judge": ["nobody", "k"],
    "scores[0].team": ["z"],
    "scores[0].marks": [[], {"nothing": "1"}],
    "scores[0].marks.taste": ["5.5", "-5.5", "0.25", "x", True, [], "0.0000001"],
    "scores[1].marks": [{"taste": "10"}],
    "adjustments[0].team": ["z"],
    "adjustments[0].round": ["nine"],
    "adjustments[0].points": ["x", None],
    "adjustments[0].reason": [None, LONG],
    "lots": [["z"], ["x", "x"], "x"],
    "unknown": [1],
    "event.unknown": [1],
    "rules.unknown": [1],
    "teams[0].unknown": [1],
    "rounds[0].criteria[0].unknown": [1],
    "scores[0].unknown": [1],
}
CASES = [(path, GONE) for path in REQUIRED] + [(path, value) for path, values in WRONG.items() for value in values]


# Some faults show elsewhere: the second of two equal codes, the maximum of an empty range, the trim of a plain mean.
SHOWN_AT = {
    ("rules.normalise", "none"): "rules.zscore",
    ("teams[0].code", "y"): "teams[1].code",
    ("judges[0].code", "k"): "judges[1].code",
    ("rounds[0].code", "two"): "rounds[1].code",
    ("rounds[0].criteria[0].code", "look"): "rounds[0].criteria[1].code",
    ("rounds[0].criteria[0].min", "5"): "rounds[0].criteria[0].max",
    ("rounds[0].criteria[0].min", "6"): "rounds[0].criteria[0].max",
    ("rounds[0].criteria[0].panel", "mean"): "rounds[0].criteria[0].trim",
    ("assignments[1].teams", "['y']"): "scores[1]",
    ("scores[0].round", "two"): "scores[0]",
    ("scores[0].judge", "k"): "scores[0]",
}


@pytest.mark.parametrize(("path", "value"), CASES, ids=lambda part: "gone" if part is GONE else str(part)[:30])
def test_every_field_wrong_in_turn_is_refused_with_its_path_and_nothing_is_written(path, value):
    with pytest.raises(EventFileError) as refused:
        load(wrong(path, value))
    paths = [problem.path for problem in refused.value.problems]
    assert all(problem.message for problem in refused.value.problems)
    expected = SHOWN_AT.get((path, str(value)), path)
    # What is wrong is named where it stands, or just inside it.
    assert any(each.startswith(expected) for each in paths), paths
    assert counted() == [0] * 9


def test_the_unchanged_file_is_good():
    load(wrong("event.name", "Good"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[]", "Must be an object"),
        ('{"format": NaN}', "NaN is not a number"),
        ('{"a": 1, "a": 2}', 'the key "a" occurs twice'),
        ("[" * 100_000, "not valid JSON"),
        ("1" * 5000, "not valid JSON"),
    ],
)
def test_what_is_no_event_file_at_all_is_refused(text, words):
    with pytest.raises(EventFileError, match=words):
        load_event(text)


PLACINGS = {
    "rules.decimals": {"decimals": 2},
    "rules.normalise": {"normalise": "zscore"},
    "rules.combine": {"combine": {"rounds": "last"}},
    "rules.tie_breaks": {"tie_breaks": [{"by": "raters"}]},
}


@pytest.mark.parametrize("path", PLACINGS)
def test_placings_refuse_what_works_on_points(path):
    data = json.loads((FOLDER / "skating-rule-5.event.json").read_text())
    data["rules"] |= PLACINGS[path]
    with pytest.raises(EventFileError) as refused:
        load(data)
    assert [problem.path for problem in refused.value.problems] == [path]


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
