"""The causes of failing outlets in words, apart from the summary of a run, which imports all that a run needs."""

from records.i18n import tr
from records.vocabulary import CAUSE_LABELS, FATE_LABELS

# Earlier versions stored fates as causes. The words of causes take precedence.
_CAUSE_WORDS: dict[str, str] = {code.value: words for labels in (FATE_LABELS, CAUSE_LABELS) for code, words in labels.items()}


def cause_words(cause: str | None) -> str:
    """Return a cause in words; empty for None."""
    return tr(_CAUSE_WORDS[cause]) if cause else ""
