"""A hundred judges with a phone each, who all press Send in the same second; for tests and for the bench."""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from fractions import Fraction

TEAMS, CRITERIA = 10, ("technique", "style")


def event_file(judges):
    """An event in which nothing is scored yet and every judge may score every team."""
    criteria = [{"code": code, "name": code.title(), "max": "10", "step": "0.25"} for code in CRITERIA]
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "hall", "name": "The Hall"},
        "rules": {"method": "points"},
        "teams": [{"code": f"t{n}", "name": f"Team {n}"} for n in range(TEAMS)],
        "judges": [{"code": f"j{n}", "name": f"Judge {n}"} for n in range(judges)],
        "rounds": [{"code": "final", "name": "Final", "criteria": criteria}],
        "scores": [],
        "assignments": [{"judge": f"j{n}", "round": "final"} for n in range(judges)],
    }


TOKENS = """
import json
from judging.links import api_token
from judging.models import Judge
print(json.dumps({judge.code: api_token(judge) for judge in Judge.objects.filter(event__slug="hall")}))
"""
STORED = """
import json
from judging.models import Score, ScoreVersion
print(json.dumps([Score.objects.count(), ScoreVersion.objects.count()]))
"""


def tokens_of(stack, folder, judges):
    """Load the event; returns the judges' bearer tokens by code."""
    path = folder / "hall.event.json"
    path.write_text(json.dumps(event_file(judges)))
    stack.manage("load_event", str(path))
    return json.loads(stack.manage("shell", "-v", "0", "-c", TOKENS))


def stored(stack):
    """How many sheets there are, and how many versions of sheets."""
    return json.loads(stack.manage("shell", "-v", "0", "-c", STORED))


def marks_of(number):
    """What judge number n gives: another mark for each, on the step."""
    return {"technique": str(Fraction(number % 41, 4).__float__()), "style": str(Fraction((number * 7) % 41, 4).__float__())}


@dataclass
class Phone:
    """One judge's phone: a connection of its own, one sheet to send, and what became of it."""

    port: int
    token: str
    number: int
    took: float = 0.0  # seconds to the first answer
    answers: tuple = ()

    def send(self, start, after=0.0):
        """Send when all are ready; when all are answered send again with the same key, as an outbox that lost its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.connect()
        start.wait()
        time.sleep(after)
        began = time.perf_counter()
        first = self._post(connection)
        self.took = time.perf_counter() - began
        start.wait()
        self.answers = (first, self._post(connection))
        connection.close()

    def _post(self, connection):
        body = {"eventId": "hall", "roundId": "final", "teamId": f"t{self.number % TEAMS}", "judgeId": f"j{self.number}"}
        body |= {"scores": marks_of(self.number), "base": 0}
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": f"sheet-{self.number}"}
        connection.request("POST", "/api/judge/score", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def send_all(stack, tokens, within=0.0):
    """Everybody presses Send within so many seconds, at one moment without; returns the phones with their answers."""
    servers = stack.servers
    phones = [Phone(servers[n % len(servers)].port, tokens[f"j{n}"], n) for n in range(len(tokens))]
    start = threading.Barrier(len(phones))
    moments = [within * n / len(phones) for n in range(len(phones))]
    threads = [threading.Thread(target=phone.send, args=(start, after)) for phone, after in zip(phones, moments, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return phones


def right_totals(judges):
    """Each team's total, reckoned plainly: for each criterion the mean of its judges' marks, added up."""
    totals = {}
    for team in range(TEAMS):
        panel = [marks_of(number) for number in range(judges) if number % TEAMS == team]
        totals[f"t{team}"] = sum(sum(Fraction(marks[code]) for marks in panel) / len(panel) for code in CRITERIA)
    return totals
