"""Persons of the press: names tied to a role or an outlet, brought to the nominative as far as simple rules can."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from classify.matching.matches import Matches, Press
from classify.matching.name_spotting import BY_SHAPE, SINGLE, Spotted, is_initial, spot_names
from classify.text.russian_names import russian_nominative
from classify.text.words import ArticleWords
from records.words.kazakh_stem import nominative as kazakh_nominative

# How many plain words may stand between a role and its name (корреспондент областного телеканала «Х» Имя Фамилия), and how many of any kind.
_REACH, _WIDE_REACH = 3, 12
# A role this weak (автор, оператор) counts fully once an outlet stands beside it.
_WEAK_ROLE, _MADE_SURE = 0.75, 0.95
# A role must keep this much of its strength to make a person one of the press: whoever only told reporters something is none.
_LIVING = 0.25
# A person is the article's own when named this early (title, then three sentences).
_EARLY = 3
# How strongly a person is tied to the press: by being the article's own, by an outlet after the name, by a role.
_PROTAGONIST, _AT_OUTLET, _BY_ROLE = 0.65, 0.85, 0.9
_FROM = {"ru": frozenset({"из", "с"}), "en": frozenset({"of", "from", "with", "for", "at"})}
_KAZAKH_FROM = ("тан", "тен", "дан", "ден", "нан", "нен", "ның", "нің", "дың", "дің", "тың", "тің", "дағы", "дегі", "тағы", "тегі")
_AND = frozenset({"и", "мен", "және", "and", "пен", "бен"})
# Between a role and the name after it there is no verb: whoever stands behind one is somebody else.
VERB = {
    "ru": re.compile(
        "(?!отдел|дел|канал|телеканал|журнал|портал|филиал|материал|генерал|квартал|вокзал|зала|сериал|капитал|сигнал|школ|сил|стол|пол)"
        r"\w*(?:ал|ил|ел|ыл|ул|ла|ли|ло|ть|ют|ят|ует|ает|еет|яет|лся|лась|лись|лось|ется|ится|вший|вшая|вшего|ющий|ящий)$|(?:котор|что$|как$|не$)"
    ),
    "kk": re.compile(r"\w*(?:ды|ді|ты|ті|ған|ген|қан|кен|ып|іп|деп)$"),
    "en": re.compile(r"\w*(?:ed)$|(?:said|told|hit|beat|took|threw|gave|were|will|would|that|by|against)$"),
}
# Whoever leads a union or a fund for the press speaks about the case, and is its victim only if nobody else is.
_BODY, _LEADS_BODY = re.compile("союз|фонд|одағ|қоры|union|federation|foundation"), 0.45
_IN_APPOSITION = frozenset({"есімді", "атты", "деген", "is", "was", "who"})


@dataclass(frozen=True, slots=True)
class PressName:
    """A person named at words start to end. `hint` is victim (the press), official, or other. `tie` says how surely the person belongs to the
    press."""

    name: str
    start: int
    end: int
    hint: str
    sentence: int
    tie: float = 0.0


def attach_names(marks: Matches, lang: str) -> list[PressName]:
    """Find names introduced by a press role, and add every later mention of their surnames to the press mentions of `marks`."""
    words = marks.words
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    closed = outlets | title_words(marks)
    spotted = [span for span in spot_names(words, lang, closed) if not is_byline(words, span)]
    found: dict[int, PressName] = {}
    strengths: dict[int, float] = {}
    for span, outlet in _names_at_outlets(marks, lang, spotted):
        found[span.start] = _named(words, span, lang, "", _AT_OUTLET, outlet.sentence)
    barriers = {at for kind in ("official", "other") for hit in marks.of(kind) for at in range(hit.start, hit.end)}
    by_sentence: dict[int, list[Spotted]] = {}
    for span in spotted:
        by_sentence.setdefault(span.sentence, []).append(span)
    for role in [mention for mention in marks.press if mention.code in ("role", "crew", "blogger") and mention.strength >= _LIVING]:
        strength = strengths[role.start] = _strength(role, outlets)
        if any(_BODY.match(words.forms[at]) for at in range(role.start, role.end)):
            strength = min(strength, _LEADS_BODY)
        for span in _names_of(role, words, by_sentence.get(role.sentence, []), outlets, barriers, lang):
            known = found.get(span.start)
            found[span.start] = _named(words, span, lang, words.forms[role.end - 1], max(strength, known.tie if known else 0.0), role.sentence)
    marks.press = [replace(mention, strength=strengths.get(mention.start, mention.strength)) for mention in marks.press]
    if not found:
        found = {name.start: name for name in _protagonist(marks, lang, spotted)}
    names = sorted(found.values(), key=lambda name: name.start)
    _add_mentions(marks, lang, names)
    return names


def title_words(marks: Matches) -> set[int]:
    """Words of roles and titles. At the beginning of a sentence they are capitalised (Журналист Ахметов), but no part of the name."""
    hits = [(mention.start, mention.end) for mention in marks.press if mention.code in ("role", "crew", "blogger", "watchdog")]
    hits += [(hit.start, hit.end) for kind in ("official", "other", "country") for hit in marks.of(kind)]
    return {at for start, end in hits for at in range(start, end)}


def _named(words: ArticleWords, span: Spotted, lang: str, role: str, tie: float, sentence: int) -> PressName:
    return PressName(nominative_of(words, span.start, span.end, lang, role), span.start, span.end, "victim", sentence, tie)


def is_byline(words: ArticleWords, span: Spotted) -> bool:
    """Whether a line or sentence at the beginning or end of the text is little more than a name. It is then the author's."""
    first, last = words.sentences[span.sentence]
    place = span.sentence in (0, 1, 2) or span.sentence >= len(words.sentences) - 2
    return place and last - first <= 6 and (last - first) - (span.end - span.start) <= 2 and len(words.sentences) > 3 and span.sentence > 0


