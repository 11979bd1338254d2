"""What an organiser does from the control room: each deed carries the state it was shown for, and says how it is undone.

A deed is (do, which, seen, to). Under the event's lock it is refused when what it is about is no longer as it was
seen, so that of two organisers who act at once the second is told, and neither undoes the other's work. Its undoing
is the same deed the other way round.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import board
from events.models import Event, Round, Team
from judging.control import hall
from judging.control.deed import Deed, Done, Kind, Moved, Unknown, harmless, row_of
from judging.control.sheets import maps_of
from judging.links import replace_link
from judging.models import Extension, Judge
from judging.scoring import set_round_status

IN, OUT = "in", "out"


def ask(event: Event, deed: Deed) -> str:
    """What will happen, for a deed that is asked about first; empty for one that harms nobody."""
    kind = _kind(deed)
    return kind.ask(event, kind.find(event, deed), deed)


def carry_out(event: Event, deed: Deed) -> Done:
    """Do it, all or nothing. Moved where somebody else was first."""
    kind = _kind(deed)
    with transaction.atomic():
        board.lock(event.pk)
        row = kind.find(event, deed)
        now = kind.state(event, row)
        if now != deed.seen:
            raise Moved(_("Somebody was first: %(what)s Nothing was done.") % {"what": kind.say(event, row)})
        was = kind.all_of(event, row)
        kind.act(event, row, deed)
        row = kind.find(event, deed)
        undo = Deed(kind.undo or deed.do, deed.which, kind.state(event, row), was) if kind.undoable(deed) else None
        return Done(kind.say(event, row), undo.form() if undo else None)


def stands(event: Event, deed: Deed) -> bool:
    """Whether what the deed is about is still as it was seen."""
    try:
        kind = _kind(deed)
        return kind.state(event, kind.find(event, deed)) == deed.seen
    except Unknown:
        return False


def _kind(deed: Deed) -> Kind:
    try:
        return KINDS[deed.do]
    except KeyError:
        raise Unknown(deed.do) from None


# --- rounds --------------------------------------------------------------------------------------------


def _find_round(event: Event, deed: Deed) -> Round:
    status, _plus, before = deed.to.partition("+")
    if status not in Round.Status.values or before not in ("", Event.Status.UPCOMING):
        raise Unknown(deed.to)
    found: Round = row_of(event.rounds, deed.which)
    return found


def _was_round(event: Event, round_: Round) -> str:
    """A round that opens takes an upcoming event live with it; undone, both are as they were."""
    upcoming = Event.objects.filter(pk=event.pk, status=Event.Status.UPCOMING).exists()
    return f"{round_.status}+{Event.Status.UPCOMING}" if upcoming else str(round_.status)


def _ask_round(event: Event, round_: Round, deed: Deed) -> str:
    name = {"round": round_.name}
    status = deed.to.partition("+")[0]
    if status == Round.Status.LOCKED:
        words = _("No judge can send or change marks in %(round)s any more, but those whom you let in. A copy is taken.") % name
        return f"{words} {_owed(event, round_)}".strip()
    if status == Round.Status.CLOSED:
        words = _("%(round)s is over: nobody can be let in late any more. Its marks count as they are.") % name
        return f"{words} {_owed(event, round_)}".strip()
    if status == Round.Status.UPCOMING:
        return _("%(round)s takes no marks until it is opened again. Marks that are given stay.") % name
    reopened = round_.status in (Round.Status.LOCKED, Round.Status.CLOSED)
    words = _("%(round)s is open again: every judge can send and change marks.") % name if reopened else ""
    return f"{words} {_ask_live(event, round_)}".strip()


def _ask_live(event: Event, round_: Round) -> str:
    if event.status == Event.Status.UPCOMING:
        words = _("%(event)s goes live with this: the public sees that the judging has begun, and copies are made by themselves.")
        return words % {"event": event.name}
    if event.status == Event.Status.DRAFT:
        words = _("%(event)s is a draft: %(round)s takes marks, but the public sees nothing, and no copies are made.")
        return words % {"event": event.name, "round": round_.name}
    return ""


def _owed(event: Event, round_: Round) -> str:
    """How many sheets have not come, and whose they are."""
    map_ = maps_of(event, [round_])[0]
    missing = map_.total.missing
    if not missing:
        return ""
    left = ngettext("%(count)s sheet has not come:", "%(count)s sheets have not come:", missing) % {"count": missing}
    owing = [f"{judge.name} {count.missing}" for judge in map_.judges if (count := map_.counts[judge.pk]).missing]
    return f"{left} {', '.join(owing)}."


def _move_round(event: Event, round_: Round, deed: Deed) -> None:
    status, _plus, before = deed.to.partition("+")
    set_round_status([round_], Round.Status(status))
    if before:
        hall.move_event(event, before)
    elif status == Round.Status.OPEN and Event.objects.filter(pk=event.pk, status=Event.Status.UPCOMING).exists():
        hall.move_event(event, Event.Status.LIVE)


def _say_round(event: Event, round_: Round) -> str:
    return _("%(round)s is %(state)s now.") % {"round": round_.name, "state": round_.get_status_display().lower()}


# --- teams ---------------------------------------------------------------------------------------------


def _find_team(event: Event, deed: Deed) -> Team:
    if deed.to not in (Team.Status.ABSENT, Team.Status.ACTIVE):
        raise Unknown(deed.to)
    found: Team = row_of(event.teams, deed.which)
    return found


def _ask_team(event: Event, team: Team, deed: Deed) -> str:
    if deed.to != Team.Status.ABSENT:
        return ""
    words = _("%(team)s gets no rank and no judge can mark it, until it is back. Marks that are given stay.")
    return words % {"team": team.name}


def _set_team(event: Event, team: Team, deed: Deed) -> None:
    team.status = deed.to
    team.save(update_fields=["status"])


def _say_team(event: Event, team: Team) -> str:
    return _("%(team)s is %(state)s now.") % {"team": team.name, "state": team.get_status_display().lower()}


# --- judges --------------------------------------------------------------------------------------------


def _find_late(event: Event, deed: Deed) -> tuple[Judge, Round]:
    judge, _dash, round_ = deed.which.partition("-")
    _until(deed)
    return row_of(event.judges, judge), row_of(event.rounds, round_)


def _until(deed: Deed) -> datetime | None:
    """Till when a judge is let in, where an undoing brings back an end; None is until the round is closed."""
    state, _space, until = deed.to.partition(" ")
    try:
        end = parse_datetime(until) if until else None
    except ValueError:
        end = None
    if state not in (IN, OUT) or (until and end is None):
        raise Unknown(deed.to)
    return end


def _late(event: Event, pair: tuple[Judge, Round]) -> str:
    return IN if _running(pair) else OUT


def _running(pair: tuple[Judge, Round]) -> Extension | None:
    found: Extension | None = Extension.objects.running().filter(judge=pair[0], round=pair[1]).first()
    return found


def _was_late(event: Event, pair: tuple[Judge, Round]) -> str:
    running = _running(pair)
    return f"{IN} {running.until.isoformat()}" if running and running.until else _late(event, pair)


def _let_in(event: Event, pair: tuple[Judge, Round], deed: Deed) -> None:
    judge, round_ = pair
    if deed.to == OUT:
        Extension.objects.filter(judge=judge, round=round_).delete()
        return
    if round_.status != Round.Status.LOCKED:
        raise Moved(_("Late marks are let into a locked round only: %(what)s") % {"what": _say_round(event, round_)})
    Extension.objects.update_or_create(judge=judge, round=round_, defaults={"until": _until(deed)})


def _say_late(event: Event, pair: tuple[Judge, Round]) -> str:
    names = {"judge": pair[0].name, "round": pair[1].name}
    if _late(event, pair) == IN:
        return _("%(judge)s may still send into %(round)s, until it is closed.") % names
    return _("%(judge)s may not send into %(round)s late.") % names


def link_state(judge: Judge) -> str:
    """Which link the judge has, told so that the link cannot be made from it."""
    return hashlib.sha256(judge.link_key.encode()).hexdigest()[:12]


def _find_judge(event: Event, deed: Deed) -> Judge:
    found: Judge = row_of(event.judges, deed.which)
    return found


def _ask_link(event: Event, judge: Judge, deed: Deed) -> str:
    words = _("%(judge)s's link and open desk end at once, on every device; what is sent stays. A new link is made, to hand out.")
    return f"{words % {'judge': judge.name}} {_('This cannot be undone.')}"


KINDS: dict[str, Kind] = {
    **hall.KINDS,
    "round": Kind(_find_round, lambda event, row: str(row.status), _ask_round, _move_round, _say_round, was=_was_round),
    "team": Kind(_find_team, lambda event, row: str(row.status), _ask_team, _set_team, _say_team),
    "late": Kind(_find_late, _late, harmless, _let_in, _say_late, was=_was_late),
    "link": Kind(
        _find_judge,
        lambda event, row: link_state(row),
        _ask_link,
        lambda event, row, deed: replace_link(row),
        lambda event, row: _("%(judge)s has a new link; the old one is dead.") % {"judge": row.name},
        undoable=lambda deed: False,
    ),
}
