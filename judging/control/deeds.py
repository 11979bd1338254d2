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

from events import board
from events.models import Event, Round, Team
from judging.control import hall, rounds
from judging.control.deed import Deed, Done, Kind, Moved, Unknown, harmless, row_of
from judging.links import replace_link
from judging.models import Extension, Judge

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
        raise Moved(_("Late marks are let into a locked round only: %(what)s") % {"what": rounds.say(event, round_)})
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
    **rounds.KINDS,
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