def _add_mentions(marks: Matches, lang: str, names: list[PressName]) -> None:
    words = marks.words
    taken = {at for mention in marks.press for at in range(mention.start, mention.end)}
    opening: dict[str, list[int]] = {}
    for at, form in enumerate(words.forms):
        if words.capital[at] and at not in taken:
            opening.setdefault(form[:4], []).append(at)
    surnames: dict[str, PressName] = {}
    for name in names:
        surname = surname_stem(words.forms[name.end - 1], lang)
        if surname not in surnames or surnames[surname].tie < name.tie:
            surnames[surname] = name
    for surname, name in surnames.items():
        for at in opening.get(surname[:4], ()) if len(surname) >= 4 else ():
            if at not in taken and words.forms[at].startswith(surname) and len(words.forms[at]) - len(surname) <= 5:
                taken.add(at)
                marks.press.append(Press(at, at + 1, "person", min(_BY_ROLE, name.tie), words.sentence_of(at), name.name))
    marks.press.sort(key=lambda mention: mention.start)


def _names_at_outlets(marks: Matches, lang: str, spotted: list[Spotted]) -> Iterator[tuple[Spotted, Press]]:
    """Full names tied to an outlet without any role: Имя Фамилия из Orda.kz, Name Surname of an outlet, Orda.kz-тен Аты Тегі."""
    words = marks.words
    opens = {span.start: span for span in spotted if span.end - span.start >= 2}
    ends = {span.end: span for span in spotted if span.end - span.start >= 2}
    for outlet in [mention for mention in marks.press if mention.code == "outlet"]:
        first, last = words.sentences[outlet.sentence]
        if lang == "kk":
            parted = outlet.end < last and words.forms[outlet.end] in _KAZAKH_FROM
            at = outlet.end + 1 if parted else outlet.end
            if at in opens and (parted or words.forms[outlet.end - 1].endswith(_KAZAKH_FROM)):
                yield opens[at], outlet
        else:
            before = outlet.start - 1
            if before > first and words.forms[before] not in _FROM[lang] and words.forms[before - 1] in _FROM[lang]:
                before -= 1
            if before > first and words.forms[before] in _FROM[lang] and before in ends:
                yield ends[before], outlet


