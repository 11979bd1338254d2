"""What the desk's scripts say, in the judge's language. They hold no texts of their own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    # Marks
    "not_given": _("not given"),
    "abstained": _("abstained"),
    "none_yet": _("none yet"),
    "missing": _("Not given yet. Enter a mark, or abstain."),
    "out_of_range": _("This cannot be given. It goes from {range}."),
    "team_number": _("No. {number}"),
    "team_table": _("Table {table}"),
    "far_mine": _("{name}: {mark}. Your other teams have {low} to {high}."),
    "far_panel": _("{name}: {mark}. The rest of the panel gives mostly {low} to {high}."),
    # Buttons
    "send": _("Send"),
    "send_correction": _("Send the correction"),
    "next": _("Next: {team}"),
    "stranded": _("No connection: leave this page open"),
    "all_teams": _("All my teams"),
    # Where a sheet is
    "state_none": _("Nothing given yet"),
    "state_draft": _("On this phone"),
    "state_draft_more": _("Not sent yet."),
    "state_waiting": _("On this phone"),
    "waiting": _("It goes out by itself as soon as there is a connection."),
    "sending": _("Sending …"),
    "signed_out": _(
        "This phone is signed out. Open your personal link again, or ask the organiser for a new one; then it goes out by itself."
    ),
    "state_pending": _("Received"),
    "state_board": _("On the board"),
    "state_frozen": _("Received; the board is frozen"),
    "state_private": _("Received"),
    "state_unconfirmed": _("Received; the head judge has not confirmed the round yet"),
    "received_at": _("at {time}"),
    "state_changed": _("Changed on another device"),
    "state_window": _("Changed in another window"),
    "state_changed_more": _("Choose which marks count."),
    "state_locked": _("On this phone"),
    "locked": _("It goes out by itself when the organiser opens the round for you."),
    "state_wrong": _("Not taken"),
    "state_refused": _("Not taken"),
    "state_rehearsal": _("From before the rehearsal's end"),
    "changed_at": _("It was changed at {time}, on another device or in another window."),
    "version_server": _("On the server"),
    "version_server_mine": _("On this phone"),
    "version_window": _("In the other window"),
    "version_window_mine": _("In this window"),
    "keep_server": _("Keep what is on the server"),
    "keep_window": _("Keep what is in the other window"),
    # The desk's rows
    "row_draft": _("On this phone, not sent"),
    "row_waiting": _("On this phone"),
    "row_changed": _("Two versions: choose"),
    "row_locked": _("On this phone"),
    "row_wrong": _("Not taken: look"),
    "row_refused": _("Not taken: look"),
    "row_rehearsal": _("From the rehearsal: choose"),
    "row_pending": _("Received"),
    "row_board": _("On the board"),
    "row_frozen": _("Received"),
    "row_private": _("Received"),
    "row_unconfirmed": _("Received"),
    # What is on this phone alone
    "unsent_one": _("{count} sheet is on this phone only"),
    "unsent_other": _("{count} sheets are on this phone only"),
    "leaving_one": _(
        "{count} sheet has not been sent. It stays on this phone and goes out when you open your link here again. "
        "Sign out all the same?"
    ),
    "leaving_other": _(
        "{count} sheets have not been sent. They stay on this phone and go out when you open your link here again. "
        "Sign out all the same?"
    ),
    "stored": _("No connection: this is your desk of {time}. You can go on; what you enter stays on this phone."),
    "panel": _("{received} of {expected}"),
    "panel_none": _("nothing to score yet"),
}


def words() -> dict[str, str]:
    """All of it as it is said in the language of now."""
    return {name: str(text) for name, text in WORDS.items()}
