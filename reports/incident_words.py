"""By what words the incidents of a book are found. To lay the words of twenty thousand together takes a while: so it is done for one book, and the books after it look there too,
beside the few incidents that have changed since."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from records.words.asked_words import AskedWord
from reports.cached_incident import CachedIncident, Key


@dataclass(frozen=True)
class KeyPlaces:
    """Under each key the places of the entries that have it, in order."""

    places_of: Mapping[str, Sequence[int]]
    keys: Sequence[str]
    """All keys, sorted: those that begin alike stand together."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "KeyPlaces":
        """Of such texts as `records.words.word_keys.searched_in` makes."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for key in set(text.split()):
                found.setdefault(key, []).append(place)
        return cls(found, sorted(found))

    def places(self, part: str) -> Iterator[int]:
        """The places of the entries in whose keys a part (`AskedWord.parts`) stands: a key between two spaces, or, after one, what keys begin with. A place may come more than once."""
        begin = part[1:]
        if begin.endswith(" "):
            yield from self.places_of.get(begin[:-1], ())
            return
        for at in range(bisect_left(self.keys, begin), len(self.keys)):
            if not self.keys[at].startswith(begin):
                return
            yield from self.places_of[self.keys[at]]


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
    def _said(self) -> KeyPlaces:
        return KeyPlaces.of(f"{entry.searched}{entry.headlined}" for entry in self.entries)

    @cached_property
    def _named(self) -> KeyPlaces:
        return KeyPlaces.of(entry.named for entry in self.entries)

    @cached_property
    def name_words(self) -> dict[str, dict[str, str]]:
        """The words of all names as they are written, by their rough letters, and those by the first of them."""
        known: dict[str, dict[str, str]] = {}
        for entry in self.entries:
            for letters, written in entry.name_words:
                known.setdefault(letters[:1], {}).setdefault(letters, written)
        return known
