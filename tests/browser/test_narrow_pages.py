"""Long words beside long figures on a phone: no name is broken, and no field of admin is cut off."""

import json

import pytest

from tests.stack import running

pytestmark = pytest.mark.browser

PHONE, TABLET = (360, 740), (900, 740)
NAMES = ("Technische Umsetzung und Vollständigkeit", "Innovationsgrad", "Wirtschaftlichkeitsbetrachtung")
EVENT = {
    "format": "scoreboard-event/1",
    "event": {"slug": "land", "name": "Land", "language": "de", "detail": "marks"},
    "rules": {"method": "points", "decimals": 6},
    "teams": [{"code": "alpha", "name": "Alpha"}],
    "judges": [{"code": code, "name": code.title()} for code in ("ann", "bob", "cy")],
    "rounds": [
        {
            "code": "final",
            "name": "Finale",
            "criteria": [{"code": f"c{n}", "name": name, "max": "100"} for n, name in enumerate(NAMES)],
        }
    ],
    "scores": [
        {"round": "final", "judge": judge, "team": "alpha", "marks": dict.fromkeys(("c0", "c1", "c2"), mark)}
        for judge, mark in (("ann", "86"), ("bob", "86"), ("cy", "87"))
    ],
}
BOSS = "from django.contrib.auth.models import User; User.objects.create_superuser('boss', password='secret-word')"

# Words that stand on more than one line, and figures that do.
BROKEN = r"""() => [...document.querySelectorAll(".why-criteria tbody :is(th, td:not(.why-given))")].flatMap((cell) => {
  const words = [...cell.firstChild.data.matchAll(/[^\s]+/g)], range = document.createRange();
  return words.filter((word) => {
    range.setStart(cell.firstChild, word.index);
    range.setEnd(cell.firstChild, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((box) => box.top)).size > 1;
  }).map((word) => word[0]);
})"""
# Fields in sight that share a row, and those of them that reach further than it.
CUT = """() => { const all = [...document.querySelectorAll("#rules-group .form-multiline :is(select, input)")];
  const right = (element) => element.getBoundingClientRect().right, fields = all.filter((field) => field.offsetParent);
  const cut = fields.filter((field) => right(field) > right(field.closest(".form-row")));
  return [fields.length, cut.map((field) => field.name)]; }"""


@pytest.fixture(scope="module")
def stack(folder):
    with running("sqlite-daphne", folder) as stack:
        path = folder / "land.event.json"
        path.write_text(json.dumps(EVENT))
        stack.manage("load_event", str(path))
        stack.manage("shell", "-c", BOSS)
        yield stack


@pytest.mark.parametrize("width", [320, 360, 520, 660])
def test_no_criterions_name_is_broken_beside_long_figures(stack, open_page, width):
    page = open_page(stack.first, "/events/land/teams/alpha/", (width, 740))
    assert page.locator(".why-criteria tbody th").all_inner_texts() == list(NAMES)
    assert page.locator(".why-criteria tbody td:not(.why-given)").first.inner_text() == "86,333333"
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_fields_that_share_a_row_of_admin_stay_in_it(stack, open_page, size):
    page = open_page(stack.first, "/admin/", size, locale="de-DE")  # the longer words
    page.get_by_label("Benutzername").fill("boss")
    page.get_by_label("Passwort").fill("secret-word")
    page.get_by_role("button", name="Anmelden").click()
    page.goto("/admin/events/event/")
    page.get_by_role("link", name="Land", exact=True).click()
    page.locator("#rules-group select").first.wait_for()
    assert page.evaluate(CUT) == [9, []]
