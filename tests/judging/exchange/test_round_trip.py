"""Whatever event anybody makes up: loaded, dumped, loaded and dumped again, it is the same file."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judging.exchange import dump_event, load_event

CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=12)
NUMBERS = st.decimals(-1000, 1000, places=3).map(str)


def listed(part, most):
    """Up to `most` parts with codes of their own."""
    return st.lists(part, min_size=1, max_size=most, unique_by=lambda each: each["code"])


@st.composite
def beside(draw, marks):
    """What a sheet may hold beside its marks: notes, and why of its abstentions."""
    abstained = [code for code, points in marks.items() if points is None]
    reasons = {code: draw(NAMES) for code in abstained if draw(st.booleans())}
    notes = draw(st.fixed_dictionaries({}, optional={"team": NAMES, "private": NAMES}))
    return {"reasons": reasons, "notes": notes}


DECIMALS = st.fixed_dictionaries({"decimals": st.sampled_from([None, 0, 2]), "shown": st.sampled_from([None, 0, 6])})


@st.composite
def event_files(draw):
    """An event file with any names, codes, holes in the marks, and most of what a file may hold."""
    coded = {"code": CODES, "name": NAMES}
    divisions = draw(listed(st.fixed_dictionaries(coded), 2))
    division = st.sampled_from([part["code"] for part in divisions])
    status = st.sampled_from(["active", "withdrawn", "disqualified", "absent"])
    team = st.fixed_dictionaries(
        coded, optional={"organisation": NAMES, "order": st.integers(0, 99), "division": division, "status": status}
    )
    criterion = st.fixed_dictionaries(
        coded | {"min": st.just("-1000"), "max": st.just("1000")}, optional={"weight": st.sampled_from(["0", "0.5", "2"])}
    )
    confirmed = {"confirmed": st.booleans()}
    rounds = draw(listed(st.fixed_dictionaries(coded | {"criteria": listed(criterion, 3)}, optional=confirmed), 2))
    judge_part = st.fixed_dictionaries(coded, optional={"head": st.booleans()})
    teams, judges = draw(listed(team, 4)), draw(listed(judge_part, 3))
    scores = [
        {"round": round_["code"], "judge": judge["code"], "team": each["code"], "marks": marks} | draw(beside(marks))
        for round_ in rounds
        for judge in judges
        for each in teams
        if draw(st.booleans())
        for marks in [{c["code"]: draw(st.none() | NUMBERS) for c in round_["criteria"] if draw(st.booleans())}]
    ]
    adjustment = st.fixed_dictionaries(
        {"team": st.sampled_from([each["code"] for each in teams]), "points": NUMBERS, "reason": NAMES},
        optional={"round": st.sampled_from([each["code"] for each in rounds])},
    )
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "made-up", "name": draw(NAMES), "description": draw(NAMES)},
        "rules": {"method": "points"} | draw(DECIMALS),
        "divisions": divisions,
        "teams": teams,
        "judges": judges,
        "rounds": rounds,
        "scores": scores,
        "adjustments": draw(st.lists(adjustment, max_size=2)),
    }


@pytest.mark.django_db(transaction=True)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(event_files())
def test_a_dump_loads_and_dumps_to_the_same_bytes(data):
    dump = dump_event(load_event(json.dumps(data), replace=True))
    assert dump_event(load_event(dump, replace=True)) == dump
    told = json.loads(dump)
    assert [team["name"] for team in told["teams"]] == [team["name"] for team in data["teams"]]
    assert len(told.get("scores", [])) == len(data["scores"])
