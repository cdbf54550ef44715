"""Words that the yearly report says several times: a share of a whole, and what the types of attack hold."""

from collections.abc import Iterator

from records.vocabulary import BY_GRAVITY, JfjType
from reports.publications import wording
from reports.publications.document_tree import TextRun
from reports.publications.figures import Figure


def share_of(part: Figure, whole: Figure) -> TextRun:
    """A part in per cent of a whole, opening its records; a dash of nothing."""
    return TextRun(wording.percent(part.value / whole.value), part.numbers) if whole.value else TextRun("—")


def jfj_kinds() -> Iterator[tuple[JfjType, str]]:
    """Each type with its categories, the gravest first. Names of categories hold commas, so that they are parted by semicolons."""
    for kind in JfjType:
        yield kind, "; ".join(wording.category(category) for category in BY_GRAVITY if category.facts.jfj is kind)
