"""Why an outlet failed, in words. Apart from the summary of a run, which needs all that a run does."""

from records.i18n import tr
from records.vocabulary import CAUSE_LABELS, FATE_LABELS

# Earlier versions kept fates as causes. Words of causes come first, then words of fates.
_CAUSE_WORDS: dict[str, str] = {code.value: words for labels in (FATE_LABELS, CAUSE_LABELS) for code, words in labels.items()}


def cause_words(cause: str | None) -> str:
    """A cause in words."""
    return tr(_CAUSE_WORDS[cause]) if cause else ""
