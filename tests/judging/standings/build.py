"""Small contests in few words, for tests of the engine."""

from decimal import Decimal

from judging.standings import Contest, Criterion, Judge, Mark, Round, Rules, Team, compute


def criterion(code="c", low="-1000", high="1000", **more):
    more = {name: Decimal(value) if name in ("step", "weight") else value for name, value in more.items()}
    return Criterion(code, code.title(), Decimal(low), Decimal(high), **more)


def number(text):
    return None if text is None else Decimal(str(text))


def contest(cards, *criteria, rounds=None, teams=None, judges=None, **rules):
    """`cards` is {judge: {team: marks}}; marks is a number, {criterion: number} or {round: {criterion: number}}."""
    rounds = rounds or (Round("r", "R", criteria or (criterion(),)),)
    codes = list(dict.fromkeys(team for card in cards.values() for team in card))
    adjustments, lots = rules.pop("adjustments", ()), rules.pop("lots", ())
    return Contest(
        rules=Rules(**rules),
        teams=tuple(teams or (Team(code, code.title(), order) for order, code in enumerate(codes, 1))),
        judges=tuple(judges or (Judge(code, code.title()) for code in cards)),
        rounds=tuple(rounds),
        marks=[
            mark for judge, card in cards.items() for team, given in card.items() for mark in _marks(rounds, judge, team, given)
        ],
        adjustments=tuple(adjustments),
        lots=tuple(lots),
    )


def _marks(rounds, judge, team, given):
    if not isinstance(given, dict):
        given = {rounds[0].criteria[0].code: given}
    if not set(given) <= {round_.code for round_ in rounds} or given.keys() & {c.code for c in rounds[0].criteria}:
        given = {rounds[0].code: given}
    for round_, marks in given.items():
        for code, points in marks.items():
            yield Mark(round_, judge, team, code, number(points))


def placings(**teams):
    """A dance: each team's places by judge, as in place(a="421") for the places 4, 2 and 1."""
    size = len(next(iter(teams.values())))
    cards = {f"j{n}": {team: int(places[n]) for team, places in teams.items()} for n in range(size)}
    return contest(cards, method="placings")


def dances(*tables):
    """Several dances, each {team: "421"}."""
    rounds = tuple(Round(f"d{n}", f"Dance {n}", (criterion("place", "1", "20"),)) for n in range(len(tables)))
    size = len(next(iter(tables[0].values())))
    cards = {
        f"j{judge}": {team: {f"d{n}": {"place": int(table[team][judge])} for n, table in enumerate(tables)} for team in tables[0]}
        for judge in range(size)
    }
    return contest(cards, rounds=rounds, method="placings")


def totals(given):
    """{team: total as text} of a contest, in board order."""
    return {row.team: row.total for row in compute(given).rows}


def ranks(given):
    """{team: rank} of a contest, in board order."""
    return {row.team: row.rank for row in compute(given).rows}
