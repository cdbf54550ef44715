"""Readable differences of a watched page: which words were removed and added, with a few words of context."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from sqlalchemy.orm import Session

from records import watched_pages
from records.tables import ArticleRow
from records.vocabulary import PageChange

# Unchanged words that are shown on either side of a change.
_CONTEXT = 8
# Two paragraphs with less in common count as two and not as one edited paragraph, since nobody could read such a difference word by word.
_LEAST_LIKENESS = 0.4
_FOLD = "…"
# Words with the following space, so that the joined pieces are the text again.
_TOKEN = re.compile(r"\S+\s*|\s+")
_WORD = re.compile(r"\w+")
# A place with more words than these is shown as a whole, because the cost of comparing words is the product of both numbers.
_LONGEST = 4000


class DiffKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class DiffPiece:
    """Some words in a row with the same change. A long unchanged part may be shortened: "…" replaces what is left out."""

    kind: DiffKind
    text: str


@dataclass(frozen=True)
class ObservedChange:
    """One change of a watched page: when it was seen, its kind, and titles and texts before and after.

    `sha256` is that of the stored page; for a page that is gone, that of the answer that said so.
    """

    at: datetime
    change: PageChange
    title_before: str
    title_after: str
    pieces: tuple[DiffPiece, ...]
    sha256: str


def difference(before: str, after: str, context: int | None = _CONTEXT) -> list[DiffPiece]:
    """Return the pieces of the difference of two texts. `context` is how many unchanged words to show around a change; None shows all.

    Case, punctuation, spaces and line breaks alone are no difference; then the earlier words are shown. Empty if the texts do not differ.
    """
    if _key(before) == _key(after):
        return []
    pieces = _joined(_pieces(_lines(before), _lines(after)))
    return pieces if context is None else _folded(pieces, context)


def changes(session: Session, article_id: str) -> list[ObservedChange]:
    """Return every change that later visits found on an article's page, the oldest first."""
    article = session.get(ArticleRow, article_id)
    if article is None:
        return []
    title, text = article.title, article.text
    observed: list[ObservedChange] = []
    for state in watched_pages.changes_of(session, [article_id]):
        new_title, new_text = (title if state.title is None else state.title), (text if state.text is None else state.text)
        pieces = tuple(difference(text, new_text))
        observed.append(ObservedChange(state.fetched_at, PageChange(state.change or ""), title, new_title, pieces, state.sha256))
        title, text = new_title, new_text
    return observed


def _lines(text: str) -> list[str]:
    """Return paragraphs, each with the line break after it."""
    return [line + "\n" for line in text.split("\n") if line.strip()]


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffPiece]:
    opcodes = SequenceMatcher(None, [_key(line) for line in before], [_key(line) for line in after]).get_opcodes()
    for kind, start, stop, new_start, new_stop in opcodes:
        if kind == "equal":
            yield from (DiffPiece(DiffKind.SAME, line) for line in before[start:stop])
        else:
            yield from _edited(before[start:stop], after[new_start:new_stop])


def _edited(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPiece]:
    """Yield the differences of paragraphs that replaced others, in order."""
    if sum(len(_key(line).split()) for line in (*old, *new)) > _LONGEST:
        yield from (DiffPiece(DiffKind.REMOVED, line) for line in old)
        yield from (DiffPiece(DiffKind.ADDED, line) for line in new)
        return
    here = 0
    for line in old:
        # Each is matched with the first that it may have become, because paragraphs keep their order.
        became = next((place for place in range(here, len(new)) if _alike(line, new[place])), None)
        if became is None:
            yield DiffPiece(DiffKind.REMOVED, line)
            continue
        yield from (DiffPiece(DiffKind.ADDED, other) for other in new[here:became])
        yield from _by_words(_TOKEN.findall(line), _TOKEN.findall(new[became]))
        here = became + 1
    yield from (DiffPiece(DiffKind.ADDED, other) for other in new[here:])


def _alike(first: str, second: str) -> bool:
    words = _key(first).split(), _key(second).split()
    matcher = SequenceMatcher(None, *words, autojunk=False)
    shorter = min(map(len, words))
    if matcher.quick_ratio() >= _LEAST_LIKENESS and matcher.ratio() >= _LEAST_LIKENESS:
        return True
    # A paragraph that was cut to its first sentence, or became longer.
    return shorter >= 3 and sum(block.size for block in matcher.get_matching_blocks()) >= 0.8 * shorter


def _by_words(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPiece]:
    opcodes = SequenceMatcher(None, [_key(word) for word in old], [_key(word) for word in new], autojunk=False).get_opcodes()
    for kind, start, stop, new_start, new_stop in opcodes:
        if kind == "equal":
            yield DiffPiece(DiffKind.SAME, "".join(old[start:stop]))
            continue
        if start < stop:
            yield DiffPiece(DiffKind.REMOVED, "".join(old[start:stop]))
        if new_start < new_stop:
            yield DiffPiece(DiffKind.ADDED, "".join(new[new_start:new_stop]))


def _joined(pieces: Iterable[DiffPiece]) -> list[DiffPiece]:
    joined: list[DiffPiece] = []
    for piece in pieces:
        if joined and joined[-1].kind is piece.kind:
            joined[-1] = DiffPiece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _folded(pieces: Sequence[DiffPiece], context: int) -> list[DiffPiece]:
    folded: list[DiffPiece] = []
    for place, piece in enumerate(pieces):
        if piece.kind is not DiffKind.SAME:
            folded.append(piece)
            continue
        words = _TOKEN.findall(piece.text)
        head = words[:context] if place > 0 else []
        tail = words[-context:] if place < len(pieces) - 1 and context else []
        whole = len(words) <= len(head) + len(tail) + 1
        folded.append(piece if whole else DiffPiece(DiffKind.SAME, f"{''.join(head).rstrip()} {_FOLD} {''.join(tail)}".lstrip()))
    return folded


def _key(text: str) -> str:
    """Return a form in which two texts are equal if their words are, ignoring case and punctuation. A text of signs only stays."""
    return " ".join(_WORD.findall(text.lower())) or text.strip()
