"""GET /api/judge/desk: everything that one judge is to score, as it stands; a phone keeps it and works offline."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from judging.api_identity import AUTH, own_judge
from judging.desk_document import desk_document
from judging.identity import JudgeRequest
from judging.presence import note_seen
from judging.shapes import Code, CurrentSheet, Problem

router = Router(tags=["Judging"])


class EventShape(BaseModel):
    slug: str
    name: str
    status: str
    timezone: str


class JudgeShape(BaseModel):
    code: str
    name: str
    head: bool


class LevelShape(BaseModel):
    points: str
    text: str


class RangeShape(BaseModel):
    low: float
    high: float


class CriterionShape(BaseModel):
    code: str
    name: str
    min: str
    max: str
    step: str | None
    weight: str
    levels: list[LevelShape]
    mine: bool = Field(description="Whether this judge gives it in any sheet of the round")
    usual: RangeShape | None = Field(description="Where the other judges' marks mostly lie; null while there are too few to tell")


class StoredSheet(CurrentSheet):
    state: Literal["", "board", "pending", "unconfirmed", "frozen", "private"] = Field(
        description="How far it has got, as in the answer to a submit; empty where nothing was ever sent"
    )


class TeamShape(BaseModel):
    code: str
    name: str
    organisation: str
    order: int | None
    table: str = Field(description="Where the team stands in the hall; empty where that is not told")
    status: str
    state: Literal["open", "begun", "done", "returned", "closed"]
    why_closed: str = Field(description="Why this sheet takes no marks now; empty while it does")
    criteria: list[str] = Field(description="The codes of the criteria on this sheet")
    sheet: StoredSheet
    returned_note: str = Field(description="What the head judge says, until the sheet is sent again")


class RoundShape(BaseModel):
    code: str
    name: str
    status: str
    open: bool = Field(description="Whether every sheet of it takes this judge's marks now")
    why_closed: str
    criteria: list[CriterionShape]
    teams: list[TeamShape]


class PanelShape(BaseModel):
    code: str
    name: str
    received: int
    expected: int


class DeskDocument(BaseModel):
    """One judge's desk. Of the others on the panel it tells how many sheets they have sent, and no mark."""

    event: EventShape
    judge: JudgeShape
    drafts: bool = Field(description="Whether a sheet may be sent before it is complete")
    rehearsal: bool = Field(description="Whether a rehearsal is on: what is given now is wiped with it")
    generation: int = Field(description="To be sent along with sheets: one made before a rehearsal began or was wiped is refused")
    cursor: str = Field(description="The cursor of the desk feed that this desk is at least as new as")
    rounds: list[RoundShape]
    panel: list[PanelShape]
    feed: dict[str, Any] = Field(description="What the desk feed tells of this judge's desk while the desk is as it is here")


@router.get(
    "/judge/desk",
    auth=AUTH,
    response={200: DeskDocument, frozenset({400, 401, 403, 404}): Problem},
    summary="One judge's desk",
    operation_id="read_desk",
)
def read_desk(
    request: JudgeRequest,
    response: HttpResponse,
    event: Annotated[Code, Query(description="The event's slug")],
    judge: Annotated[Code, Query(description="The judge's code; must be the token's own judge")],
) -> dict[str, Any]:
    """Everything that this judge is to score: rounds, criteria, teams in running order, and what each sheet holds."""
    me = own_judge(request.auth, event, judge)
    note_seen(me)
    response["Cache-Control"] = "no-store"
    return desk_document(me)
