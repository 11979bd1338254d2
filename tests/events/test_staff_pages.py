"""Pages that are not public: the staff's live board, the presenter's phone, and the organiser's pages of freeze and reveal."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from events import board
from events.models import Award, Board, Division, Reveal
from events.reveal import show
from events.reveal.presenter import presenter_url, replace_link
from events.reveal.stand import running
from judging.models import Extension
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

PRESENTER = ("/events/gala/reveal/", "/events/gala/reveal/now/")


@pytest.fixture
def gala(monkeypatch):
    monkeypatch.setattr(show, "TOO_SOON", timedelta(0))
    gala = Gala()
    gala.score(gala.ann, gala.red, "5", "5")
    board.freeze(gala.event.pk)
    gala.score(gala.ann, gala.green, "9", "9")
    gala.reveal = Reveal.objects.create(event=gala.event, suspense="place")
    return gala


@pytest.fixture
def staff(client, gala, django_user_model):
    user = django_user_model.objects.create_user("staff", password="x", is_staff=True)
    gala.event.organisers.add(user)
    client.force_login(user)
    return client


@pytest.fixture
def stranger(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_user("stranger", password="x", is_staff=True))
    return client


def page(gala, name):
    return f"/admin/events/event/{gala.event.pk}/{name}/"


def path(url):
    return url.removeprefix(settings.PUBLIC_URL)


# --- the live board --------------------------------------------------------------------------------------


def test_staff_see_the_live_board_through_a_freeze(staff, gala):
    html = staff.get("/events/gala/live/").content.decode()
    assert [html.index(name) for name in ("Green", "Red")] == sorted(html.index(name) for name in ("Green", "Red"))
    assert ("18" in html, "The public board is frozen" in html) == (True, True)
    assert "18" not in staff.get("/events/gala/").content.decode().split("board-rows")[1]


def test_nobody_else_sees_it(gala, stranger):
    assert stranger.get("/events/gala/live/").status_code == 404
    assert Client().get("/events/gala/live/").status_code == 302


def test_where_nothing_is_pushed_the_live_board_is_polled(staff, gala):
    first = staff.get("/events/gala/live/", headers={"hx-request": "true"})
    assert first.content.decode().lstrip().startswith('<div id="board"')
    again = staff.get("/events/gala/live/", {"since": first["X-Board-Cursor"]}, headers={"hx-request": "true"})
    assert again.status_code == 204


# --- the presenter ---------------------------------------------------------------------------------------


def test_without_the_link_there_is_no_presenters_page(gala, stranger):
    show.begin(gala.event)
    for client in (Client(), stranger):
        assert [client.get(url).status_code for url in PRESENTER] == [404, 404]
        assert client.post("/events/gala/reveal/press/", {"do": "next", "turn": 1}).status_code == 404
    assert Reveal.objects.get().position == 0


def test_the_link_opens_only_on_a_press_and_ends_when_it_is_replaced(gala):
    phone, link = Client(), path(presenter_url(gala.event, gala.reveal))
    assert phone.get(link).status_code == 200
    assert phone.get(PRESENTER[0]).status_code == 404
    assert phone.post(link).url == PRESENTER[0]
    assert phone.get(PRESENTER[0]).status_code == 200
    replace_link(gala.reveal)
    assert (phone.get(PRESENTER[0]).status_code, phone.get(link).status_code) == (404, 404)


def test_the_link_of_one_event_opens_no_other(gala):
    other = Gala(slug="other")
    theirs = Reveal.objects.create(event=other.event)
    phone = Client()
    phone.post(path(presenter_url(other.event, theirs)))
    assert phone.get(PRESENTER[0]).status_code == 404
    wrong = path(presenter_url(other.event, theirs)).replace("/other/", "/gala/")
    assert (phone.get(wrong).status_code, phone.get(wrong[:-6] + "/").status_code) == (404, 404)


def test_the_phone_says_who_is_next_and_where_they_land(staff, gala):
    show.begin(gala.event)
    answer = staff.get(PRESENTER[0])
    html = " ".join(answer.content.decode().split())
    assert "Show these places" in html  # blue has no score
    show.press(gala.event, Reveal.objects.get().turn)
    html = " ".join(staff.get(PRESENTER[0]).content.decode().split())
    assert "Lands on place <strong>2</strong> with <strong>10</strong>" in html
    assert "At the freeze: place 1 with 10." in html
    assert "no-store" in answer["Cache-Control"]


def test_a_press_that_is_refused_says_so_and_shows_what_stands_now(staff, gala):
    show.begin(gala.event)
    turn = Reveal.objects.get().turn
    sent = {"do": "next", "turn": turn}
    first = staff.post("/events/gala/reveal/press/", sent, headers={"hx-request": "true"})
    second = staff.post("/events/gala/reveal/press/", sent, headers={"hx-request": "true"})
    assert (first.status_code, second.status_code, Reveal.objects.get().position) == (200, 409, 1)
    assert "Something was pressed meanwhile" in second.content.decode()


def cautions(html):
    """What the phone warns of at the end, and whether "final" is ticked."""
    found = re.findall(r"<li>(.*?)</li>", html.split("All places are out")[1].split("</form>")[0])
    return [unescape(each) for each in found], 'value="yes" checked' in html


def test_at_the_end_the_phone_says_what_is_open_and_leaves_final_to_be_ticked(staff, gala):
    show.begin(gala.event)
    show.jump(gala.event, Reveal.objects.get().turn, 3, sure=True)
    warned = [
        "These rounds are not closed, so their marks can still change: Final.",
        "4 expected sheets have not come.",
        "1 team has no score, so no rank.",
    ]
    assert cautions(staff.get(PRESENTER[0]).content.decode()) == (warned, False)
    stamp = staff.get(PRESENTER[0]).context["stamp"]
    gala.final.status = "locked"
    gala.final.save()
    Extension.objects.create(judge=gala.ann, round=gala.final)
    news = staff.get(PRESENTER[1], {"turn": stamp}).content.decode()
    assert cautions(news) == ([warned[0], "Late marks of these judges are still let in: Ann (Final).", *warned[1:]], False)


def test_final_is_ticked_where_nothing_is_open(staff, gala):
    gala.event.judges.exclude(pk=gala.ann.pk).delete()
    gala.score(gala.ann, gala.blue, "1", "1")
    gala.final.status = "closed"
    gala.final.save()
    show.begin(gala.event)
    show.jump(gala.event, Reveal.objects.get().turn, 3, sure=True)
    assert cautions(staff.get(PRESENTER[0]).content.decode()) == ([], True)


@pytest.mark.parametrize(
    "sent", [{}, {"do": "next"}, {"do": "next", "turn": "x"}, {"do": "all"}, {"do": "jump", "position": "9e9"}]
)
def test_a_press_that_makes_no_sense_changes_nothing(staff, gala, sent):
    show.begin(gala.event)
    assert staff.post("/events/gala/reveal/press/", sent, headers={"hx-request": "true"}).status_code == 409
    assert Reveal.objects.get().position == 0


def test_a_phone_asks_for_news_and_hears_nothing_where_there_is_none(staff, gala):
    show.begin(gala.event)
    stamp = staff.get(PRESENTER[0]).context["stamp"]
    assert staff.get(PRESENTER[1], {"turn": stamp}).status_code == 204
    show.press(gala.event, Reveal.objects.get().turn)
    assert staff.get(PRESENTER[1], {"turn": stamp}).status_code == 200


def test_the_phone_warns_when_marks_have_changed_since(staff, gala):
    show.begin(gala.event)
    gala.score(gala.bob, gala.red, "10", "10")
    assert "Marks have changed since the reveal began" in staff.get(PRESENTER[0]).content.decode()


def test_without_scripts_every_button_still_works(staff, gala):
    show.begin(gala.event)
    for _ in range(3):
        staff.post("/events/gala/reveal/press/", {"do": "next", "turn": Reveal.objects.get().turn})
    answer = staff.post("/events/gala/reveal/press/", {"do": "end", "turn": Reveal.objects.get().turn, "final": "yes"})
    assert answer.url == PRESENTER[0]
    assert (board.read_public("gala").body["event"]["status"], running(gala.event.pk)) == ("final", None)


# --- freeze and reveal in admin --------------------------------------------------------------------------


def test_the_freeze_is_one_switch_and_its_page_says_what_it_does(staff, gala):
    staff.post(page(gala, "freeze"), {"do": "release", "sure": "on"})
    assert board.read_public("gala").body["event"]["frozen"] is False
    assert "Freezing stops everything that the public sees" in staff.get(page(gala, "freeze")).content.decode()
    staff.post(page(gala, "freeze"), {"do": "freeze"})
    assert board.read_public("gala").body["event"]["frozen"] is True


def test_a_freeze_is_set_for_a_time_of_the_events_own_zone_and_taken_back(staff, gala):
    gala.event.timezone = "Asia/Tokyo"
    gala.event.save()
    staff.post(page(gala, "freeze"), {"do": "release", "sure": "on"})
    staff.post(page(gala, "freeze"), {"do": "later", "at": "2099-12-31T20:30"})
    assert Board.objects.get().freeze_at.isoformat() == "2099-12-31T11:30:00+00:00"
    assert "2099-12-31 20:30" in staff.get(page(gala, "freeze")).content.decode()
    staff.post(page(gala, "freeze"), {"do": "never"})
    assert Board.objects.get().freeze_at is None


@pytest.mark.parametrize("at", ["", "soon", "2001-01-01T10:00"])
def test_a_time_that_is_none_or_past_is_refused(staff, gala, at):
    board.release(gala.event.pk)
    assert staff.post(page(gala, "freeze"), {"do": "later", "at": at}).status_code == 422
    assert Board.objects.get().freeze_at is None


def plan(**more):
    forms = {"awards-TOTAL_FORMS": 2, "awards-INITIAL_FORMS": 0, "awards-MIN_NUM_FORMS": 0, "awards-MAX_NUM_FORMS": 1000}
    return {"order": "places", "suspense": "card", "singly": ""} | forms | more


def test_one_press_begins_a_reveal_with_a_sensible_plan(staff, gala):
    shown = staff.get(page(gala, "reveal")).context["form"].initial
    assert (shown["order"], shown["singly"]) == ("places", None)
    assert staff.post(page(gala, "reveal"), plan(do="begin")).status_code == 302
    assert running(gala.event.pk) is not None
    staff.post(page(gala, "reveal"), {"do": "stop"})
    assert running(gala.event.pk) is None


def test_awards_are_kept_with_the_plan(staff, gala):
    awards = {"awards-0-title": "Winner", "awards-0-place": 1, "awards-1-title": "Audience award", "awards-1-team": gala.blue.pk}
    staff.post(page(gala, "reveal"), plan(do="save", **awards))
    assert [(each.title, each.place, each.team) for each in Award.objects.all()] == [
        ("Winner", 1, None), ("Audience award", None, gala.blue),
    ]  # fmt: skip
    assert "Audience award" in staff.get(page(gala, "reveal")).content.decode()


def test_an_award_for_both_or_for_another_events_team_is_refused(staff, gala):
    other = Gala(slug="other")
    for wrong in ({"place": 1, "team": gala.blue.pk}, {"team": other.blue.pk}, {}, {"place": 0}):
        sent = {"awards-0-title": "Odd"} | {f"awards-0-{name}": value for name, value in wrong.items()}
        assert staff.post(page(gala, "reveal"), plan(do="save", **sent)).status_code == 422
    assert Award.objects.count() == 0


def test_a_plan_cannot_be_changed_while_it_runs(staff, gala):
    show.begin(gala.event)
    staff.post(page(gala, "reveal"), plan(do="save", suspense="parts"))
    assert Reveal.objects.get().suspense == "place"


def test_a_reveal_of_a_live_board_is_refused_with_a_word(staff, gala):
    board.release(gala.event.pk)
    answer = staff.post(page(gala, "reveal"), plan(do="begin"))
    assert (answer.status_code, "Freeze the board first" in answer.content.decode()) == (422, True)


def test_nobody_else_opens_these_pages(gala, stranger):
    for name in ("freeze", "reveal", "screens"):
        assert [stranger.get(page(gala, name)).status_code, stranger.post(page(gala, name), {"do": "release"}).status_code] == [
            403,
            403,
        ]
    assert Board.objects.get().frozen is True


def test_a_division_award_in_an_order_by_divisions(staff, gala):
    Division.objects.create(event=gala.event, code="jun", name="Juniors")
    assert staff.post(page(gala, "reveal"), plan(do="begin", order="divisions")).status_code == 302
    assert running(gala.event.pk) is not None
