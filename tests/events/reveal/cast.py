"""The cast of a reveal: twelve teams, two ties among them, other totals at the freeze than at the end."""

from decimal import Decimal

from events import board
from events.models import Criterion, Event, Round, Team
from judging.models import Assignment, Judge
from judging.scoring import Submission, record_score

# Points at the freeze and at the end. Teams c and d, and j and k, are tied at the end.
POINTS = {
    "a": (9, 5), "b": (2, 12), "c": (5, 9), "d": (4, 9), "e": (8, 10), "f": (1, 2),
    "g": (6, 6), "h": (3, 11), "i": (7, 7), "j": (2, 3), "k": (6, 3), "l": (1, 1),
}  # fmt: skip
# As the show brings them out: last place first, tied teams together.
ORDER = [["l"], ["f"], ["j", "k"], ["a"], ["g"], ["i"], ["c", "d"], ["e"], ["h"], ["b"]]


class Show:
    """An event frozen with the points of the freeze, then judged to the end."""

    def __init__(self, slug="gala", detail="criteria"):
        self.event = Event.objects.create(slug=slug, name="The Gala", status="live", detail=detail)
        self.final = Round.objects.create(event=self.event, code="final", name="Final", status="open")
        Criterion.objects.create(round=self.final, code="points", name="Points", maximum=Decimal(20))
        self.teams = {code: Team.objects.create(event=self.event, code=code, name=f"Team {code.upper()}") for code in POINTS}
        self.judge = Judge.objects.create(event=self.event, code="ann", name="Ann")
        Assignment.objects.create(judge=self.judge, round=self.final)
        self.judged(0)
        board.freeze(self.event.pk)
        self.judged(1)

    def judged(self, which):
        for code, points in POINTS.items():
            record_score(Submission(self.judge, self.teams[code], self.final, {"points": Decimal(points[which])}))
