"""A list's action that could hurt says what will happen and asks once; a harmless one asks nothing."""

import pytest

from events.models import Board, Event, Round, Webhook
from judging.control.deeds import link_state
from judging.models import Judge
from tests.cast import Gala
from tests.judging.admin.room import said, status
from tests.judging.admin.test_setting_up import agree, ask

pytestmark = pytest.mark.django_db(transaction=True)

LOCKED = "No judge can send or change marks in Final any more, but those whom you let in. A copy is taken."


def frozen(gala):
    return Board.objects.get(event=gala.event).frozen


def test_rounds_are_locked_after_one_question_that_says_what_each_of_them_owes(admin_client, gala):
    other = Gala(slug="other")
    Event.objects.filter(pk=other.event.pk).update(name="The Other")
    asked = ask(admin_client, Round, "lock_rounds", gala.final, other.final)
    owed = "6 sheets have not come: Ann 3, Bob 3."
    assert sorted(asked.context["questions"]) == [f"The Gala: {LOCKED} {owed}", f"The Other: {LOCKED} {owed}"]
    assert (status(gala.final), status(other.final)) == ("open", "open")
    assert said(agree(admin_client, Round, asked)) == ["2 rounds are now locked."]
    assert (status(gala.final), status(other.final)) == ("locked", "locked")


def test_the_question_is_a_page_that_sends_what_was_chosen_and_leads_back(admin_client, gala):
    page = ask(admin_client, Round, "close_rounds", gala.final).content.decode()
    assert "This will happen" in page
    assert f'<input type="hidden" name="_selected_action" value="{gala.final.pk}">' in page
    assert '<a class="closelink" href="/admin/events/round/">' in page


def test_what_was_moved_since_the_question_is_asked_about_anew(admin_client, gala):
    asked = ask(admin_client, Round, "close_rounds", gala.final)
    Round.objects.filter(pk=gala.final.pk).update(status="locked")
    again = agree(admin_client, Round, asked)
    assert said(again) == ["Somebody was first: look at what stands now. Nothing was done."]
    assert status(gala.final) == "locked"
    agree(admin_client, Round, again)
    assert status(gala.final) == "closed"


@pytest.mark.parametrize(("before", "event", "begin"), [
    ("upcoming", "live", None), ("upcoming", "upcoming", "The Gala: The Gala goes live with this"),
    ("locked", "live", "The Gala: Final is open again: every judge can send"), ("open", "live", None),
])  # fmt: skip
def test_opening_asks_where_it_does_more_than_open(admin_client, gala, before, event, begin):
    Round.objects.update(status=before)
    Event.objects.update(status=event)
    answer = ask(admin_client, Round, "open_rounds", gala.final)
    questions = answer.context.get("questions", [])
    assert [question.startswith(begin) for question in questions] == ([True] if begin else [])
    assert status(gala.final) == (before if begin else "open")


def test_harmless_actions_ask_nothing(admin_client, gala):
    for model, action, row in (
        (Round, "confirm_rounds", gala.final), (Round, "end_confirmations", gala.final),
        (Event, "assign_everyone", gala.event), (Event, "copy", gala.event),
    ):  # fmt: skip
        assert "questions" not in ask(admin_client, model, action, row).context


def test_boards_are_frozen_and_released_after_a_question_each(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    asked = ask(admin_client, Event, "freeze", gala.event)
    assert [each.partition(",")[0] for each in asked.context["questions"]] == ["The Gala: The public board"]
    assert frozen(gala) is False
    assert said(agree(admin_client, Event, asked)) == ["The Gala: The public board is frozen."]
    assert said(ask(admin_client, Event, "freeze", gala.event)) == ["It stands like that already. Nothing was done."]
    asked = ask(admin_client, Event, "release", gala.event)
    assert asked.context["questions"] == [
        "The Gala: Everybody sees every place at once, without a reveal. What was seen cannot be unseen."
    ]
    assert frozen(gala) is True
    assert said(agree(admin_client, Event, asked)) == ["The Gala: The public board is live."]
    assert frozen(gala) is False


def test_where_there_is_no_board_yet_none_is_frozen(admin_client, gala):
    Board.objects.update(snapshot="")
    told = said(agree(admin_client, Event, ask(admin_client, Event, "freeze", gala.event)))
    assert frozen(gala) is False
    assert told == ["The Gala: There is no public board to freeze yet: open the first round, or make the event public first."]


def test_links_are_replaced_after_a_question_that_names_each_judge(admin_client, gala):
    old = link_state(gala.ann)
    asked = ask(admin_client, Judge, "replace_links", gala.ann, gala.bob)
    assert [question.split("'s link")[0] for question in asked.context["questions"]] == ["The Gala: Ann", "The Gala: Bob"]
    assert link_state(Judge.objects.get(pk=gala.ann.pk)) == old
    agree(admin_client, Judge, asked)
    assert link_state(Judge.objects.get(pk=gala.ann.pk)) != old


def test_a_webhooks_secret_is_replaced_after_a_question(admin_client, gala):
    hook = Webhook.objects.create(event=gala.event, url="https://example.org/x")
    asked = ask(admin_client, Webhook, "replace_secret", hook)
    assert asked.context["questions"] == [
        "https://example.org/x refuses what it is sent from now on, until it knows its new secret. The old one is gone for good."
    ]
    assert Webhook.objects.get().secret == hook.secret
    agree(admin_client, Webhook, asked)
    assert Webhook.objects.get().secret != hook.secret
