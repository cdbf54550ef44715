"""The incidents of a report by the types of Justice for Journalists and of the current Mapping Media Freedom."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from records.i18n import tr
from records.incident_model import Incident
from records.language.letters import capitalized
from records.vocabulary import CategoryFacts, JfjType, MapmfType
from records.vocabulary.categories import JFJ_LABELS, MAPMF_LABELS
from reports.publications.document_tree import Block
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, figure_of, require_sum

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Taxonomies:
    """The same incidents by the types of two others, each once, by its primary category. Types without incidents are included."""

    jfj: dict[JfjType, Figure]
    mapmf: dict[MapmfType, Figure]


def taxonomies(incidents: Sequence[Incident]) -> Taxonomies:
    """Return the incidents by type."""
    return Taxonomies(_by(incidents, JfjType, lambda facts: facts.jfj), _by(incidents, MapmfType, lambda facts: facts.mapmf))


def require_taxonomies(counts: Taxonomies, total: Figure) -> None:
    """Raise ReportRefused unless each of the two has every incident once."""
    require_sum("Justice for Journalists", counts.jfj.values(), total)
    require_sum("Mapping Media Freedom", counts.mapmf.values(), total)


def taxonomy_tables(columns: Sequence[tuple[str, Taxonomies, Figure]]) -> Iterator[Block]:
    """Yield a table for each of the two. A column has its heading, its figures and its total."""
    heads, totals = (tr("Type"), *(head for head, _, _ in columns)), tuple(total for _, _, total in columns)
    of_jfj = _rows(JFJ_LABELS, [counts.jfj for _, counts, _ in columns])
    of_mapmf = _rows(MAPMF_LABELS, [counts.mapmf for _, counts, _ in columns])
    for caption, rows in (
        (tr("By the Justice for Journalists classification"), of_jfj),
        (tr("By the Mapping Media Freedom classification"), of_mapmf),
    ):
        yield table(caption, heads, [*rows, (tr("In all"), *totals)], sums=[len(rows)])


def _rows(labels: dict[Kind, str], columns: Sequence[dict[Kind, Figure]]) -> list[tuple[Cell, ...]]:
    return [(capitalized(tr(label)), *(column[kind] for column in columns)) for kind, label in labels.items()]


def _by(incidents: Iterable[Incident], kinds: type[Kind], kind_of: Callable[[CategoryFacts], Kind]) -> dict[Kind, Figure]:
    grouped: dict[Kind, list[str]] = {kind: [] for kind in kinds}
    for incident in incidents:
        grouped[kind_of(incident.primary.facts)].append(incident.number)
    return {kind: figure_of(numbers) for kind, numbers in grouped.items()}
