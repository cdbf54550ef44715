"""Persons: names beside a role or an outlet, brought to the nominative as far as simple rules go."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from classify.languages.russian import russian_nominative
from classify.languages.stem import nominative as kazakh_nominative
from classify.marks import Marks, Press
from classify.words import Words

# How many words may stand between a role and its name (корреспондент областного телеканала «Х» Имя Фамилия).
_REACH = 5
_LONGEST_NAME = 3
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
_LETTERS = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?$")
# Capitalised words that open sentences, abbreviations, bodies: no part of a person's name.
_NO_NAME = """в на по из за об от до он она они это как но а и с у к о что для при его её мы я вы не там тут так все всё ещё уже после когда где
    бұл ол сол осы олар мен және ал бірақ бүгін кеше өз бір екі оның одан соның кейін сонда
    the a an he she they it in on at by for of and but this that his her who when while after as to from two three five many police
    тв рк ук кр кнб мвд сми дп ао тоо оқо бақ қр жшс facebook instagram telegram youtube whatsapp twitter tiktok zoom rfe rl
    союз союза комитет фонд фонда агентство агентства министерство генпрокуратура сенат мажилис парламент президент суд
    одағы комитеті қоры министрлігі президенті сенаты радио radio free europe liberty reporters without borders committee"""
_NOT_NAMES = frozenset(_NO_NAME.split())
_SURNAME = re.compile(
    r"(?:ов|ев|ёв|ин|ын|ский|цкий|их|ых|ко|юк|ук|ян|дзе|швили|ова|ева|ёва|ина|ына|ская|цкая|ұлы|улы|қызы|кызы|тегі|бек|бай|хан|ай|ыр"
    r"|ов[аоуы]\w*|ев[аоуы]\w*)$"
)
_PATRONYMIC = re.compile(r"(?:ович|евич|овна|евна|улы|ұлы|кызы|қызы)")


@dataclass(frozen=True, slots=True)
class Name:
    """A person named at words start to end; `hint` is victim (the press), official, or other."""

    name: str
    start: int
    end: int
    hint: str
    sentence: int


def attach_names(marks: Marks, lang: str) -> list[Name]:
    """Finds names introduced by a press role, and adds every later mention of their surnames to the press mentions of `marks`."""
    words = marks.words
    closed = _words_of(marks, ("outlet",), ("official", "other"))
    found: dict[int, tuple[Name, float]] = {}
    strengths: dict[int, float] = {}
    for start, end, outlet in _names_at_outlets(marks, lang, closed):
        found[start] = Name(_nominative(words, start, end, lang, ""), start, end, "victim", outlet.sentence), _AT_OUTLET
    for role in [mention for mention in marks.press if mention.code in ("role", "crew", "blogger") and mention.strength >= _LIVING]:
        strength = _strength(role, closed)
        for start, end in _names_of(role, words, closed):
            name = Name(_nominative(words, start, end, lang, words.forms[role.start]), start, end, "victim", role.sentence)
            found[start] = name, max(strength, found.get(start, (name, 0.0))[1])
        strengths[role.start] = strength
    marks.press = [replace(mention, strength=strengths.get(mention.start, mention.strength)) for mention in marks.press]
    if not found:
        found = {name.start: (name, _PROTAGONIST) for name in _protagonist(marks, lang, closed)}
    _add_mentions(marks, lang, found)
    return sorted((name for name, _ in found.values()), key=lambda name: name.start)


def _words_of(marks: Marks, codes: Collection[str], kinds: Collection[str]) -> set[int]:
    """The words of press mentions of these codes and of hits of these kinds."""
    numbers = {at for mention in marks.press if mention.code in codes for at in range(mention.start, mention.end)}
    return numbers | {at for kind in kinds for hit in marks.of(kind) for at in range(hit.start, hit.end)}


def _add_mentions(marks: Marks, lang: str, found: dict[int, tuple[Name, float]]) -> None:
    words = marks.words
    taken = {at for mention in marks.press for at in range(mention.start, mention.end)}
    for name, strength in found.values():
        surname = _stem(words.forms[name.end - 1], lang)
        for at, form in enumerate(words.forms):
            if words.capital[at] and at not in taken and len(surname) >= 4 and form.startswith(surname) and len(form) - len(surname) <= 5:
                taken.add(at)
                marks.press.append(Press(at, at + 1, "person", min(_BY_ROLE, strength), words.sentence_of(at), name.name))
    marks.press.sort(key=lambda mention: mention.start)


def _names_at_outlets(marks: Marks, lang: str, closed: set[int]) -> Iterator[tuple[int, int, Press]]:
    """Full names bound to an outlet without any role: Имя Фамилия из Orda.kz, Name Surname of an outlet, Orda.kz-тен Аты Тегі."""
    words = marks.words
    for outlet in [mention for mention in marks.press if mention.code == "outlet"]:
        first, last = words.sentences[outlet.sentence]
        if lang == "kk":
            parted = outlet.end < last and words.forms[outlet.end] in _KAZAKH_FROM
            at = outlet.end + 1 if parted else outlet.end
            if (parted or words.forms[outlet.end - 1].endswith(_KAZAKH_FROM)) and at < last and _opens_name(words, at, closed):
                end = _name_end(words, at, last, closed)
                if end - at >= 2:
                    yield at, end, outlet
        elif outlet.start - 1 > first and words.forms[outlet.start - 1] in _FROM[lang]:
            start = _name_start(words, outlet.start - 1, first, closed)
            if outlet.start - 1 - start >= 2:
                yield start, outlet.start - 1, outlet


def _protagonist(marks: Marks, lang: str, closed: set[int]) -> list[Name]:
    """The person an article is about, where a press role stands early but not beside the name: a full name in the lead, or one told again."""
    words = marks.words
    if not any(m.sentence <= _EARLY and m.strength >= 0.6 and m.code in ("role", "blogger") for m in marks.press):
        return []
    officials = {hit.start for hit in marks.of("official")}
    for number, (first, last) in enumerate(words.sentences[: _EARLY + 1]):
        for at, end in _full_names(words, first, last, closed, lang):
            surname = _stem(words.forms[end - 1], lang)
            if len(surname) < 4 or not officials.isdisjoint(range(max(first, at - 4), at)):
                continue
            if number <= 1 or at == first or any(words.forms[i].startswith(surname) and words.capital[i] for i in range(end, len(words.forms))):
                return [Name(_nominative(words, at, end, lang, ""), at, end, "victim", number)]
    return []


def _strength(role: Press, closed: set[int]) -> float:
    near = range(role.start - 3, role.end + 4)
    return max(role.strength, _MADE_SURE) if role.strength < _WEAK_ROLE and not closed.isdisjoint(near) else role.strength


def _names_of(role: Press, words: Words, closed: set[int]) -> Iterator[tuple[int, int]]:
    """Names after a role, and those joined to them by commas and "and"; where there are none, the name before it."""
    first, last = words.sentences[role.sentence]
    at = role.end
    while at < min(last, role.end + _REACH) and not _opens_name(words, at, closed):
        if not words.capital[at] and at not in closed and words.forms[at] in _NOT_NAMES and at > role.end + 1:
            break
        at += 1
    found = False
    while at < last and _opens_name(words, at, closed):
        end = _name_end(words, at, last, closed)
        if end - at >= 2 or at == role.end:
            found = True
            yield at, end
        at = end + 1 if end < last and words.forms[end] in _AND else end
    if not found:
        yield from _name_before(role, words, first, closed)


def _name_before(role: Press, words: Words, first: int, closed: set[int]) -> Iterator[tuple[int, int]]:
    """Lukpan Akhmedyarov, editor of …; Айдос Садыков, автор канала."""
    end = role.start
    while end > first and role.start - end < 4 and (end - 1 in closed or not words.capital[end - 1]):
        end -= 1
    start = _name_start(words, end, first, closed)
    if end - start >= 2:
        yield start, end


def _opens_name(words: Words, at: int, closed: Collection[int]) -> bool:
    if not words.capital[at] or at in closed or words.forms[at] in _NOT_NAMES or not _LETTERS.match(words.forms[at]):
        return False
    return not words.original(at, at + 1).isupper()


def _name_end(words: Words, start: int, last: int, closed: Collection[int]) -> int:
    end = start + 1
    while end < last and end - start < _LONGEST_NAME and words.joined[end] and _opens_name(words, end, closed):
        end += 1
    return end


def _name_start(words: Words, end: int, first: int, closed: Collection[int]) -> int:
    start = end
    while start > first and end - start < _LONGEST_NAME and _opens_name(words, start - 1, closed) and (start == end or words.joined[start]):
        start -= 1
    return start


def _full_names(words: Words, first: int, last: int, closed: Collection[int], lang: str) -> Iterator[tuple[int, int]]:
    at = first
    while at < last:
        end = _name_end(words, at, last, closed) if _opens_name(words, at, closed) else at + 1
        if end - at >= 2 and _is_full_name(words, at, end, lang):
            yield at, end
        at = end


def other_names(marks: Marks, lang: str, places: set[int], known: list[Name]) -> list[Name]:
    """Full names elsewhere in the text, with the hint that the title before them gives."""
    words = marks.words
    closed = _words_of(marks, ("outlet", "watchdog"), ("official", "other", "country")) | places
    closed |= {at for name in known for at in range(name.start, name.end)}
    titles = {at: hit.phrase.code for hit in marks.of("official") for at in range(hit.start, hit.end)}
    names = []
    for number, (first, last) in enumerate(words.sentences):
        for at, end in _full_names(words, first, last, closed, lang):
            hint = next((titles[before] for before in range(at - 1, max(first, at - 6) - 1, -1) if before in titles), "")
            names.append(Name(_nominative(words, at, end, lang, ""), at, end, hint, number))
    return names


def _is_full_name(words: Words, start: int, end: int, lang: str) -> bool:
    if lang == "en":
        return True
    return any(_SURNAME.search(words.forms[at]) for at in range(start, end)) or bool(_PATRONYMIC.search(words.forms[end - 1]))


def _stem(surname: str, lang: str) -> str:
    """The part of a surname that stays through its cases."""
    if lang == "en":
        return surname.removesuffix("'s").removesuffix("’s")
    if lang == "kk":
        return kazakh_nominative(surname)
    if surname.endswith(("овой", "евой", "иной")):
        return surname[:-2]
    return re.sub("(?:ом|ем|ым|ой|ый|ий|ого|ому|[аеуыюяиьй])$", "", surname) if len(surname) > 5 else surname


def _nominative(words: Words, start: int, end: int, lang: str, role: str) -> str:
    parts = [words.original(at, at + 1) for at in range(start, end)]
    if lang == "en":
        return " ".join(part.removesuffix("'s").removesuffix("’s") for part in parts)
    if lang == "kk":
        return " ".join([*parts[:-1], kazakh_nominative(parts[-1])])
    return " ".join(russian_nominative(parts, role))
