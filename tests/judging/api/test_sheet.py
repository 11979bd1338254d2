"""POST /api/judge/score: what is stored and answered, and every field wrong in turn."""

import json

import pytest
from django.test import Client

from events.live.routing import ROUTES
from judging.models import ScoreVersion
from tests.judging.api.sheets import SHEET, URL, written

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("eventId", "roundId", "teamId", "judgeId")
NO_MARKS = ("x", "", "1e3", True, [], {}, "NaN")


def test_a_sheet_is_stored_and_answered_with_the_cursor_of_a_board_that_has_it(post, gala):
    from events.board import read_public

    answer = post()
    body = answer.json()
    assert answer.status_code == 200
    assert {key: body[key] for key in body if key not in ("cursor", "received_at")} == {
        "success": True,
        "score_version": 1,
        "event": "gala",
        "round": "final",
        "team": "red",
        "judge": "ann",
        "scores": {"style": None, "technique": "7.75"},
        "reasons": {},
        "notes": {"team": "", "private": ""},
        "state": "board",
    }
    assert body["cursor"] == str(read_public("gala").cursor)
    assert ScoreVersion.objects.get().address == "127.0.0.1"


def without(name):
    return {key: value for key, value in SHEET.items() if key != name}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        *((without(name), 400, name) for name in SHEET),
        *((SHEET | {name: value}, 400, name) for name in CODES for value in ("", None, 7, [], "a\x00")),
        *((SHEET | {"scores": value}, 400, "scores") for value in (None, [], "7", 7)),
        *((SHEET | {"scores": {"technique": value, "style": "1"}}, 400, "scores.technique") for value in NO_MARKS),
        *((SHEET | {"base": value}, 400, "base") for value in (-1, "1", 1.5, True, 2**31)),
        (SHEET | {"surprise": 1}, 400, "surprise"),
        *((SHEET | {"reasons": value}, 400, "reasons") for value in ([], "x", 7)),
        *((SHEET | {"reasons": {"style": value}}, 400, "reasons.style") for value in (7, None, "x" * 301, "a\x00")),
        (SHEET | {"reasons": {"technique": "x"}}, 422, "reasons.technique"),
        (SHEET | {"reasons": {"charm": "x"}}, 422, "reasons.charm"),
        *((SHEET | {"notes": value}, 400, "notes") for value in ([], "x", 7)),
        *((SHEET | {"notes": {"team": value}}, 400, "notes.team") for value in (7, "x" * 2001, "a\x00")),
        (SHEET | {"notes": {"public": "x"}}, 400, "notes.public"),
        (SHEET | {"roundId": "nine"}, 404, "roundId"),
        (SHEET | {"teamId": "nobody"}, 404, "teamId"),
        (SHEET | {"eventId": "nowhere"}, 404, "eventId"),
        (SHEET | {"judgeId": "bob"}, 403, "judgeId"),
        (SHEET | {"judgeId": "nobody"}, 403, "judgeId"),
        (SHEET | {"scores": {"technique": "7.7", "style": "1"}}, 422, "scores.technique"),
        (SHEET | {"scores": {"technique": "10.25", "style": "1"}}, 422, "scores.technique"),
        (SHEET | {"scores": {"technique": "-1", "style": "1"}}, 422, "scores.technique"),
        (SHEET | {"scores": {"technique": "1", "style": "1", "charm": "1"}}, 422, "scores.charm"),
        (SHEET | {"scores": {"technique": "1"}}, 422, "scores.style"),
        (SHEET | {"scores": {}}, 422, "scores.style"),
    ],
    ids=lambda part: json.dumps(part)[-40:] if isinstance(part, dict) else None,
)  # fmt: skip
def test_every_field_wrong_in_turn_is_refused_and_nothing_is_written(post, body, status, field):
    answer = post(body)
    assert (answer.status_code, field in answer.json()["fields"]) == (status, True), answer.content
    assert answer.json()["error"]
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "7", b"\xff\xfe", '{"a": 1, "a": 2}', "[" * 50_000, '{"a": "' + "x" * 70_000 + '"}', '{"scores": NaN}'],
)
def test_what_is_no_sheet_at_all_is_refused(post, body):
    answer = post(body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert written() == (0, 0, 0)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(method, gala):
    answer = getattr(Client(), method)(URL)
    assert (answer.status_code, answer["Allow"], answer.json()["error"]) == (405, "POST", "Only POST is allowed here.")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"surprise": 1}, "malformed"),
        ({"eventId": "nowhere"}, "unknown"),
        ({"roundId": "nine"}, "unknown"),
        ({"judgeId": "bob"}, "not_yours"),
        ({"scores": {"technique": "1"}}, "incomplete"),
        ({"scores": {"technique": "11"}}, "out_of_range"),
        ({"scores": {"technique": "1", "charm": "1"}}, "out_of_range"),
        ({"base": 7}, "changed"),
        ({"reasons": {"technique": "x"}}, "out_of_range"),
    ],
)
def test_every_refusal_has_one_word_for_programs(post, change, code):
    assert post(SHEET | change).json()["code"] == code


