"""The panel: which outlets should be heard on a day. An outlet joins on its first visit and leaves when it closes. Its earlier days stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from records.tables import OutletRow


@dataclass(frozen=True)
class PanelOutlet:
    """An outlet on the panel. `region` is None for a national one; `minimum` is in articles a week."""

    name: str
    title: dict[str, str]
    home: str
    country: str
    region: str | None
    languages: tuple[str, ...]
    minimum: int | None = None


def join(session: Session, outlet: PanelOutlet, today: date) -> None:
    """Put an outlet on the panel, or update what is known of it. An outlet that had left and is visited again is back."""
    row = session.get(OutletRow, outlet.name)
    if row is None:
        row = OutletRow(name=outlet.name, listed_on=today)
        session.add(row)
    row.title, row.home, row.country, row.region = outlet.title, outlet.home, outlet.country, outlet.region
    row.languages, row.minimum, row.left_on = list(outlet.languages), outlet.minimum, None
    session.flush()


def leave(session: Session, names: Iterable[str], today: date) -> None:
    """Take closed outlets off the panel from this day on. An outlet that never joined, or has left already, stays as it is."""
    session.execute(update(OutletRow).where(OutletRow.name.in_(list(names)), OutletRow.left_on.is_(None)).values(left_on=today))


def panel_on(session: Session, first: date, last: date) -> list[OutletRow]:
    """The outlets that were on the panel on any day from `first` to `last`, by name."""
    query = select(OutletRow).where(OutletRow.listed_on <= last, or_(OutletRow.left_on.is_(None), OutletRow.left_on > first))
    return list(session.scalars(query.order_by(OutletRow.name)))
