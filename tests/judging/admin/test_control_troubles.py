"""What the control room says is wrong: every trouble is a sentence with its way out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.models import Round, Screen, Webhook
from judging.models import CopyClock, Judge, Presence
from judging.safety import keeper
from tests.judging.admin.room import page, url

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_judge_far_under_the_middle_is_behind(admin_client, gala):
    cyd = Judge.objects.create(event=gala.event, name="Cyd")
    cyd.assignments.create(round=gala.final)
    for judge in (gala.ann, gala.bob):
        for team in (gala.red, gala.green):
            gala.score(judge, team, "5", "5")
    context = admin_client.get(url(gala)).context
    assert {row["now"].judge.name: row["now"].behind for row in context["panel"]} == {"Ann": False, "Bob": False, "Cyd": True}
    assert "Far behind the other judges: Cyd (0/3)." in [each.words for each in context["troubles"]]


def test_every_trouble_is_a_sentence_with_its_way_out(admin_client, gala, settings):
    settings.BACKUP_DIR = ""
    Presence.objects.create(judge=gala.ann, seen_at=timezone.now())
    Screen.objects.create(event=gala.event, name="Hall", last_seen=timezone.now() - timedelta(minutes=5))
    Webhook.objects.create(event=gala.event, url="https://example.org/x", failures=3, result="503")
    Round.objects.create(event=gala.event, name="Gala night", status="open").criteria.create(name="Style")
    Round.objects.filter(pk=gala.final.pk).update(ends_at=datetime(2001, 1, 1, 9, tzinfo=UTC))
    words = [each.words for each in admin_client.get(url(gala)).context["troubles"]]
    assert words == [
        "Final was to end by now (2001-01-01 09:00) and is still open: lock it below, or set another end on its page.",
        "Gala night has no judges: assign some in the planner.",
        "Not heard of for a quarter of an hour, with sheets to give: Bob. Ask them, or give them a new link.",
        "No word from the screen Hall: look whether its computer is on and has network.",
        "https://example.org/x did not take the board (503). It is tried again by itself.",
        "No copies are made: BACKUP_DIR is set empty.",
    ]


@pytest.mark.parametrize(("judges", "told"), [
    (6, "N. 1, N. 2, N. 3, N. 4, N. 5, N. 6."),
    (40, 'N. 1, N. 2, N. 3, N. 4, N. 5 <a href="#panel-title">and 35 more</a>.'),
])  # fmt: skip
def test_of_many_silent_judges_the_first_are_named_and_the_rest_found_in_the_panel(admin_client, gala, judges, told):
    gala.event.judges.all().delete()
    for number in range(1, judges + 1):
        Judge.objects.create(event=gala.event, name=f"N. {number}").assignments.create(round=gala.final)
    text = page(admin_client, gala)
    assert f"with sheets to give: {told} Ask them, or give them a new link." in text
    assert text.count("<strong>never</strong>") == judges
    asked = admin_client.post(url(gala), {"do": "round", "which": gala.final.pk, "seen": "open", "to": "locked"})
    assert ("N. 6 3" in asked.context["question"], "and 35 more." in asked.context["question"]) == (judges == 6, judges == 40)


def test_a_name_in_a_trouble_is_text_and_no_html(admin_client, gala):
    Judge.objects.filter(pk=gala.ann.pk).update(name="<b>Ann")
    assert "with sheets to give: &lt;b&gt;Ann, Bob." in page(admin_client, gala)


def copy_troubles(client, gala):
    return [each.words for each in client.get(url(gala)).context["troubles"] if each.label == "Copies"]


def test_copies_that_fail_are_told_at_once_and_for_as_long_as_they_do(admin_client, gala, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.BACKUP_DIR = str(blocked / "copies")
    keeper.copy_what_is_due()
    failed = "The newest copy could not be made (Not a directory). It is tried again by itself; see whether the disk is full."
    assert copy_troubles(admin_client, gala) == [failed]
    hour_ago = timezone.now() - timedelta(hours=1)
    CopyClock.objects.update(taken_at=hour_ago, claimed_at=hour_ago)
    keeper.copy_what_is_due()
    told = f"{hour_ago:%H:%M}" if hour_ago.date() == timezone.now().date() else f"{hour_ago:%Y-%m-%d %H:%M}"
    since = f"No copy was made since {told}: take one by hand, and see whether the disk is full."
    assert copy_troubles(admin_client, gala) == [failed, since]
    blocked.unlink()
    CopyClock.objects.update(claimed_at=hour_ago)
    assert len(keeper.copy_what_is_due()) == 1
    assert copy_troubles(admin_client, gala) == []


def test_a_tie_across_the_cut_line_is_told(admin_client, gala):
    gala.final.advance = 1
    gala.final.save()
    for team in (gala.red, gala.green):
        gala.score(gala.ann, team, "5", "5")
    assert "1 advance, and Red, Green are tied across the line" in page(admin_client, gala)


@pytest.mark.parametrize("stage", ["draft", "upcoming"])
def test_an_open_round_of_an_event_that_is_not_live_is_told_in_red(admin_client, gala, stage):
    gala.event.status = stage
    gala.event.save()
    told = admin_client.get(url(gala)).context["troubles"][0].words
    assert told == "Final is open, but the event is not live: boards say so, and no copies are made. Go live below."
