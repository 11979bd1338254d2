"""The organiser's standings: live through a freeze, undecided ties, other rules tried, and the panel looked at."""

import pytest

from events import board
from events.models import Board
from judging.models import Rules, TieBreak
from judging.panel_report import panel_report
from tests.cast import Gala
from tests.judging.standings.build import contest, criterion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = Gala()
    gala.score(gala.ann, gala.red, "4", "6")
    gala.score(gala.ann, gala.blue, "6", "4")
    gala.score(gala.ann, gala.green, "9", "2")
    return gala


def url(gala):
    return f"/admin/events/event/{gala.event.pk}/standings/"


TRY = {
    "try": "1", "rules-0-method": "points", "rules-0-places_from": "marks", "rules-0-rounding": "half_up",
    "rules-0-normalise": "none", "rules-0-combine": "sum", "tie_breaks-TOTAL_FORMS": "0", "tie_breaks-INITIAL_FORMS": "0",
}  # fmt: skip


def step(by, **fields):
    row = {"order": "1", "by": by, "prefer": "high"} | fields
    return {"tie_breaks-TOTAL_FORMS": "1"} | {f"tie_breaks-0-{name}": value for name, value in row.items()}


def changes(page):
    return [(change.name, change.before.rank, change.after.rank) for change in page.context["changes"]]


def test_what_is_undecided_is_said_before_anything_is_decided(admin_client, gala):
    gala.final.advance = 2
    gala.final.save()
    Rules.objects.create(event=gala.event, lots=["blue", "red", "green"])
    page = admin_client.get(url(gala)).content.decode()
    for words in (
        "Red, Blue share rank 2.",
        "the first 2 advance",
        "Tied across the line: Red, Blue.",
        "Lots as drawn: Blue, Red, Green.",
    ):
        assert words in page


def test_the_live_standings_are_shown_through_a_freeze(admin_client, gala):
    board.freeze(gala.event.pk)
    gala.score(gala.ann, gala.red, "10", "10")
    page = admin_client.get(url(gala))
    assert [row.team for row, *_ in page.context["rows"]] == ["red", "green", "blue"]
    assert "The public board is frozen" in page.content.decode()


def test_other_rules_show_which_places_would_change_and_change_nothing(admin_client, gala):
    before = Board.objects.values().get()
    page = admin_client.get(url(gala), TRY | step("criteria", criteria=["style"]))
    assert changes(page) == [("Green", 1, 1), ("Red", 2, 2), ("Blue", 2, 3)]
    assert page.context["moved"] == 1
    assert "1 place would change" in page.content.decode()
    assert Board.objects.values().get() == before
    assert (Rules.objects.count(), TieBreak.objects.count()) == (0, 0)


def test_another_panel_for_every_criterion(admin_client, gala):
    gala.score(gala.bob, gala.red, "5", "5")
    page = admin_client.get(url(gala), TRY | {"rules-0-panel": "sum"})
    assert changes(page)[0] == ("Red", 2, 1)


def test_placings_from_points(admin_client, gala):
    gala.style.delete()
    page = admin_client.get(url(gala), TRY | {"rules-0-method": "placings", "rules-0-places_from": "points"})
    assert changes(page) == [("Green", 1, 1), ("Blue", 2, 2), ("Red", 3, 3)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rules-0-combine": "best"}, "Say how many of the best rounds count: 1 or more."),
        (
            {"rules-0-method": "placings"},
            "Final: With placings a round is one dance with exactly one criterion. Make a round of each dance.",
        ),
        (
            {"rules-0-panel": "mean", "rules-0-trim_low": "1"},
            "Final, Technique: Only a trimmed mean drops marks. Choose it, or drop none.",
        ),
        ({"rules-0-decimals": "x"}, "Enter a whole number."),
        (step("criteria"), "Name the criteria to compare."),
        ({"rules-0-method": "placings"} | step("raters"), "Placings part ties by the skating system"),
    ],
)
def test_rules_that_make_no_sense_say_why(admin_client, gala, fields, words):
    page = admin_client.get(url(gala), TRY | fields)
    assert page.context["changes"] is None
    assert words in page.content.decode()


def test_the_form_begins_with_the_events_own_rules(admin_client, gala):
    Rules.objects.create(event=gala.event, decimals=3)
    TieBreak.objects.create(event=gala.event, by="countback")
    page = admin_client.get(url(gala))
    assert page.context["rules_form"]["decimals"].value() == 3
    assert page.context["steps"].forms[0]["by"].value() == "countback"
    forms = (page.context["rules_form"], page.context["steps"].management_form, *page.context["steps"].forms)
    shown = {bound.html_name: bound.value() for form in forms for bound in form}
    sent = {name: value for name, value in shown.items() if value is not None and value is not False}
    same = admin_client.get(url(gala), {"try": "1"} | sent)
    assert [before == after for _, before, after in changes(same)] == [True, True, True]