def _protagonist(marks: Matches, lang: str, spotted: list[Spotted]) -> list[PressName]:
    """The person whom an article is about, if a press role stands early but not beside the name: a full name in the introduction, or one that
    is repeated."""
    words = marks.words
    if not any(m.sentence <= _EARLY and m.strength >= 0.6 and m.code in ("role", "blogger") for m in marks.press):
        return []
    officials = {at for hit in marks.of("official") for at in range(hit.start, hit.end)}
    for span in spotted:
        if span.sentence > _EARLY:
            break
        first = words.sentences[span.sentence][0]
        surname = surname_stem(words.forms[span.end - 1], lang)
        if span.evidence <= BY_SHAPE or span.end - span.start < 2 or len(surname) < 4:
            continue
        if not officials.isdisjoint(range(max(first, span.start - 4), span.start)):
            continue
        again = any(words.forms[i].startswith(surname) and words.capital[i] for i in range(span.end, len(words.forms)))
        if span.sentence <= 1 or span.start == first or again:
            return [_named(words, span, lang, "", _PROTAGONIST, span.sentence)]
    return []


def _strength(role: Press, outlets: set[int]) -> float:
    near = range(role.start - 3, role.end + 4)
    return max(role.strength, _MADE_SURE) if role.strength < _WEAK_ROLE and not outlets.isdisjoint(near) else role.strength


def _names_of(
    role: Press, words: ArticleWords, spotted: list[Spotted], outlets: Collection[int], barriers: Collection[int], lang: str
) -> Iterator[Spotted]:
    """Names after a role, and those joined to them by commas and "and". If there are none, the name before it."""
    after = [span for span in spotted if span.start >= role.end]
    first = after[0] if after else None
    if first is not None and _reaches(words, role.end, first.start, outlets, barriers, lang) and _is_name(first, role.end):
        yield first
        for span, following in zip(after, after[1:], strict=False):
            gap = range(span.end, following.start)
            if len(gap) > 1 or any(words.forms[at] not in _AND for at in gap) or (not gap and following.evidence < BY_SHAPE):
                break
            yield following
        return
    before = [span for span in spotted if span.end <= role.start]
    if before and before[-1].end - before[-1].start >= 2 and before[-1].evidence >= BY_SHAPE:
        gap = range(before[-1].end, role.start + 1)
        apposed = any(not words.joined[at] or words.forms[at] in _IN_APPOSITION for at in gap)
        if apposed and _reaches(words, before[-1].end, role.start, outlets, barriers, lang):
            yield before[-1]


def _is_name(span: Spotted, end_of_role: int) -> bool:
    return span.evidence >= BY_SHAPE or (span.evidence >= SINGLE and span.start == end_of_role)


def _reaches(words: ArticleWords, start: int, end: int, outlets: Collection[int], barriers: Collection[int], lang: str) -> bool:
    """Whether only attributes and outlets stand between a role and a name."""
    if end - start > _WIDE_REACH:
        return False
    plain = [at for at in range(start, end) if at not in outlets]
    lower = [at for at in plain if not words.capital[at]]
    return len(lower) <= _REACH and not any(at in barriers or VERB[lang].match(words.forms[at]) for at in lower)


def surname_stem(surname: str, lang: str) -> str:
    """The part of a surname (in lower case) that is the same in all its cases."""
    if lang == "en":
        return surname.removesuffix("'s").removesuffix("’s")
    if lang == "kk":
        return kazakh_nominative(surname)
    if surname.endswith(("овой", "евой", "иной", "ыной")):
        return surname[:-2]
    return re.sub("(?:ом|ем|ым|ой|ый|ий|ая|ую|ого|ому|[аеуыюяиьй])$", "", surname) if len(surname) > 4 else surname


def _as_name(word: str) -> str:
    return word.title() if word.isupper() and len(word) > 2 and "." not in word else word


def nominative_of(words: ArticleWords, start: int, end: int, lang: str, role: str = "") -> str:
    """The words of a name in the nominative; hyphens and the full stops of initials are kept."""
    parts = [
        _as_name(words.original(at, at + 1)) + ("." if is_initial(words, at) and not words.original(at, at + 1).endswith(".") else "")
        for at in range(start, end)
    ]
    joints = ["-" if words.text[words.ends[at - 1] : words.starts[at]] == "-" else " " for at in range(start + 1, end)]
    if lang == "en":
        parts = [part.removesuffix("'s").removesuffix("’s") for part in parts]
    elif lang == "kk":
        parts = [*parts[:-1], kazakh_nominative(parts[-1])]
    else:
        parts = russian_nominative(parts, role)
    return parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))
