"""How figures are printed: one column a contestant, then what was aimed at and what was reached."""

from typing import NamedTuple

Figures = dict[str, float]


class Goal(NamedTuple):
    """A figure and the bound that was set for it."""

    what: str
    seen: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        """Whether it lies within its bound (a figure that is no number does not)."""
        return (self.at_least is None or self.seen >= self.at_least) and (self.at_most is None or self.seen <= self.at_most)

    def __str__(self) -> str:
        bound = f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"
        return f"  {'met   ' if self.met else 'MISSED'}  {self.what}: {self.seen:.1f} ({bound})"


class Report(NamedTuple):
    """A scene's title, its figures by contestant, and its goals."""

    title: str
    rows: dict[str, Figures]
    goals: list[Goal]

    def show(self) -> None:
        """Print it."""
        print(f"\n{self.title}")
        for name, figures in self.rows.items():
            print(f"\n  {name}")
            for key, value in figures.items():
                print(f"    {key:<34}{value:12.1f}")
        print()
        for goal in self.goals:
            print(goal)
