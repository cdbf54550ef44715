"""Article texts of the press: seeded, varied, in Kazakh, Russian and English, no two alike.

A text is a tuple of blocks. Blocks of the kinds in `TRUE_KINDS` are the true body; the others are what a real editor puts between its paragraphs
and what an extractor must leave out.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from tests.press.language import en, kk, ru
from tests.press.language.grammar import Grammar

Lang = Literal["kk", "ru", "en"]
Kind = Literal["lede", "para", "short", "quote", "heading", "list", "pull", "readalso", "figure", "box", "credit"]

GRAMMARS: dict[str, Grammar] = {"kk": kk.GRAMMAR, "ru": ru.GRAMMAR, "en": en.GRAMMAR}
TRUE_KINDS = frozenset({"lede", "para", "short", "quote", "heading", "list", "pull"})
_SHARED_RUN = 6  # words: no two sentences of a press share a longer run, so no two articles share one of eight
_SHINGLE = 4
_UPDATED = {"kk": "толықтырылды", "ru": "дополнено", "en": "updated"}
_TRIES = 40
_LEAST_WORDS = 90  # so that no honest article is taken for a stub


def words(text: str) -> list[str]:
    """The words of a text for comparing: NFC, lower case, no soft hyphens, no punctuation."""
    plain = unicodedata.normalize("NFC", text).replace("\u00ad", "").casefold()
    return re.findall(r"\w+", plain)


@dataclass(frozen=True)
class Block:
    """One block of an article's page: a paragraph, a heading, a list, or something that is not its text."""

    kind: Kind
    text: str
    items: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The words of the block as lines."""
        return "\n".join(self.items) if self.items else self.text


@dataclass(frozen=True)
class Text:
    """One article as its author wrote it."""

    lang: Lang
    title: str
    blocks: tuple[Block, ...]
    author: str

    @property
    def body(self) -> str:
        """The true body: what an extractor must keep, in order."""
        return "\n".join(block.plain for block in self.blocks if block.kind in TRUE_KINDS)

    @property
    def lede(self) -> str:
        """The first paragraph, as lists and feeds quote it."""
        return self.blocks[0].text


@dataclass(frozen=True)
class Remark:
    """What one reader wrote under an article."""

    nick: str
    text: str


class Writer:
    """Writes texts from one seed; remembers what it wrote, so that nothing is said twice."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._runs: set[tuple[str, ...]] = set()
        self._shingles: set[tuple[str, ...]] = set()

    def article(self, lang: Lang) -> Text:
        """A new article of 4 to 12 paragraphs with title and author."""
        rng = self._rng
        blocks = [Block("lede", self._paragraph(lang, 14, 32))]
        blocks += [self._body_block(lang) for _ in range(rng.randint(3, 11))]
        while sum(len(words(block.text)) for block in blocks) < _LEAST_WORDS:
            blocks.append(Block("para", self._paragraph(lang, 25, 58)))
        if len(blocks) >= 6:
            self._insert_section(lang, blocks)
        if rng.random() < 0.3:
            blocks.insert(rng.randint(2, len(blocks)), Block("pull", self._fresh(lang, "pull")))
        return Text(lang, self._fresh(lang, "title"), tuple(self._furnish(lang, blocks)), self.say(lang, "author"))

    def say(self, lang: Lang, rule: str) -> str:
        """One line by a rule of the language's grammar, not remembered."""
        return GRAMMARS[lang].say(rule, self._rng)

    def remarks(self, lang: Lang, count: int) -> tuple[Remark, ...]:
        """Comments of readers."""
        return tuple(Remark(self.say(lang, "nick"), self.say(lang, "comment")) for _ in range(count))

    def near_copy(self, text: Text) -> Text:
        """The same article as another desk reprints it: one word more in the title, one sentence more at the end."""
        more = Block("short", self._fresh(text.lang, "sentence"))
        last = max(place for place, block in enumerate(text.blocks) if block.kind in TRUE_KINDS)
        return replace(text, title=f"{text.title} ({_UPDATED[text.lang]})", blocks=(*text.blocks[: last + 1], more, *text.blocks[last + 1 :]))

    def _body_block(self, lang: Lang) -> Block:
        chance = self._rng.random()
        if chance < 0.12:
            return Block("short", self._fresh(lang, "short"))
        if chance < 0.34:
            return Block("quote", self._fresh(lang, "quote"))
        return Block("para", self._paragraph(lang, 25, 58))

    def _insert_section(self, lang: Lang, blocks: list[Block]) -> None:
        """A subheading in the second half, often with a list behind it."""
        place = self._rng.randint(3, len(blocks) - 1)
        section = [Block("heading", self._fresh(lang, "heading"))]
        if self._rng.random() < 0.5:
            items = tuple(self._fresh(lang, "item") for _ in range(self._rng.randint(3, 5)))
            section += [Block("para", self._paragraph(lang, 12, 30)), Block("list", "", items)]
        blocks[place:place] = section

    def _furnish(self, lang: Lang, blocks: list[Block]) -> list[Block]:
        """The blocks with what the editors put between them."""
        rng = self._rng
        if rng.random() < 0.7:
            blocks.insert(rng.choice((1, 1, 2)), Block("figure", self.say(lang, "caption")))
        if rng.random() < 0.7:
            blocks.insert(rng.randint(2, max(2, len(blocks) - 1)), Block("readalso", ""))
        blocks.insert(len(blocks) // 2 + 1, Block("box", ""))
        if rng.random() < 0.6:
            blocks.append(Block("credit", self.say(lang, "credit")))
        return blocks

    def _paragraph(self, lang: Lang, least: int, most: int) -> str:
        sentences: list[str] = []
        size = 0
        while size < least and len(sentences) < 4:
            sentence = self._fresh(lang, "sentence")
            if sentences and size + len(words(sentence)) > most + 12:
                break
            sentences.append(sentence)
            size += len(words(sentence))
        return " ".join(sentences)

    def _fresh(self, lang: Lang, rule: str) -> str:
        """A line by the rule that repeats as little as possible of what was written before."""
        best, best_share = "", 2.0
        for _ in range(_TRIES):
            line = self.say(lang, rule)
            found = words(line)
            if _ngrams(found, _SHARED_RUN) & self._runs:
                continue
            shingles = _ngrams(found, _SHINGLE)
            share = len(shingles & self._shingles) / len(shingles) if shingles else 0.0
            if share < best_share:
                best, best_share = line, share
            if best_share < 0.12:
                break
        if not best:
            raise RuntimeError(f"the {lang} grammar has nothing new for {rule!r}: use fewer articles or more words")
        self._runs |= _ngrams(words(best), _SHARED_RUN)
        self._shingles |= _ngrams(words(best), _SHINGLE)
        return best


def _ngrams(found: list[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(found[start : start + size]) for start in range(len(found) - size + 1)}
