"""Events for the browser tests of the board: any number of teams, divisions, ties; loaded into a running stack."""

import json

# One command for both: starting one takes longer than what it does.
LOAD = """
from pathlib import Path
from judging.exchange import load_event
from judging.links import api_token
print(api_token(load_event(Path({path!r}).read_text()).judges.get()))
"""


def event_file(slug, teams, *, divisions=(), ends_at=None, **event):
    """An event in which team number n (t1, t2 ...) has 10 points per place from the end, so t1 leads."""
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": slug, "name": slug.title(), **event},
        "rules": {"method": "points", "decimals": 2},
        "divisions": [{"code": code, "name": code.title()} for code in divisions],
        "teams": [
            {"code": f"t{n}", "name": f"Team {n}", "organisation": "Élan" if n == 2 else "", "order": n}
            | ({"division": divisions[n % len(divisions)]} if divisions else {})
            for n in range(1, teams + 1)
        ],
        "judges": [{"code": "ann", "name": "Ann"}],
        "rounds": [
            {"code": code, "name": code.title(), "criteria": [{"code": "style", "name": "Style", "max": "100000"}]}
            | ({"ends_at": ends_at} if ends_at else {})
            for code in ("heat", "final")
        ],
        "assignments": [{"judge": "ann", "round": "heat"}, {"judge": "ann", "round": "final"}],
        "scores": [
            {"round": "heat", "judge": "ann", "team": f"t{n}", "marks": {"style": str(10 * (teams - n + 1))}}
            for n in range(1, teams + 1)
        ],
    }


def load(stack, folder, file):
    """Load the event; returns what submits Ann's mark for a team in the final."""
    slug = file["event"]["slug"]
    path = folder / f"{slug}.event.json"
    path.write_text(json.dumps(file))
    token = stack.manage("shell", "-v", "0", "-c", LOAD.format(path=str(path)))

    def mark(team, points):
        sheet = {"eventId": slug, "roundId": "final", "teamId": team, "judgeId": "ann", "scores": {"style": points}}
        answer = stack.first.submit(token, **sheet)
        assert answer.status == 200, answer.body

    return mark
