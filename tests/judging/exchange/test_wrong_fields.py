"""Every field of the event file wrong in turn: a path, a sentence, and nothing written."""

import json

import pytest
from django.utils.translation import gettext, override

from judging.exchange import EventFileError, load_event
from tests.judging.exchange.files import GONE, counted, load, logo_file, wrong
from tests.judging.standings.files import FOLDER

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "x" * 301
REQUIRED = [
    "format", "event", "rules", "teams", "judges", "rounds", "scores", "event.slug", "event.name", "rules.method",
    "rules.zscore.mean", "rules.zscore.deviation", "rules.combine.rounds", "rules.tie_breaks[0].by", "divisions[0].code",
    "divisions[0].name", "teams[0].code", "teams[0].name", "judges[0].code", "judges[0].name", "rounds[0].code", "rounds[0].name",
    "rounds[0].criteria", "rounds[0].criteria[0].code", "rounds[0].criteria[0].name", "rounds[0].criteria[0].max",
    "rounds[0].criteria[0].levels[0].points", "rounds[0].criteria[0].levels[0].text", "assignments[0].judge",
    "assignments[0].round", "scores[0].round", "scores[0].judge", "scores[0].team", "scores[0].marks", "adjustments[0].team",
    "adjustments[0].points", "adjustments[0].reason", "pictures[0].name", "pictures[0].data",
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
    "rules.shown": [-1, 7, "2", 1.5, True],
    "rules.rounding": ["up", None],
    "rules.normalise": ["rank", "none"],
    "rules.zscore": [[], {}, {"mean": "1"}],
    "rules.zscore.mean": ["x", None],
    "rules.zscore.deviation": ["-1", None],
    "rules.drafts": ["yes", 1],
    "rules.confirm": ["yes", 1, None],
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
    "judges[0].head": ["yes", 1],
    "rounds[0].confirmed": ["yes", 1],
    "rounds[0].weight": ["-1", "heavy", None, True, "1000000000", "0.0000001"],
    "rounds[0].status": ["begun"],
    "rounds[0].advance": [0, "1"],
    "rounds[0].ends_at": ["soon", 5, "2026-11-24T20:30:00"],
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
    "scores[0].reasons": [[], "x", {"taste": "x"}, {"nothing": "x"}],
    "scores[0].reasons.look": ["", 7, None, LONG, "a\x00"],
    "scores[0].notes": [[], "x", {"public": "x"}],
    "scores[0].notes.team": [7, None, "x" * 2001, "a\x00"],
    "scores[0].notes.private": [7, None, "x" * 2001],
    "links": [[], None, {"days": 1}],
    "links.one_device": ["yes", 1],
    "links.expire_at": ["tomorrow", "2026-11-24T20:00:00", 1764000000, "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"],
    "links.days_after_final": [-1, "7", 1.5, 2**15],
    "scores[1].marks": [{"taste": "10"}],
    "adjustments[0].team": ["z"],
    "adjustments[0].round": ["nine"],
    "adjustments[0].points": ["x", None],
    "adjustments[0].reason": [None, LONG],
    "lots": [["z"], ["x", "x"], "x"],
    "look": [None, []],
    "look.accent": ["blue", "#12345"],
    "look.ground": ["#808080", 7],
    "look.logo": [7, "no base64", "AAAA", logo_file()[:40], "A" * (4 * 1024 * 1024 * 4 // 3 + 5)],
    "pictures": [{}, "x", [7]],
    "pictures[0].name": ["", "x" * 101, None],
    "pictures[0].data": [7, None, "", "no base64", "AAAA", logo_file()[:40], "A" * (10 * 1024 * 1024 * 4 // 3 + 5)],
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
    assert_in_german(refused.value, wrong(path, value))


def assert_in_german(refused, data):
    """The same problems, each in another sentence."""
    with override("de"), pytest.raises(EventFileError) as german:
        load(data)
    english = [(problem.path, problem.said(str)) for problem in refused.problems]
    with override("de"):
        told = [(problem.path, problem.said(gettext)) for problem in german.value.problems]
    assert [path for path, _words in told] == [path for path, _words in english]
    assert [words for _path, words in told if ("", words) in {("", said) for _path, said in english}] == []


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
