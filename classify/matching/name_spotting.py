"""Finds names of persons in a text by their shape: listed given names, endings of surnames, patronymics, initials.

Every sequence of capitalised words is looked at once. `evidence` says how much the words themselves show. The caller adds what stands beside them (a
role, a title).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from classify.matching.name_shapes import (
    AREA_AFTER,
    BEFORE_OUTLETS,
    CHILD,
    GLUED,
    INITIALS,
    KAZAKH_PLACE,
    LATIN,
    LETTERS,
    LOCATIVE,
    NAMED_AFTER,
    NO_SURNAMES,
    NOT_NAME_STEM,
    NOT_NAMES,
    PATRONYMIC,
    STREET_AFTER,
    has_shape,
    is_given,
    is_opener,
)
from classify.text.words import ArticleWords
from records.persons.given_names import is_given_name

# What a run of words says for being a person: a listed given name, a surname's ending, two words without either; then, for one word alone, the same.
LISTED, BY_ENDING, BY_SHAPE = 1.0, 0.8, 0.4
GIVEN, SINGLE, BARE = 0.4, 0.2, 0.1
_LONGEST_RUN = 8


@dataclass(frozen=True, slots=True)
class Spotted:
    """A name at words start to end; its parts are as in the text. `evidence` says how surely its shape makes it a person."""

    start: int
    end: int
    sentence: int
    evidence: float


def spot_names(words: ArticleWords, lang: str, closed: Collection[int]) -> list[Spotted]:
    """Every sequence of words that may name a person, in reading order. Words in `closed` (outlets, places, roles) belong to no name."""
    spotted: list[Spotted] = []
    for number, (first, last) in enumerate(words.sentences):
        at = first
        while at < last:
            end = _run_end(words, at, last, closed) if words.capital[at] else at
            if end == at:
                at += 1
                continue
            spotted.extend(_names_in(words, at, end, number, lang, at > first and at - 1 in closed))
            at = end
    return spotted


def may_open(words: ArticleWords, at: int, closed: Collection[int]) -> bool:
    """Whether the word may be part of a name: it is capitalised, made of letters, and no abbreviation, institution or adverb."""
    form = words.forms[at]
    if not words.capital[at] or at in closed:
        return False
    if is_initial(words, at) or GLUED.match(form):
        return True
    if form in NOT_NAMES or not LETTERS.match(form) or NOT_NAME_STEM.match(form):
        return False
    return not words.original(at, at + 1).isupper() or is_given_name(form)


def is_initial(words: ArticleWords, at: int) -> bool:
    """Whether it is an initial: А. or А.Н. before or after a surname. A single letter counts only with its full stop."""
    return bool(INITIALS.match(words.forms[at])) and words.capital[at] and "." in words.text[words.starts[at] : words.ends[at] + 1]


def _run_end(words: ArticleWords, start: int, last: int, closed: Collection[int]) -> int:
    end = start
    while end < last and end - start < _LONGEST_RUN and (may_open(words, end, closed) or _closes_name(words, start, end)):
        if end > start and not _touches(words, end):
            break
        if end > start and _is_latin(words.forms[end]) != _is_latin(words.forms[end - 1]):
            break
        end += 1
    return end


def _touches(words: ArticleWords, at: int) -> bool:
    """Whether only a space, a hyphen or an initial's full stop stands between a word and the one before."""
    between = words.text[words.ends[at - 1] : words.starts[at]]
    return between in (" ", "-", "\xa0", "") or (is_initial(words, at - 1) and between.strip(" \xa0") in (".", ""))


def _closes_name(words: ArticleWords, start: int, at: int) -> bool:
    """Whether a capitalised word after a listed given name is the surname, even if it is a plain word elsewhere: Борис Нам, Kirill Ten, Самат
    Әкім."""
    if at == start or not words.capital[at] or not words.joined[at] or not LETTERS.match(words.forms[at]):
        return False
    form = words.forms[at]
    if form in NO_SURNAMES or NOT_NAME_STEM.match(form) or words.original(at, at + 1).isupper() or LOCATIVE.search(form):
        return False
    return at - 1 == start and is_given_name(words.forms[at - 1])


def _is_latin(form: str) -> bool:
    return bool(LATIN.match(form))