def test_who_does_not_organise_the_event_sees_nothing(client, gala, django_user_model):
    client.force_login(django_user_model.objects.create_user("pia", is_staff=True))
    assert client.get(url(gala)).status_code == 403
    client.logout()
    assert client.get(url(gala)).status_code == 302


# --- the panel -------------------------------------------------------------------------------------------


def lines(given):
    return {line.name: line for line in panel_report(given).lines}


def test_a_kind_judge_leans_up_and_agrees_all_the_same():
    cards = {"kind": {"a": 8, "b": 6, "c": 7}, "strict": {"a": 4, "b": 2, "c": 3}}
    told = lines(contest(cards, criterion("c", "0", "10")))
    assert (told["Kind"].mean, told["Kind"].leniency) == pytest.approx((0.7, 0.4))
    assert told["Strict"].leniency == pytest.approx(-0.4)
    assert told["Kind"].spread == pytest.approx((0.02 / 3) ** 0.5)
    assert told["Kind"].agreement == pytest.approx(1)
    assert not told["Kind"].deviates_most  # of two nobody can say who


def test_who_deviates_most_is_marked():
    cards = {"a": {"x": 1, "y": 5, "z": 9}, "b": {"x": 2, "y": 5, "z": 8}, "odd": {"x": 9, "y": 5, "z": 1}}
    given = contest(cards, criterion("c", "0", "10"))
    assert [line.name for line in panel_report(given).lines if line.deviates_most] == ["Odd"]
    assert lines(given)["Odd"].agreement == pytest.approx(-1)


def test_perfect_agreement_has_alpha_one_and_nothing_to_compare_has_none():
    same = {"a": {"x": 1, "y": 5}, "b": {"x": 1, "y": 5}}
    assert panel_report(contest(same, criterion("c", "0", "10"))).alpha == pytest.approx(1)
    assert panel_report(contest({"a": {"x": 1}}, criterion("c", "0", "10"))).alpha is None
    assert panel_report(contest({"a": {"x": 5}, "b": {"x": 5}}, criterion("c", "0", "10"))).alpha is None


def test_krippendorffs_own_example():
    """The four observers of "Computing Krippendorff's Alpha-Reliability" (2011): 0.849 for interval data."""
    rows = {
        "a": "1 2 3 3 2 1 4 1 2 * * *",
        "b": "1 2 3 3 2 2 4 1 2 5 * 3",
        "c": "* 3 3 3 2 3 4 2 2 5 1 *",
        "d": "1 2 3 3 2 4 4 1 2 5 1 *",
    }
    cards = {judge: {f"u{n}": int(mark) for n, mark in enumerate(row.split()) if mark != "*"} for judge, row in rows.items()}
    assert panel_report(contest(cards, criterion("c", "0", "10"))).alpha == pytest.approx(0.849, abs=0.0005)


def test_a_judge_without_marks_or_with_equal_ones_is_no_error():
    told = lines(contest({"a": {"x": 5, "y": 5}, "b": {"x": None}}, criterion("c", "0", "10")))
    assert (told["A"].agreement, told["B"].mean, told["B"].marks) == (None, None, 0)


def test_the_report_is_on_the_page(admin_client, gala):
    gala.score(gala.bob, gala.red, "5", "5")
    page = admin_client.get(url(gala)).content.decode()
    assert "Krippendorff" in page


def test_the_live_page_says_where_the_board_stands(admin_client, gala):
    page = admin_client.get(f"/admin/events/event/{gala.event.pk}/live/")
    published = Board.objects.get()
    assert page.status_code == 200
    assert f"{published.published_epoch}.{published.published_version}" in page.content.decode()
    assert "up to date" in page.content.decode()
    Board.objects.update(version=published.version + 1)
    assert "behind" in admin_client.get(f"/admin/events/event/{gala.event.pk}/live/").content.decode()
    gala.event.status = "draft"
    gala.event.save()
    assert "A draft has no public board." in admin_client.get(f"/admin/events/event/{gala.event.pk}/live/").content.decode()


def test_the_live_page_is_for_the_events_organisers(client, gala, django_user_model):
    client.force_login(django_user_model.objects.create_user("pia", is_staff=True))
    assert client.get(f"/admin/events/event/{gala.event.pk}/live/").status_code == 403
