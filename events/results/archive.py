"""The whole public event as plain files that any web server, or no server at all, can show for ever.

The very pages of the site are rendered on a base of their own (no script, no navigation of the site), and every
link in them is led to a file beside them or taken away.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from events import board
from events.board import dumps
from events.explanation import PublishedTeam, published_teams
from events.live.frames import board_html
from events.live.routing import path_to
from events.look import PublicLook, logo_of, look_of, stylesheet
from events.results.packing import pack
from events.results.pdf import results_pdf
from events.results.reading import Results
from events.results.tables import csv_of, json_of, xlsx_of
from events.work import counted

LINK = re.compile(r' (href|src)="([^"#]*)(#[^"]*)?"')
BASE = "results/archive_base.html"

MAKERS: dict[str, Callable[[Results], bytes]] = {"pdf": results_pdf, "xlsx": xlsx_of, "csv": csv_of, "json": json_of}


@dataclass
class Site:
    """The copy while it is made: which address of the site became which file, and the files so far."""

    names: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)

    def add_page(self, name: str, html: str) -> None:
        """A page, its links led to the files of the copy; the style sheets and pictures that it names come along."""
        self.files[name] = LINK.sub(lambda found: self._led(name, *found.groups("")), html).encode()

    def _led(self, page: str, attribute: str, address: str, fragment: str) -> str:
        if not address or address.startswith("data:"):
            return f' {attribute}="{address}{fragment}"'
        if address.startswith(settings.STATIC_URL):
            self._bring(address)
        target = self.names.get(address)
        if target is None:
            return ""  # a page of the site that the copy does not have: the words stay, the link goes
        way = posixpath.relpath(target, posixpath.dirname(page) or ".")
        return f' {attribute}="{way}{fragment}"'

    def _bring(self, address: str) -> None:
        name = address.removeprefix(settings.STATIC_URL).partition("?")[0]
        target = f"static/{name}"
        if target not in self.files:
            found = finders.find(name)
            self.files[target] = Path(found).read_bytes() if found else _collected(name)
        self.names[address] = target


def _collected(name: str) -> bytes:
    with staticfiles_storage.open(name) as held:
        return bytes(held.read())


@dataclass(frozen=True)
class WholeResults(Results):
    """The results with every team's derivation, all of one moment."""

    teams: tuple[PublishedTeam, ...]


def read_whole(results: Results) -> WholeResults:
    """The board as it is public now, which may be newer than these results: derivations are kept of the newest alone."""
    with board.consistent_read():
        snapshot = board.read_public(results.snapshot.slug) or results.snapshot
        return WholeResults(results.event, snapshot, tuple(published_teams(snapshot)))


def archive_of(results: WholeResults) -> bytes:
    """The copy as a zip."""
    return pack(archive_files(results), results.at)


def archive_files(results: WholeResults) -> dict[str, bytes]:
    """The copy as files by path; index.html is where to begin."""
    teams, slug = results.teams, results.snapshot.slug
    names = dict(zip((team.row["team"] for team in teams), _file_names(team.row["team"] for team in teams), strict=True))
    look = look_of(results.event)
    site = Site(_addresses(slug, names))
    _add_look(site, results, look)
    site.add_page("index.html", _index(results, look))
    for team in counted(teams, "pages", gettext_lazy("Making the pages")):
        name = names[team.row["team"]]
        site.add_page(f"teams/{name}.html", render_to_string("events/team.html", team._asdict() | {"base": BASE, "look": look}))
        site.files[f"teams/{name}.json"] = _derivation(team)
    site.files["board.json"] = results.snapshot.text.encode()
    for form, make in MAKERS.items():
        site.files[f"results.{form}"] = make(results)
    return {name: site.files[name] for name in sorted(site.files, key=lambda name: (name.count("/"), name))}


def _index(results: Results, look: PublicLook | None) -> str:
    context = {"results": results, "event": results.event, "board_html": board_html(results.snapshot), "base": BASE, "look": look}
    return render_to_string("results/results.html", context)


def _add_look(site: Site, results: Results, look: PublicLook | None) -> None:
    """The organiser's colours and logo, as files beside the pages."""
    if look is None:
        return
    own = results.event.look
    site.names[look.stylesheet] = "look.css"
    site.files["look.css"] = stylesheet(own.accent, own.ground).encode()
    if look.logo:
        site.names[look.logo] = "logo.png"
        site.files["logo.png"] = logo_of(results.event)


def _derivation(team: PublishedTeam) -> bytes:
    return dumps(team.document).encode()


def _file_names(codes: Iterable[str]) -> list[str]:
    """A file name for each team that every file system takes: "a" and "A" are one file to some of them."""
    taken: dict[str, int] = {}
    names = []
    for code in codes:
        stem = f"team-{code}"
        number = taken[stem.lower()] = taken.get(stem.lower(), 0) + 1
        names.append(stem if number == 1 else f"{stem}--{number}")
    return names


def _addresses(slug: str, names: dict[str, str]) -> dict[str, str]:
    """Which address of the site is which file."""
    here = {reverse(f"events:results-{form}", args=[slug]): f"results.{form}" for form in MAKERS}
    here |= {reverse(f"events:{page}", args=[slug]): "index.html" for page in ("event", "results")}
    here[path_to("board", slug)] = "board.json"
    for code, name in names.items():
        here[reverse("events:team", args=[slug, code])] = f"teams/{name}.html"
        here[f"{path_to('board', slug)}/teams/{code}"] = f"teams/{name}.json"
    return here
