"""By what words the incidents of a book are found. One text is looked through many times faster than twenty thousand, but takes a while to be made: so it is made for
one book, and the books after it look through it too, beside the few incidents that have changed since."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from records.words.asked_words import AskedWord
from reports.cached_incident import CachedIncident, Key


@dataclass(frozen=True)
class JoinedTexts:
    """The keys of all entries one after the other."""

    text: str
    begins: tuple[int, ...]
    """Where those of each begin, and where the last ones end."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "JoinedTexts":
        lines = [f"{one}\n" for one in texts]
        return cls("".join(lines), tuple(accumulate(map(len, lines), initial=0)))

    def places(self, part: str) -> Iterator[int]:
        """The places of the entries in whose keys this stands."""
        at = self.text.find(part)
        while at >= 0:
            place = bisect_right(self.begins, at) - 1
            yield place
            at = self.text.find(part, self.begins[place + 1])


@dataclass(frozen=True)
class IncidentWords:
    """The entries of the book of one row of the ledger, in their order, and what they say."""

    head: int
    entries: tuple[CachedIncident, ...]
    keys: tuple[Key, ...]

    def make_ready(self) -> None:
        """Work everything out, so that nobody who searches waits for it."""
        _ = self._told, self._said, self._named, self.name_words

    def saying(self, wanted: Sequence[AskedWord]) -> list[int]:
        """The places of those that say all these words, in order."""
        kinds = {word: [told for told in self._told if word.is_said(told)] for word in wanted}
        # By a word that no kind of incident says, and then those that it leaves by the others.
        first = min(wanted, key=lambda word: sum(len(self._told[told]) for told in kinds[word]))
        others = [word for word in wanted if word is not first]
        found = sorted(
            {*(place for told in kinds[first] for place in self._told[told]), *(place for part in first.parts for place in self._said.places(part))}
        )
        if not others:
            return found
        return [place for place in found for text in [self.entries[place].found_by] if all(word.is_said(text) for word in others)]

    def naming(self, wanted: Sequence[AskedWord]) -> list[int]:
        """The places of those of which the names of victims say all these words, in order."""
        found = [{place for part in word.parts for place in self._named.places(part)} for word in wanted]
        return sorted(set.intersection(*found)) if found else []

    def place(self, entry: CachedIncident) -> int | None:
        """Where this entry stands; None where it does not."""
        at = bisect_left(self.keys, entry.key)
        return at if at < len(self.keys) and self.keys[at] == entry.key else None

    @cached_property
    def _told(self) -> dict[str, list[int]]:
        """The kinds of incidents, and the places of those of each."""
        found: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            found.setdefault(entry.told, []).append(place)
        return found

    @cached_property
    def _said(self) -> JoinedTexts:
        return JoinedTexts.of(f"{entry.searched}{entry.headlined}" for entry in self.entries)

    @cached_property
    def _named(self) -> JoinedTexts:
        return JoinedTexts.of(entry.named for entry in self.entries)

    @cached_property
    def name_words(self) -> dict[str, dict[str, str]]:
        """The words of all names as they are written, by their rough letters, and those by the first of them."""
        known: dict[str, dict[str, str]] = {}
        for entry in self.entries:
            for letters, written in entry.name_words:
                known.setdefault(letters[:1], {}).setdefault(letters, written)
        return known