def test_reasons_and_notes_are_stored_kept_when_absent_and_cleared_when_empty(post):
    sent = SHEET | {"reasons": {"style": "My cousin"}, "notes": {"team": "Well done", "private": "Nervous"}}
    told = [
        post(sent),
        post(SHEET),
        post(SHEET | {"notes": {"private": ""}}),
        post(SHEET | {"reasons": {}}),
    ]
    assert [(answer.json()["reasons"], answer.json()["notes"]) for answer in told] == [
        ({"style": "My cousin"}, {"team": "Well done", "private": "Nervous"}),
        ({"style": "My cousin"}, {"team": "Well done", "private": "Nervous"}),
        ({"style": "My cousin"}, {"team": "Well done", "private": ""}),
        ({}, {"team": "Well done", "private": ""}),
    ]
    versions = ScoreVersion.objects.values_list("number", "reasons", "team_note", "private_note")
    assert list(versions) == [
        (1, {"style": "My cousin"}, "Well done", "Nervous"),
        (2, {"style": "My cousin"}, "Well done", "Nervous"),
        (3, {"style": "My cousin"}, "Well done", ""),
        (4, {}, "Well done", ""),
    ]


def test_a_mark_in_place_of_an_abstention_drops_its_reason(post):
    post(SHEET | {"reasons": {"style": "My cousin"}})
    assert post(SHEET | {"scores": {"technique": "1", "style": "1"}}).json()["reasons"] == {}


def test_nothing_public_tells_a_note_or_a_reason(post, client, gala):
    gala.event.detail = "marks"
    gala.event.save()
    post(SHEET | {"reasons": {"style": "My cousin"}, "notes": {"team": "Well done", "private": "Nervous"}})
    paths = ("/", "/events/gala/", "/events/gala/teams/red/", "/api/scoreboard/gala/teams/red")
    shown = "".join(client.get(path).content.decode() for path in paths)
    assert "Technique" in shown
    assert [word for word in ("My cousin", "Well done", "Nervous") if word in shown] == []


def test_with_drafts_a_partial_sheet_is_stored_and_an_absent_mark_is_not_given_afterwards(post, gala):
    from judging.models import Rules

    Rules.objects.create(event=gala.event, drafts=True)
    post()
    answer = post(SHEET | {"scores": {"style": "1"}})
    assert (answer.status_code, answer.json()["scores"]) == (200, {"style": "1"})


def test_the_documentation_names_every_address(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/judge/desk",
        "/api/judge/score",
        "/api/scoreboard/{slug}/teams/{code}",
        *("/" + route.pattern.replace("<slug:slug>", "{slug}") for route in ROUTES),
    }
    answers = paths["/api/judge/score"]["post"]["responses"]
    assert set(answers) == {"200", "400", "401", "403", "404", "405", "409", "422"}


def test_a_numbers_exact_text_is_kept(post):
    body = json.dumps(SHEET).replace('"7.75"', "7.75")
    assert post(body).json()["scores"]["technique"] == "7.75"
