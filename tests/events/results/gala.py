"""A gala with everything that results must show right: a tie, two divisions, names that bite, one team out, one without marks."""

from events.models import Division, Round, Team
from judging.models import Assignment
from tests.cast import Gala


def decided_gala(slug="gala"):
    gala = Gala(slug=slug)
    young, old = (Division.objects.create(event=gala.event, code=code, name=code.title()) for code in ("young", "old"))
    gala.red.name, gala.red.organisation, gala.red.division = "=1+1", "@SUM(A1)", young
    gala.green.name, gala.green.organisation, gala.green.division = "Łódź Größe", "Ωμέγα", young
    gala.blue.name, gala.blue.division = "Привет <b>", old
    for team in (gala.red, gala.green, gala.blue):
        team.save()
    gala.gone = Team.objects.create(event=gala.event, code="gone", name="Gone", status="withdrawn", division=old)
    gala.late = Team.objects.create(event=gala.event, code="late", name="Late", division=old)
    second = Round.objects.create(event=gala.event, code="encore", name="Encore", status="open")
    Assignment.objects.create(judge=gala.ann, round=second)
    gala.score(gala.ann, gala.red, "9.25", "3")
    gala.score(gala.ann, gala.green, "9.25", "3")
    gala.score(gala.ann, gala.blue, "1", "0.5")
    return gala
