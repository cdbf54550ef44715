"""Words for what became of a case that stand in the terminal, at the desk and in documents alike."""

from babel.numbers import format_decimal

from records.i18n import formats, ntr, tr
from records.incident_model import Penalty
from records.vocabulary import SENTENCE_KIND_LABELS, TERM_COUNTED


def penalty_words(penalty: Penalty) -> str:
    """What a ruling takes, as «prison, 7 years» or «200 000 KZT»; empty if nothing of it is known."""
    parts = []
    if penalty.kind:
        parts.append(tr(SENTENCE_KIND_LABELS[penalty.kind]))
    if penalty.term is not None and penalty.unit:
        parts.append(ntr(*TERM_COUNTED[penalty.unit], penalty.term).format(n=format_decimal(penalty.term, locale=formats())))
    if penalty.sum is not None:
        parts.append(f"{format_decimal(penalty.sum, locale=formats())} {penalty.currency}")
    return ", ".join(parts)
