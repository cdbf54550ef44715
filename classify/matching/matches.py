"""The matches of the lexicon in an article, with their positions. `classify.scoring` weighs them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from classify.matching.lexicon import LEXICA, Hit, load_lexicon
from classify.text.words import ArticleWords
from records.language.letters import KAZAKH_LETTER

_FIRST = frozenset({"mask", "press", "outlet", "title", "medium", "official", "other"})
_SECOND = frozenset({"cue", "sure", "negation", "hypothetical", "topic", "followup", "report", "outcome", "actor"})
_DATE_KINDS = frozenset({"month", "weekday", "day", "unit", "shift", "period", "season", "refer", "dated", "hour"})
_THIRD = _DATE_KINDS | {"country", "seat", "because"}
_FRAME = frozenset({"frame"})
_FOOTER = frozenset({"footer"})
_LATIN_WORD = re.compile("[a-z][a-z0-9.-]+")
# Public sites and social networks, which are not the press.
_NOT_PRESS_NAMES = frozenset(
    {"facebook", "youtube", "instagram", "telegram", "tiktok", "twitter", "whatsapp", "google", "wikipedia", "vk", "ebay", "amazon", "egov", "kaspi", "netflix", "zoom"}
)  # fmt: skip
_LONGEST_LATIN = 3
_DOMAIN = re.compile(r"[\w-]\.(?:kz|media)$")
# Addresses under .kz that belong to the state or to shops, not to the press.
_NOT_PRESS_DOMAINS = frozenset(
    {"gov.kz", "egov.kz", "akorda.kz", "primeminister.kz", "kazhydromet.kz", "parlam.kz", "kaspi.kz", "krisha.kz", "olx.kz", "kolesa.kz", "zan.kz"}
)
# Words that begin another clause: in «уточнили в полиции, журналисты живут здесь» nobody told reporters anything.
_CLAUSE = re.compile("[,:;]")
_QUOTED = re.compile('[«“"„]([^«»“”"„\n]{2,60})[»”"“]')
# Kazakh verbs are negated by a suffix after the stem: ұстал-ма-ды, қамал-ма-ған.
_KAZAKH_DENIAL = re.compile("^(?:ма|ме|ба|бе|па|пе)(?:д|ғ|г|й|с|п|у)")
# In a phrase such as "не пустил*" the negation itself is the act.
_DENIALS = frozenset({"не", "ни", "not", "n't", "never", "no"})
_DENIED = 0.1
# A quoted title of a known outlet, and a quoted name next to a media word.
_QUOTED_STRENGTH = 0.7
_UNQUOTED_STRENGTH = 0.5
_PER_WORD = 0.15


@dataclass(frozen=True, slots=True)
class PressMention:
    """A mention of the press, words start to end: a role, a crew, an outlet, or a person introduced by a role.

    `strength` is lower in a frame such as "told reporters".
    """

    start: int
    end: int
    code: str
    strength: float
    sentence: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """An act against somebody.

    `sure`: the phrase itself names the press. `damp`: the factor left by negation and conditionals.
    """

    start: int
    end: int
    code: str
    weight: float
    sentence: int
    sure: bool = False
    damp: float = 1.0


@dataclass
class Matches:
    """Everything found in one text, or in one section of it."""

    words: ArticleWords
    lang: str = ""
    folded: bool = False
    """Whether the text was transliterated from Latin or Arabic letters."""
    press: list[PressMention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    masked: set[int] = field(default_factory=set)

    def of(self, kind: str) -> list[Hit]:
        return self.hits.get(kind, [])

    def press_spans(self) -> dict[int, int]:
        """Return the first word of each press mention, and the word after it; of several that begin together, the longest."""
        spans: dict[int, int] = {}
        for mention in self.press:
            spans[mention.start] = max(mention.end, spans.get(mention.start, 0))
        return spans


class MatchFinder:
    """A finder of matches in texts of one language. `folded`: the text was transliterated into Cyrillic from Latin or Arabic letters."""

    def __init__(self, lang: str, *, folded: bool = False, lexica: Path = LEXICA) -> None:
        self.lang = lang
        self.folded = folded
        self.main = load_lexicon(lang, folded=folded, folder=lexica)
        # Footers are always found by the usual tables, so that a second reading has the same sentences.
        self._footers = load_lexicon(lang, folded=folded)
        # Kazakh pages quote whole Russian passages, and Russian pages Kazakh ones.
        guest = {"kk": "ru", "ru": "kk"}.get(lang)
        self.guest = load_lexicon(guest, folder=lexica) if guest else None

    def press_of(self, words: ArticleWords) -> Matches:
        """Find mentions of the press by role and by name of outlet: the first pass.

        A frame such as "told reporters" lowers their strength.
        """
        marks = Matches(words, self.lang, self.folded)
        words.sentences[:] = [span for span in words.sentences if not self._is_footer(words, span)]
        for hit in self._find(words, {}, _FIRST):
            if hit.phrase.kind == "mask":
                marks.masked.update(range(hit.start, hit.end))
            marks.hits.setdefault(hit.phrase.kind, []).append(hit)
        press_hits = [hit for kind in ("press", "outlet") for hit in marks.of(kind) if marks.masked.isdisjoint(range(hit.start, hit.end))]
        marks.press = [*_as_press(words, press_hits), *self._domains(words), *self._quoted(marks), *self._unquoted(marks)]
        marks.press = [mention for mention in _longest(marks.press) if words.is_read(mention.start)]
        self._frames(marks)
        return marks

    def _is_footer(self, words: ArticleWords, span: tuple[int, int]) -> bool:
        return span[1] - span[0] <= 12 and any(hit.start == span[0] for hit in self._footers.find(words.forms, span, {}, _FOOTER))

    def rest_of(self, marks: Matches) -> None:
        """Find acts and everything else: the second pass, when persons are known."""
        words, spans = marks.words, marks.press_spans()
        for hit in self._find(words, spans, _SECOND):
            if marks.masked.isdisjoint(range(hit.start, hit.end)):
                marks.hits.setdefault(hit.phrase.kind, []).append(hit)
        for hit in self._find(words, spans, _THIRD):
            marks.hits.setdefault(hit.phrase.kind, []).append(hit)
        marks.cues = list(self._cues(marks))

    def _frames(self, marks: Matches) -> None:
        left: dict[int, float] = {}
        for hit in self._find(marks.words, marks.press_spans(), _FRAME):
            marks.hits.setdefault("frame", []).append(hit)
            for at in range(hit.start, hit.end):
                if at > hit.start and _CLAUSE.search(marks.words.text, marks.words.ends[at - 1], marks.words.starts[at]):
                    break
                left[at] = min(left.get(at, 1.0), hit.phrase.weight)
        starts = {mention.start for mention in marks.press}
        for mention in marks.press:
            # Liter сайтының редакторы жеткізді: the outlet of somebody who only passes the news on counts no more than he does.
            if mention.code == "outlet" and mention.end in left and mention.end in starts:
                left[mention.start] = min(left.get(mention.start, 1.0), left[mention.end])
        marks.press = [replace(mention, strength=min(mention.strength, left.get(mention.start, 1.0))) for mention in marks.press]

    def _cues(self, marks: Matches) -> Iterator[Cue]:
        denied = {hit.end for hit in marks.of("negation")} if self.lang != "kk" else set()
        denied_after = {hit.start for hit in marks.of("negation")} if self.lang == "kk" else set()
        doubtful = {marks.words.sentence_of(hit.start): hit.phrase.weight for hit in marks.of("hypothetical")}
        weak = {at for mention in marks.press if mention.strength < 0.25 for at in range(mention.start, mention.end)}
        strong = {at for mention in marks.press if mention.strength >= 0.25 for at in range(mention.start, mention.end)}
        for kind in ("cue", "sure"):
            for hit in marks.of(kind):
                phrase_denies = any(element.words & _DENIALS for element in hit.phrase.elements)
                inside = set(range(hit.start, hit.end))
                if kind == "sure" and inside & weak and not inside & strong:
                    continue
                sentence = marks.words.sentence_of(hit.start)
                damp = doubtful.get(sentence, 1.0)
                if not phrase_denies and ({hit.start, hit.end - 1} & denied or hit.end in denied_after or self._denied_by_suffix(marks.words, hit)):
                    damp = _DENIED
                yield Cue(hit.start, hit.end, hit.phrase.code, hit.phrase.weight, sentence, kind == "sure", damp)

    def _denied_by_suffix(self, words: ArticleWords, hit: Hit) -> bool:
        if self.lang != "kk":
            return False
        last = words.forms[hit.end - 1]
        stem = hit.phrase.elements[-1].stem_in(last)
        return bool(_KAZAKH_DENIAL.match(last[len(stem) :]))

    def _find(self, words: ArticleWords, spans: dict[int, int], kinds: frozenset[str]) -> Iterator[Hit]:
        for span in words.sentences:
            yield from self.main.find(words.forms, span, spans, kinds)
            if self.guest is not None and self._is_foreign(words, span):
                own_spans = {(hit.start, hit.end) for hit in self.main.find(words.forms, span, spans, kinds)}
                yield from (hit for hit in self.guest.find(words.forms, span, spans, kinds) if (hit.start, hit.end) not in own_spans)

    def _is_foreign(self, words: ArticleWords, span: tuple[int, int]) -> bool:
        """Return whether a sentence looks written in the other of kk and ru.

        Such a sentence has many Kazakh letters in a Russian text, or hardly any in a Kazakh one.
        """
        if span[1] - span[0] < 4:
            return False
        letters = len(KAZAKH_LETTER.findall(words.original(*span)))
        count = span[1] - span[0]
        return letters < count * 0.3 if self.lang == "kk" else letters > count * 0.5

    def _domains(self, words: ArticleWords) -> Iterator[PressMention]:
        for number, form in enumerate(words.forms):
            if "." in form and _DOMAIN.search(form) and form not in _NOT_PRESS_DOMAINS:
                yield PressMention(number, number + 1, "outlet", 0.5, words.sentence_of(number), words.original(number, number + 1))

    def _quoted(self, marks: Matches) -> Iterator[PressMention]:
        """Yield names in quotation marks that are a known title, or are next to a word such as газета, арнасы, newspaper."""
        words = marks.words
        at_offset = {start: number for number, start in enumerate(words.starts)}
        media = {hit.start for hit in marks.of("medium")}
        titles = {hit.start: hit for hit in marks.of("title")}
        for match in _QUOTED.finditer(words.text):
            first = at_offset.get(match.start(1))
            if first is None:
                continue
            last = first
            while last < len(words.forms) and words.starts[last] < match.end(1):
                last += 1
            title = titles.get(first)
            is_known_title = title is not None and title.end == last
            if is_known_title or (last - first <= 4 and words.capital[first] and ({first - 1, first - 2, last, last + 1} & media)):
                name = title.phrase.code if is_known_title and title is not None else match.group(1).strip()
                yield PressMention(first, last, "outlet", _QUOTED_STRENGTH, words.sentence_of(first), name)

    def _unquoted(self, marks: Matches) -> Iterator[PressMention]:
        """Yield names in Latin letters next to such a word in a Cyrillic text: издание Orda, журнал ADAM bol, Ulysmedia порталы."""
        words = marks.words
        for hit in marks.of("medium") if self.lang != "en" and not self.folded else ():
            first, end = words.sentences[words.sentence_of(hit.start)]
            if self.lang == "kk":
                start, last = hit.start, hit.start
                while start > first and hit.start - start < _LONGEST_LATIN and _is_latin_name(words, start - 1) and words.joined[start]:
                    start -= 1
            else:
                start, last = hit.end, hit.end
                while last < end and last - hit.end < _LONGEST_LATIN and words.joined[last] and _is_latin_name(words, last):
                    last += 1
            if start < last and words.capital[start]:
                yield PressMention(start, last, "outlet", _UNQUOTED_STRENGTH, words.sentence_of(start), words.original(start, last))


def _is_latin_name(words: ArticleWords, at: int) -> bool:
    """Return whether it is a word of a name in Latin letters; it may begin with a small letter (ADAM bol)."""
    return bool(_LATIN_WORD.fullmatch(words.forms[at])) and words.forms[at] not in _NOT_PRESS_NAMES


def quoted_words(words: ArticleWords) -> set[int]:
    """Return the words of short quoted names (рынок «Шалкар»), which name no town."""
    spans = [match.span(1) for match in _QUOTED.finditer(words.text) if match.group(1).count(" ") < 3]
    numbers: set[int] = set()
    at = 0
    for start, end in spans:
        while at < len(words.starts) and words.starts[at] < start:
            at += 1
        while at < len(words.starts) and words.starts[at] < end:
            numbers.add(at)
            at += 1
    return numbers


def _as_press(words: ArticleWords, hits: Iterable[Hit]) -> Iterator[PressMention]:
    for hit in hits:
        kind, code, weight, _ = hit.phrase
        named = kind == "outlet"
        yield PressMention(hit.start, hit.end, "outlet" if named else code, weight, words.sentence_of(hit.start), code if named else "")


def _longest(mentions: list[PressMention]) -> list[PressMention]:
    """Return the mentions in reading order; of overlapping ones the stronger and longer (глава Союза журналистов, not журналистов)."""
    chosen: list[PressMention] = []
    covered: set[int] = set()
    for mention in sorted(mentions, key=lambda m: (-m.strength - _PER_WORD * (m.end - m.start), m.start)):
        span = range(mention.start, mention.end)
        if covered.isdisjoint(span):
            chosen.append(mention)
            covered.update(span)
    return sorted(chosen, key=lambda m: m.start)
