"""An organiser runs an event in admin: rounds, freezes, links, corrections; and lists cost the same at any size."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.board import read_public
from events.models import Event, Round, Team
from judging.links import judge_of_link, sign_in_url
from judging.models import Judge, LinkTerms, Score, ScoreVersion
from judging.scoring import NotOpen
from tests.cast import Gala
from tests.judging.admin.room import status as status_of
from tests.judging.admin.test_setting_up import act, change, changelist
from tests.pages import errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def test_rounds_are_opened_locked_and_closed(admin_client, gala):
    for action, status in (("lock_rounds", "locked"), ("close_rounds", "closed"), ("open_rounds", "open")):
        act(admin_client, Round, action, gala.final)
        assert read_public("gala").body["rounds"][0]["status"] == status


@pytest.mark.parametrize(("action", "before", "after"), [
    ("open_rounds", "upcoming", "live"), ("open_rounds", "draft", "draft"), ("open_rounds", "final", "final"),
    ("lock_rounds", "upcoming", "upcoming"), ("close_rounds", "upcoming", "upcoming"),
])  # fmt: skip
def test_a_round_that_is_opened_in_the_list_takes_an_upcoming_event_live(admin_client, gala, action, before, after):
    Round.objects.update(status="upcoming")
    Event.objects.update(status=before)
    answer = act(admin_client, Round, action, gala.final)
    said = [str(message) for message in answer.context["messages"]]
    assert (Event.objects.get().status, "The Gala is live now." in said) == (after, before != after)


@pytest.mark.parametrize(("before", "after"), [("upcoming", "live"), ("draft", "draft"), ("final", "final")])
@pytest.mark.parametrize("page", ["round", "event"])
def test_a_round_that_is_opened_on_a_form_does_the_same(admin_client, gala, page, before, after):
    Round.objects.update(status="upcoming")
    Event.objects.update(status=before)
    row, field = {"round": (gala.final, "status"), "event": (gala.event, "rounds-0-status")}[page]
    answer = send(admin_client, change(row), {field: "open"})
    said = [str(message) for message in admin_client.get(answer.url).context["messages"]]
    assert (status_of(gala.final), status_of(gala.event), "The Gala is live now." in said) == ("open", after, before != after)


def test_an_event_whose_own_status_is_chosen_with_a_round_that_opens_is_as_chosen(admin_client, gala):
    Round.objects.update(status="upcoming")
    send(admin_client, change(gala.event), {"rounds-0-status": "open", "status": "upcoming"})
    assert (status_of(gala.final), status_of(gala.event)) == ("open", "upcoming")


def test_a_round_that_is_open_already_takes_no_event_live_when_something_else_of_it_is_changed(admin_client, gala):
    Event.objects.update(status="upcoming")
    send(admin_client, change(gala.final), {"name": "Finale"})
    assert status_of(gala.event) == "upcoming"


def test_rounds_of_several_events_move_under_the_locks_of_their_boards(admin_client, gala):
    other = Gala(slug="other")
    Round.objects.update(status="upcoming")
    Event.objects.update(status="upcoming")
    with CaptureQueriesContext(connection) as asked:
        act(admin_client, Round, "open_rounds", other.final, gala.final)
    assert list(Event.objects.values_list("status", flat=True)) == ["live", "live"]
    assert list(Round.objects.values_list("status", flat=True)) == ["open", "open"]
    writing = [query["sql"] for query in asked if "BEGIN" in query["sql"] or "_board" in query["sql"] or "UPDATE" in query["sql"]]
    begun = next(number for number, sql in enumerate(writing) if sql.startswith("BEGIN"))
    for sql, event in zip(writing[begun + 1 :], (gala.event, other.event), strict=False):
        assert re.search(rf'FROM "events_board" WHERE "events_board"."event_id" = {event.pk}\b', sql), sql


def test_a_locked_round_takes_no_marks(admin_client, gala):
    act(admin_client, Round, "lock_rounds", gala.final)
    with pytest.raises(NotOpen):
        gala.score(gala.ann, gala.red, "5", "5")


def test_a_frozen_board_stands_still_until_it_is_released(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    act(admin_client, Event, "freeze", gala.event)
    frozen = read_public("gala")
    gala.score(gala.ann, gala.blue, "9", "9")
    assert read_public("gala") == frozen
    assert frozen.body["event"]["frozen"] is True
    act(admin_client, Event, "release", gala.event)
    released = read_public("gala")
    assert [row["team"] for row in released.body["standings"]] == ["blue", "red", "green"]
    assert released.cursor.epoch > frozen.cursor.epoch


def test_the_lists_say_frozen_and_confirmed_in_words_and_show_no_cross_where_nothing_is_wrong(admin_client, gala):
    def column(model, name):
        page = admin_client.get(changelist(model)).content.decode()
        return re.findall(rf'<td class="field-{name}">(.*?)</td>', page)

    assert (column(Event, "frozen"), column(Round, "confirmed")) == (["-"], ["-"])
    gala.score(gala.ann, gala.red, "5", "5")
    act(admin_client, Event, "freeze", gala.event)
    act(admin_client, Round, "confirm_rounds", gala.final)
    assert (column(Event, "frozen"), column(Round, "confirmed")) == (["frozen"], ["confirmed"])


def test_a_lost_link_is_replaced_and_the_old_one_dies(admin_client, client, gala):
    old = sign_in_url(gala.ann)
    url = f"/admin/events/event/{gala.event.pk}/links/"
    page = admin_client.get(url).content.decode()
    assert old in page
    assert page.count("data:image/svg+xml") == 2
    admin_client.post(url, {"judge": gala.ann.pk})
    gala.ann.refresh_from_db()
    assert judge_of_link(old.rstrip("/").rsplit("/", 1)[1]) is None
    assert sign_in_url(gala.ann) in admin_client.get(url).content.decode()


def links_page(gala):
    return f"/admin/events/event/{gala.event.pk}/links/"


def test_a_judge_is_withdrawn_and_let_in_again_with_the_same_link(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    link = sign_in_url(gala.ann)
    page = admin_client.post(links_page(gala), {"judge": gala.ann.pk, "action": "withdraw"}, follow=True).content.decode()
    assert (link in page, "Ann has withdrawn" in page, "Let this judge in again" in page) == (False, True, True)
    assert read_public("gala").body["standings"][0]["total"] is None
    page = admin_client.post(links_page(gala), {"judge": gala.ann.pk, "action": "readmit"}, follow=True).content.decode()
    assert link in page
    assert read_public("gala").body["standings"][0]["total"] == "10"


def test_a_link_that_is_in_use_on_its_one_device_is_freed(admin_client, client, gala):
    assert "Free it" not in admin_client.get(links_page(gala)).content.decode()
    LinkTerms.objects.create(event=gala.event, one_device=True)
    client.post(sign_in_url(gala.ann).split("8000")[1])
    assert "Free it" in admin_client.get(links_page(gala)).content.decode()
    admin_client.post(links_page(gala), {"judge": gala.ann.pk, "action": "free"})
    gala.ann.refresh_from_db()
    assert (gala.ann.device_key, client.get("/judge/gala/ann/").status_code) == ("", 403)


def test_the_sheet_says_until_when_the_links_last(admin_client, gala):
    assert "7 days after the event is final" in admin_client.get(links_page(gala)).content.decode()
    LinkTerms.objects.create(event=gala.event, expire_at=datetime(2020, 1, 2, tzinfo=UTC))
    assert "The links ended on 2020-01-02 00:00." in admin_client.get(links_page(gala)).content.decode()


@pytest.mark.parametrize("judge", ["", "x", "-1", "1e3", "9" * 30, "²", "999999"])
def test_a_judge_that_is_none_is_404(admin_client, gala, judge):
    assert admin_client.post(links_page(gala), {"judge": judge}).status_code == 404


def test_what_cannot_be_done_to_a_link_is_404(admin_client, gala):
    assert admin_client.post(links_page(gala), {"judge": gala.ann.pk, "action": "publish"}).status_code == 404


def test_the_terms_of_the_links_are_set_on_the_events_page(admin_client, gala):
    fields = {"link_terms-TOTAL_FORMS": 1, "link_terms-0-one_device": "on", "link_terms-0-days_after_final": "3"}
    assert send(admin_client, change(gala.event), fields).status_code == 302
    send(admin_client, change(gala.event), {"status": "final"})
    terms = LinkTerms.objects.get()
    assert (terms.one_device, terms.days_after_final, terms.end - terms.final_since) == (True, 3, timedelta(days=3))


# --- corrections -----------------------------------------------------------------------------------------


def test_a_correction_needs_a_reason_keeps_the_old_version_and_moves_the_board(admin_client, admin_user, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    act(admin_client, Round, "lock_rounds", gala.final)
    score = Score.objects.get()
    answer = send(admin_client, change(score), {"marks-0-points": "7"})
    assert list(errors_of(answer)) == ["reason"]
    assert send(admin_client, change(score), {"marks-0-points": "7", "reason": "Misheard"}).status_code == 302
    versions = list(ScoreVersion.objects.values_list("number", "marks", "user", "reason"))
    assert versions == [
        (1, {"technique": "5", "style": "5"}, None, ""),
        (2, {"technique": "7", "style": "5"}, admin_user.pk, "Misheard"),
    ]
    assert read_public("gala").body["standings"][0]["total"] == "12"
    assert "2 versions: compare, restore" in admin_client.get(change(score)).content.decode()


@pytest.mark.parametrize("points", ["11", "-1", "5.1", "x"])
def test_a_correction_out_of_range_or_off_step_is_refused(admin_client, gala, points):
    gala.score(gala.ann, gala.red, "5", "5")
    answer = send(admin_client, change(Score.objects.get()), {"marks-0-points": points, "reason": "Typo"})
    assert list(errors_of(answer)) == ["marks-0-points"]
    assert ScoreVersion.objects.count() == 1


def test_a_mark_can_be_taken_out_and_an_abstention_put_in(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    changes = {"marks-0-DELETE": "on", "marks-1-points": "", "reason": "Recused"}
    assert send(admin_client, change(Score.objects.get()), changes).status_code == 302
    assert ScoreVersion.objects.last().marks == {"style": None}


# --- what it costs ---------------------------------------------------------------------------------------


def queries(client, url):
    from django.db import connection

    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [re.sub(r"\d+", "N", query["sql"])[:80] for query in captured]


def test_lists_desk_and_pages_cost_the_same_queries_at_any_size(admin_client, client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    client.post(sign_in_url(gala.ann).split("8000")[1])
    lists = [(admin_client, changelist(model)) for model in (Event, Team, Round, Judge, Score)]
    pages = [(client, "/judge/gala/ann/"), (client, "/judge/gala/ann/final/red/")]
    pages += [(client, f"/events/gala/{page}") for page in ("", "screen/", "teams/red/")]
    small = {url: len(queries(browser, url)) for browser, url in lists + pages}
    with transaction.atomic():  # one board after all of them
        for n in range(27):
            team = Team.objects.create(event=gala.event, name=f"Team {n}")
            judge = Judge.objects.create(event=gala.event, name=f"Judge {n}")
            judge.assignments.create(round=gala.final)
            gala.score(judge, team, "5", "5")
            Round.objects.create(event=gala.event, name=f"Round {n}")
            Gala(slug=f"gala-{n}")
    large = {url: len(queries(browser, url)) for browser, url in lists + pages}
    assert large == small
