"""What an organiser does from the control room: each deed carries the state it was shown for, and says how it is undone.

A deed is (do, which, seen, to). Under the event's lock it is refused when what it is about is no longer as it was
seen, so that of two organisers who act at once the second is told, and neither undoes the other's work. Its undoing
is the same deed the other way round.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import board, screens
from events.models import Board, Event, Round, Team
from events.reveal.show import publish
from events.reveal.stand import running
from judging.control.sheets import maps_of
from judging.links import replace_link
from judging.models import Extension, Judge
from judging.scoring import set_round_status

IN, OUT, FROZEN, LIVE = "in", "out", "frozen", "live"


class Moved(Exception):
    """What the deed was about has changed since the page was shown; nothing was done."""


class Unknown(Exception):
    """There is no such deed, or nothing that it could be about."""


@dataclass(frozen=True)
class Deed:
    """What is to be done, to which row, as it was seen, and what it is to become."""

    do: str
    which: str
    seen: str
    to: str

    def back(self, now: str) -> dict[str, str]:
        """The deed that undoes this one, once things stand as `now`."""
        return asdict(Deed(self.do, self.which, now, self.seen))


@dataclass(frozen=True)
class Done:
    """What was done, in words, and the deed that undoes it."""

    words: str
    undo: dict[str, str] | None = None


def ask(event: Event, deed: Deed) -> str:
    """What will happen, for a deed that is asked about first; empty for one that harms nobody."""
    kind = _kind(deed)
    return kind.ask(event, kind.find(event, deed), deed)


def carry_out(event: Event, deed: Deed) -> Done:
    """Do it, all or nothing. Moved where somebody else was first."""
    kind = _kind(deed)
    with transaction.atomic():
        Board.objects.select_for_update().get(event=event)
        row = kind.find(event, deed)
        now = kind.state(event, row)
        if now != deed.seen:
            raise Moved(_("Somebody was first: %(what)s Nothing was done.") % {"what": kind.say(event, row)})
        kind.act(event, row, deed)
        row = kind.find(event, deed)
        undo = deed.back(kind.state(event, row)) if kind.undoable(deed) else None
        return Done(kind.say(event, row), undo)


@dataclass(frozen=True)
class Kind:
    """One kind of deed: what it is about, how that stands, what is asked, what is done, what is said."""

    find: Callable[[Event, Deed], Any]
    state: Callable[[Event, Any], str]
    ask: Callable[[Event, Any, Deed], str]
    act: Callable[[Event, Any, Deed], None]
    say: Callable[[Event, Any], str]
    undoable: Callable[[Deed], bool] = lambda deed: True


def _kind(deed: Deed) -> Kind:
    try:
        return KINDS[deed.do]
    except KeyError:
        raise Unknown(deed.do) from None


def _row(rows: Any, which: str) -> Any:
    row = rows.filter(pk=int(which)).first() if which.isascii() and which.isdecimal() and len(which) < 19 else None
    if row is None:
        raise Unknown(which)
    return row


# --- rounds --------------------------------------------------------------------------------------------


def _find_round(event: Event, deed: Deed) -> Round:
    if deed.to not in Round.Status.values:
        raise Unknown(deed.to)
    found: Round = _row(event.rounds, deed.which)
    return found


def _ask_round(event: Event, round_: Round, deed: Deed) -> str:
    missing = maps_of(event, [round_])[0].total.missing
    left = ngettext("%(count)s sheet has not come.", "%(count)s sheets have not come.", missing) % {"count": missing}
    name = {"round": round_.name}
    if deed.to == Round.Status.LOCKED:
        words = _("No judge can send or change marks in %(round)s any more, but those whom you let in. A copy is taken.") % name
        return f"{words} {left}" if missing else words
    if deed.to == Round.Status.CLOSED:
        words = _("%(round)s is over: nobody can be let in late any more. Its marks count as they are.") % name
        return f"{words} {left}" if missing else words
    if deed.to == Round.Status.UPCOMING:
        return _("%(round)s takes no marks until it is opened again. Marks that are given stay.") % name
    reopened = round_.status in (Round.Status.LOCKED, Round.Status.CLOSED)
    return _("%(round)s is open again: every judge can send and change marks.") % name if reopened else ""


def _move_round(event: Event, round_: Round, deed: Deed) -> None:
    set_round_status([round_], Round.Status(deed.to))


def _say_round(event: Event, round_: Round) -> str:
    return _("%(round)s is %(state)s now.") % {"round": round_.name, "state": round_.get_status_display().lower()}


# --- teams ---------------------------------------------------------------------------------------------


def _find_team(event: Event, deed: Deed) -> Team:
    if deed.to not in (Team.Status.ABSENT, Team.Status.ACTIVE):
        raise Unknown(deed.to)
    found: Team = _row(event.teams, deed.which)
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
    if deed.to not in (IN, OUT):
        raise Unknown(deed.to)
    return _row(event.judges, judge), _row(event.rounds, round_)


def _late(event: Event, pair: tuple[Judge, Round]) -> str:
    return IN if Extension.objects.running().filter(judge=pair[0], round=pair[1]).exists() else OUT


def _let_in(event: Event, pair: tuple[Judge, Round], deed: Deed) -> None:
    judge, round_ = pair
    if deed.to == OUT:
        Extension.objects.filter(judge=judge, round=round_).delete()
        return
    if round_.status != Round.Status.LOCKED:
        raise Moved(_("Late marks are let into a locked round only: %(what)s") % {"what": _say_round(event, round_)})
    Extension.objects.update_or_create(judge=judge, round=round_, defaults={"until": None})


def _say_late(event: Event, pair: tuple[Judge, Round]) -> str:
    names = {"judge": pair[0].name, "round": pair[1].name}
    if _late(event, pair) == IN:
        return _("%(judge)s may still send into %(round)s, until it is closed.") % names
    return _("%(judge)s may not send into %(round)s late.") % names


def link_state(judge: Judge) -> str:
    """Which link the judge has, told so that the link cannot be made from it."""
    return hashlib.sha256(judge.link_key.encode()).hexdigest()[:12]


def _find_judge(event: Event, deed: Deed) -> Judge:
    found: Judge = _row(event.judges, deed.which)
    return found


def _ask_link(event: Event, judge: Judge, deed: Deed) -> str:
    words = _("%(judge)s's link and open desk end at once, on every device; what is sent stays. A new link is made, to hand out.")
    return f"{words % {'judge': judge.name}} {_('This cannot be undone.')}"


# --- the hall ------------------------------------------------------------------------------------------


def _frozen(event: Event, row: Board) -> str:
    return FROZEN if row.frozen else LIVE


def _ask_freeze(event: Event, row: Board, deed: Deed) -> str:
    if deed.to == FROZEN:
        return _(
            "The public board, all screens, team pages and exports stay as they are now. Judges go on; you see the live board."
        )
    revealing = _("A reveal is running, and ends with this.") + " " if running(event.pk) else ""
    return revealing + _("Everybody sees every place at once, without a reveal. What was seen cannot be unseen.")


def _freeze(event: Event, row: Board, deed: Deed) -> None:
    frozen = board.freeze(event.pk) if deed.to == FROZEN else board.release(event.pk)
    if not frozen:
        raise Moved(_("There is no public board to freeze yet: open the first round, or make the event public first."))
    transaction.on_commit(lambda: publish(event.pk))


def _say_freeze(event: Event, row: Board) -> str:
    if row.frozen:
        return _("The public board is frozen.")
    return _("The public board is live.")


def _find_board(event: Event, deed: Deed) -> Board:
    if deed.do == "freeze" and deed.to not in (FROZEN, LIVE):
        raise Unknown(deed.to)
    return Board.objects.get(event=event)


def announced(event: Event) -> str:
    """The words on the screens now, empty where there are none."""
    state = screens.announced(event)
    return str(state["text"]) if state else ""


def _announce(event: Event, row: Board, deed: Deed) -> None:
    if deed.to.strip():
        screens.announce(event, deed.to.strip()[:300], urgent=False, ends_at=None)
    else:
        screens.clear_announcements(event)


def _say_announced(event: Event, row: Board) -> str:
    text = announced(event)
    return _("All screens say: %(text)s") % {"text": text} if text else _("No announcement is on the screens.")


def _harmless(event: Event, row: Any, deed: Deed) -> str:
    return ""


KINDS: dict[str, Kind] = {
    "round": Kind(_find_round, lambda event, row: str(row.status), _ask_round, _move_round, _say_round),
    "team": Kind(_find_team, lambda event, row: str(row.status), _ask_team, _set_team, _say_team),
    "late": Kind(_find_late, _late, _harmless, _let_in, _say_late),
    "link": Kind(
        _find_judge,
        lambda event, row: link_state(row),
        _ask_link,
        lambda event, row, deed: replace_link(row),
        lambda event, row: _("%(judge)s has a new link; the old one is dead.") % {"judge": row.name},
        undoable=lambda deed: False,
    ),
    "freeze": Kind(_find_board, _frozen, _ask_freeze, _freeze, _say_freeze, undoable=lambda deed: deed.to == FROZEN),
    "announce": Kind(_find_board, lambda event, row: announced(event), _harmless, _announce, _say_announced),
}