def _names_in(words: ArticleWords, start: int, end: int, sentence: int, lang: str, titled: bool) -> Iterator[Spotted]:
    """The names in a sequence of capitalised words. `titled`: it stands after a role or a title."""
    if _is_title(words, start, end) or _is_street_before(words, start, sentence):
        return
    if (
        end < words.sentences[sentence][1]
        and words.joined[end]
        and STREET_AFTER.match(words.forms[end])
        and not (titled and AREA_AFTER.match(words.forms[end]))
    ):
        end -= 1 if end - start > 2 else end - start
    if lang == "kk" and end > start and KAZAKH_PLACE.search(words.forms[end - 1]):
        # Айгерім Тілеуова Ақтаудағы базарда: the last word is where, the others who.
        end = end - 1 if end - start > 2 else start
    if end == start:
        return
    if lang != "en" and _is_latin(words.forms[start]) and not is_given_name(words.forms[start]):
        return
    if end - start > 1 and words.sentences[sentence][0] == start and is_opener(words.forms[start], lang):
        start += 1
    quoted = words.text[max(0, words.starts[start] - 1) : words.starts[start]] in tuple('«“"„')
    forms = [words.forms[at] for at in range(start, end)]
    given = [number for number, form in enumerate(forms) if is_given(form, lang)]
    if (quoted and (len(forms) == 1 or not given)) or (lang == "en" and not given and _is_outlet_before(words, start, sentence)):
        return
    if given:
        name = _around_given(words, start, end, start + given[0], sentence, lang)
        yield name
        # Two persons side by side: министр Аида Балаева Ботагөз Омароваға қатысты.
        if end - name.end >= 2 and words.forms[name.end] in (forms[number] for number in given):
            yield from _names_in(words, name.end, end, sentence, lang, titled=False)
    else:
        yield _by_shape(words, start, end, sentence, lang)


def _around_given(words: ArticleWords, start: int, end: int, given: int, sentence: int, lang: str) -> Spotted:
    """The given name with the surname before or after it, and a patronymic or a second part of the surname."""
    first = given
    shaped_before = given > start and has_shape(words.forms[given - 1], lang)
    shaped_after = given + 1 < end and has_shape(words.forms[given + 1], lang)
    if given > start and ((shaped_before and not shaped_after) or given == end - 1):
        first -= 1
    last = min(end, given + 2)
    if last < end and (lang == "en" or is_initial(words, last - 1) or _goes_on(words, last) or CHILD.search(words.forms[last - 1])):
        last += 1
    whole = last - first > 1 or bool(CHILD.search(words.forms[given]))
    return Spotted(first, last, sentence, LISTED if whole else GIVEN)


def _by_shape(words: ArticleWords, start: int, end: int, sentence: int, lang: str) -> Spotted:
    initials = [at for at in range(start, end) if is_initial(words, at)]
    if initials and end - start > 1:
        surname = next((at for at in range(start, end) if at not in initials), start)
        return Spotted(start, surname + 1 if surname > start else initials[-1] + 1, sentence, BY_ENDING)
    shaped = next((at for at in range(start, end) if has_shape(words.forms[at], lang) or GLUED.match(words.forms[at])), None)
    if shaped is None:
        return Spotted(start, min(end, start + 3), sentence, BARE if end - start == 1 else BY_SHAPE)
    first = max(start, shaped - 1)
    last = shaped + 1
    if last < end and (shaped == start or PATRONYMIC.search(words.forms[shaped]) or _goes_on(words, last)):
        last += 1
    whole = last - first > 1 or bool(GLUED.match(words.forms[shaped]) or CHILD.search(words.forms[shaped]))
    return Spotted(first, last, sentence, BY_ENDING if whole else SINGLE)


def _goes_on(words: ArticleWords, at: int) -> bool:
    """Whether the word is a patronymic, or the second half of a double surname."""
    return bool(CHILD.search(words.forms[at])) or words.text[words.ends[at - 1] : words.starts[at]] == "-"


def _is_title(words: ArticleWords, start: int, end: int) -> bool:
    """Whether the words fill their quotation marks; then they are the name of a newspaper or a shop."""
    before = words.text[max(0, words.starts[start] - 1) : words.starts[start]]
    after = words.text[words.ends[end - 1] : words.ends[end - 1] + 1]
    return before in tuple('«“"„') and after in tuple('»”"“')


def _is_street_before(words: ArticleWords, start: int, sentence: int) -> bool:
    first = words.sentences[sentence][0]
    if start <= first or not words.joined[start] or not NAMED_AFTER.match(words.forms[start - 1]):
        return False
    return start - 2 < first or words.forms[start - 2] != "по"


def _is_outlet_before(words: ArticleWords, start: int, sentence: int) -> bool:
    """Whether an outlet follows: reporter for Current Time, the weekly Granit."""
    return start > words.sentences[sentence][0] and words.forms[start - 1] in BEFORE_OUTLETS
