"""What somebody typed into a search, as words: which of them must be there, and which must not."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from records.words.word_keys import asked_keys, begun, words_in

# What is typed beyond this is not read: a search of more words finds nothing that some of them would not find.
LONGEST = 1000
MOST_WORDS = 12
# Of a shorter word, also once its letters are folded (ккккк), the first letters say too little to look for all that begins so.
SHORTEST_BEGINNING = 3
_MINUS = ("-", "−", "–")


@dataclass(frozen=True)
class AskedWord:
    """One word: the keys of which one must be there, or the beginnings of keys (none: it is meant whole)."""

    written: str
    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What one of stands in such a text as `word_keys.searched_in` makes where it says the word. What begins with a beginning that is looked for need not be looked for."""
        whole = [f" {key} " for key in self.keys if not (self.beginnings and key.startswith(self.beginnings))]
        return (*whole, *(f" {one}" for one in self.beginnings))

    def is_said(self, searched: str) -> bool:
        """Whether it stands in such a text as `word_keys.searched_in` makes."""
        return any(part in searched for part in self.parts)

    def is_key(self, keys: Iterable[str]) -> bool:
        """Whether a word of a text with these keys is meant."""
        return any(key in self.keys or (self.beginnings and key.startswith(self.beginnings)) for key in keys)


@dataclass(frozen=True)
class AskedWords:
    """All words that were asked for. `left_out`: words were left out, since there were too many."""

    wanted: tuple[AskedWord, ...] = ()
    unwanted: tuple[AskedWord, ...] = ()
    left_out: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def are_said(self, searched: str) -> bool:
        """Whether a text of keys (`word_keys.searched_in`) has all wanted words, and none that is unwanted."""
        return all(word.is_said(searched) for word in self.wanted) and not any(word.is_said(searched) for word in self.unwanted)


@lru_cache(maxsize=1000)
def asked_words(typed: str) -> AskedWords:
    """The words of what was typed. A word in quotation marks is meant whole, and so is what `word_keys.begun` says; of any other, with three letters or more, also
    what begins so. A minus before a word
    leaves out what has it. Signs say nothing else, and what holds no letter and no figure asks for nothing: it narrows
    nothing beside words, and finds nothing alone."""
    read = typed[:LONGEST]
    wanted: dict[AskedWord, None] = {}
    unwanted: dict[AskedWord, None] = {}
    left_out = len(typed) > LONGEST
    for found in words_in(read):
        quoted = sum(map(read[: found.start()].count, '"«»“”„')) % 2 == 1
        keys = asked_keys(found[0])
        if not keys:
            continue
        if len(wanted) + len(unwanted) >= MOST_WORDS:
            left_out = True
            break
        minus = read[: found.start()].endswith(_MINUS) and read[: found.start() - 1][-1:].strip() == ""
        beginnings = () if quoted or minus else tuple(one for one in begun(found[0]) if len(one) >= SHORTEST_BEGINNING)
        word = AskedWord(found[0], keys, beginnings)
        (unwanted if minus else wanted)[word] = None
    return AskedWords(tuple(wanted), tuple(unwanted), left_out)
