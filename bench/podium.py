"""Podium itself: a 30-team, 10-judge, 5-criterion event on one daphne process with SQLite."""

import http.client
import json
import random
from pathlib import Path

from tests.stack import Stack

TEAMS, JUDGES, CRITERIA = 30, 10, 5
CODES = [f"c{number}" for number in range(CRITERIA)]


def event_file() -> dict[str, object]:
    """An event in which every judge has scored every team once."""
    chance = random.Random(7)
    teams = [f"t{number}" for number in range(TEAMS)]
    judges = [f"j{number}" for number in range(JUDGES)]
    criteria = [
        {"code": code, "name": code, "max": "10", "step": "0.25", "panel": "trimmed_mean", "trim": [1, 1]} for code in CODES
    ]
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "bench", "name": "Bench"},
        "rules": {"method": "points", "decimals": 2, "tie_breaks": [{"by": "countback"}]},
        "teams": [{"code": code, "name": f"Team {code}"} for code in teams],
        "judges": [{"code": code, "name": code} for code in judges],
        "rounds": [{"code": "r", "name": "Round", "criteria": criteria}],
        "assignments": [{"judge": code, "round": "r"} for code in judges],
        "scores": [
            {"round": "r", "judge": judge, "team": team, "marks": {code: str(chance.randrange(41) / 4) for code in CODES}}
            for judge in judges
            for team in teams
        ],
    }


class Desk:
    """A judge's program: submits sheets over one kept connection."""

    def __init__(self, port: int, token: str, judge: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token, self.judge, self.chance = token, judge, random.Random(judge)

    def submit(self) -> int:
        """Submit a changed sheet; returns the version of a board that has it."""
        marks = {code: str(self.chance.randrange(41) / 4) for code in CODES}
        team = f"t{self.chance.randrange(TEAMS)}"
        body = {"eventId": "bench", "roundId": "r", "teamId": team, "judgeId": self.judge, "scores": marks}
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request("POST", "/api/judge/score", json.dumps(body), headers)
        answer = self.connection.getresponse()
        data = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(data)
        return version_of(data["cursor"])


def version_of(cursor: str) -> int:
    return int(cursor.rsplit(".", 1)[1])


def number_of(message: bytes) -> int | None:
    """The version that a frame brings the viewer to."""
    start = message.find(b'"cursor":"')
    return int(message[start + 10 : message.index(b'"', start + 10)].rsplit(b".", 1)[1]) if start >= 0 else None


def prepare(stack: Stack, folder: Path, connections: int = JUDGES) -> list[Desk]:
    """Load the event; returns so many desks, the judges' in turn, spread over the stack's processes."""
    path = folder / "bench.event.json"
    path.write_text(json.dumps(event_file()))
    stack.manage("load_event", str(path))
    judges = [f"j{n}" for n in range(min(JUDGES, connections))]
    tokens = {judge: stack.manage("judge_token", "bench", judge) for judge in judges}
    pairs = [(stack.servers[n % len(stack.servers)].port, judges[n % len(judges)]) for n in range(connections)]
    return [Desk(port, tokens[judge], judge) for port, judge in pairs]
