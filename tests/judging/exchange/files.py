"""An event file with everything in it, and what tests of the exchange share."""

import base64
import copy
import io
import json

from PIL import Image

from events.models import Criterion, Event, Team
from judging.exchange import load_event
from judging.models import Assignment, Judge, Mark, Rules, Score, ScoreVersion


def logo_file(size=(40, 20), form="PNG", colour="red", **more):
    """A picture as an event file holds it."""
    drawn = io.BytesIO()
    Image.new("RGBA", size, colour).save(drawn, form, optimize=True, **more)
    return base64.b64encode(drawn.getvalue()).decode()


LOGO = logo_file()
PICTURE = logo_file((64, 36), "WEBP", "navy")
FULL = {
    "format": "scoreboard-event/1",
    "source": "Made up",
    "event": {
        "slug": "full", "name": "Füll", "description": "All there is", "timezone": "Europe/Vienna", "language": "de-AT",
        "status": "upcoming", "detail": "marks",
    },
    "look": {"accent": "#0a7cff", "ground": "#101820", "logo": LOGO},
    "pictures": [{"name": "Sponsor", "data": PICTURE}],
    "rules": {
        "method": "points", "decimals": 2, "shown": 1, "rounding": "half_even", "normalise": "zscore",
        "zscore": {"mean": "50", "deviation": "10.5"}, "drafts": True, "confirm": True, "combine": {"rounds": "best", "count": 2},
        "tie_breaks": [
            {"by": "criteria", "criteria": ["taste"], "round": "one", "prefer": "low", "places": 3},
            {"by": "countback"}, {"by": "raters", "criteria": ["taste"]}, {"by": "round", "round": "two"}, {"by": "highest_mark"},
            {"by": "running_order"}, {"by": "lot"},
        ],
    },
    "divisions": [{"code": "a", "name": "A"}],
    "teams": [
        {"code": "x", "name": "X", "organisation": "Org", "order": 2, "division": "a"},
        {"code": "y", "name": "Y", "order": 1, "status": "withdrawn"},
    ],
    "judges": [{"code": "j", "name": "J", "head": True}, {"code": "k", "name": "K", "status": "withdrawn"}],
    "rounds": [
        {
            "code": "one", "name": "One", "weight": "0.5", "status": "locked", "advance": 1, "confirmed": True,
            "ends_at": "2026-11-24T20:30:00Z",
            "criteria": [
                {
                    "code": "taste", "name": "Taste", "min": "-5", "max": "5", "step": "0.5", "weight": "2",
                    "levels": [{"points": "5", "text": "Heaven"}], "panel": "trimmed_mean", "trim": [1, 0],
                },
                {"code": "look", "name": "Look", "max": "10"},
            ],
        },
        {"code": "two", "name": "Two", "criteria": [{"code": "taste", "name": "Taste", "max": "9.75", "panel": "median"}]},
    ],
    "assignments": [{"judge": "j", "round": "one"}, {"judge": "k", "round": "two", "teams": ["x"], "criteria": ["taste"]}],
    "scores": [
        {
            "round": "one", "judge": "j", "team": "x", "marks": {"taste": "-4.5", "look": None},
            "reasons": {"look": "My cousin"}, "notes": {"team": "Well done", "private": "Shaky"},
        },
        {"round": "two", "judge": "k", "team": "x", "marks": {"taste": "9.75"}},
    ],
    "adjustments": [
        {"team": "x", "round": "one", "points": "-0.25", "reason": "Late"}, {"team": "y", "points": "1", "reason": "!"},
    ],
    "lots": ["y", "x"],
    "links": {"one_device": True, "expire_at": "2026-11-24T20:00:00Z", "days_after_final": 3},
}  # fmt: skip


def load(data, **options):
    return load_event(json.dumps(data), **options)


def counted():
    return [model.objects.count() for model in (Event, Team, Judge, Criterion, Assignment, Score, Mark, ScoreVersion, Rules)]


GONE = object()


def wrong(path, value):
    """FULL with one value changed, by a path such as rounds[0].criteria[1].max; GONE takes it out."""
    data = copy.deepcopy(FULL)
    *parents, last = [int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")]
    place = data
    for part in parents:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return data
