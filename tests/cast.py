"""The cast that tests share: the gala, two judges, three teams, one round with two criteria. It never changes."""

from decimal import Decimal

from django.db import transaction

from events.models import Criterion, Event, Round, Team
from judging.models import Assignment, Judge
from judging.scoring import Submission, record_score


class Gala:
    """Ann and Bob judge red, green and blue in the final: technique 0-10 by 0.25, style 0-10 by 0.5."""

    @transaction.atomic  # one board for all of it, not one for each row
    def __init__(self, slug="gala", status="live"):
        self.event = Event.objects.create(slug=slug, name="The Gala", status=status)
        self.final = Round.objects.create(event=self.event, code="final", name="Final", status="open")
        self.technique = self._criterion("technique", "0.25", 1)
        self.style = self._criterion("style", "0.5", 2)
        self.red, self.green, self.blue = (
            Team.objects.create(event=self.event, code=code, name=code.title(), order=order)
            for order, code in enumerate(("red", "green", "blue"), 1)
        )
        self.ann, self.bob = (Judge.objects.create(event=self.event, code=code, name=code.title()) for code in ("ann", "bob"))
        for judge in (self.ann, self.bob):
            Assignment.objects.create(judge=judge, round=self.final)

    def _criterion(self, code, step, order):
        return Criterion.objects.create(
            round=self.final, code=code, name=code.title(), maximum=Decimal(10), step=Decimal(step), order=order
        )

    def score(self, judge, team, technique, style, **more):
        """Submit one sheet, as the desk and the API do."""
        marks = {"technique": Decimal(technique), "style": Decimal(style)}
        return record_score(Submission(judge, team, self.final, marks, **more))
