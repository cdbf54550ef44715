"""The names that must not leave the house, and what stands in their place: for a victim the profession, for a text that names her a mark.

A text is left out whole. The words around a name, her given name, her father's, what she looks like, tell as much as the surname.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import product
from typing import Any, TypeVar
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import kept, tr
from records.incident_model import Incident, Source, Victim
from records.language.names import is_given_name, name_parts, normal_form, plain_form
from records.persons.name_search import SHORTEST_ALONE, HandleSearch, NameSearch, families, spelled
from records.persons.repository import KnownPerson, persons_of, profession_word
from records.tables import PersonRow

# Short surnames (Ким, Цой, Пак) in a text: letter by letter, in cases and in Latin letters, with a capital. In rough letters too many words are the same.

# How each letter of such a surname may be written in Latin letters; a letter that is not here stands for itself.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v w", "г": "g", "ғ": "g gh", "д": "d", "е": "e ye", "ё": "yo e", "ж": "zh j", "з": "z", "и": "i ee", "й": "y i j",
    "к": "k", "қ": "q k", "л": "l", "м": "m", "н": "n", "ң": "n ng", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u oo", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh h", "һ": "h", "ц": "ts tz c ch", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y i", "і": "i", "э": "e", "ю": "yu iu u",
    "я": "ya ia a",
}  # fmt: skip
# English words that may open a sentence with a capital: such a surname is looked for within a sentence alone.
_ENGLISH = frozenset(["an", "do", "he", "in", "man", "me", "men", "no", "on", "so", "son", "sun", "ten", "to", "we", "you"])
_KAZAKH = "ға ге қа ке ды ді ты ті ны ні да де та те дан ден тан тен нан нен ның нің дың дің тың тің мен бен пен"
_CASES = rf"(?i:{'|'.join(sorted(_KAZAKH.split(), key=len, reverse=True))}|ом|ым|а|е|у|ы|['’]s)?+"
# -й and -ь give way to the ending of a case: Цоя, Цоем.
_SOFT_CASES = "(?i:я|ю|е|и|ем|ём|ей)"
_VOWELS = "аеиоу"


def short_surnames(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the short surnames of a person; None where she has none."""
    words = {word.written.casefold() for name in names for word in families(name_parts(name)) if len(word.base) < SHORTEST_ALONE and not word.ending}
    ways = [way for word in sorted(words) if not is_given_name(word) for way in _ways(word)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])") if ways else None


def _ways(word: str) -> Iterator[str]:
    cyrillic = _in_cyrillic(word) if word.isascii() else word
    yield _capital(cyrillic) + _CASES
    if cyrillic.endswith(("й", "ь")):
        yield _capital(cyrillic[:-1]) + _SOFT_CASES
    for latin in sorted({*_in_latin(cyrillic), *([word] if word.isascii() else [])}):
        yield ("(?<=[a-z,;:] )" if latin in _ENGLISH else "") + _capital(latin) + "(?:['’]s)?+"


def _in_cyrillic(latin: str) -> str:
    plain = plain_form(latin)
    return plain[:-1] + "й" if plain.endswith("и") and plain[-2:-1] and plain[-2] in _VOWELS else plain


def _in_latin(cyrillic: str) -> Iterator[str]:
    return ("".join(letters) for letters in product(*(_LATIN.get(letter, "" if letter in "ьъ" else letter).split() or [""] for letter in cyrillic)))


def _capital(word: str) -> str:
    return f"{re.escape(word[:1].upper())}(?i:{re.escape(word[1:])})"


# Looks for the names that are withheld: in a text, where a surname is enough, and in a name, where another's given name makes it another's.

# What may stand within a word unseen: marks of stress, soft hyphens, zero-width and direction marks.
_UNSEEN = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# Where the words of a hashtag meet: #СвободуЖусупову.
_MEETING = re.compile("(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# A word that is parted at the end of a line, and letters that are spaced out.
_PARTED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-‐‑]\s*+[^\W\d_]++)++")
_HYPHENS = re.compile(r"[-‐‑]\s*")
_SPACED = re.compile(r"(?<!\w)\w(?: \w){4,}(?!\w)")
# What stands between the names of several persons.
_SEVERAL = re.compile(r"[,;/&+()«»\"“”:]|\s(?:и|және|мен|and)\s", re.IGNORECASE)
_MOST_WORDS = 4
# A name is no longer. A longer text is searched, not compared.
_LONGEST_NAME = 200


class WithheldSearch:
    """Spellings of persons that are looked for, each under the person's id."""

    def __init__(self, spellings: Mapping[int, Iterable[str]]) -> None:
        self._names = NameSearch({id: [*names, *_surnames(names)] for id, names in spellings.items()})
        self._handles = HandleSearch(spellings)
        self._short = [(id, short) for id, names in spellings.items() if (short := short_surnames(names))]
        self._forms = [(id, normal_form(name)) for id, names in spellings.items() for name in names]
        self._families = _by_surname(spellings)
        # What has no surname to search for, a pseudonym of letters and digits for example, is looked for letter by letter.
        self._letters = [
            (id, _even(name).casefold()) for id, names in spellings.items() for name in names if name.strip() and not NameSearch({0: [name]})
        ]

    def named(self, text: str) -> Iterator[int]:
        """The persons whom a text names, by id. A surname is enough, whoever's given name stands beside it: «Марат Ахметов, Жусупова»."""
        if not text:
            return
        for reading in _readings(text):
            yield from (found.key for found in self._names.find_any(reading))
            yield from self._handles.find(reading)
            yield from (id for id, short in self._short if short.search(reading))
            yield from self._exactly(reading)

    def borne(self, name: str) -> Iterator[int]:
        """The persons whose name this is, where it is the name of one person: another's given name beside the surname makes it another's."""
        if _SEVERAL.search(name) or len(name.split()) > _MOST_WORDS:
            yield from self.named(name)
            return
        for reading in _readings(name):
            yield from (found.key for found in self._names.find(reading))
            yield from self._by_surname_alone(reading)
            yield from self._exactly(reading)

    def _by_surname_alone(self, reading: str) -> Iterator[int]:
        """Those whose surname a name is that says nothing else, also a short one or one that is a given name too."""
        parts = name_parts(reading)
        if len(parts.words) == 1 and not parts.initials:
            yield from (id for id, short in self._short if short.search(reading))
            yield from (id for form in spelled(parts.words[0]) for id in self._families.get(form, ()))

    def _exactly(self, reading: str) -> Iterator[int]:
        if self._letters:
            lower = reading.casefold()
            yield from (id for id, name in self._letters if name in lower)
        if len(reading) <= _LONGEST_NAME:
            form = normal_form(reading)
            yield from (id for id, name in self._forms if name == form)


def _by_surname(spellings: Mapping[int, Iterable[str]]) -> dict[str, set[int]]:
    """The persons by each form, in rough letters, of such surnames as show by no ending that they are some."""
    found: dict[str, set[int]] = {}
    for id, names in spellings.items():
        for form in {form for name in names for word in families(name_parts(name)) if not word.ending for form in spelled(word)}:
            found.setdefault(form, set()).add(id)
    return found


def _surnames(names: Iterable[str]) -> Iterator[str]:
    """Surnames that show that they are some by their endings: they are enough alone, also short ones (Бекова), which a search of names passes over."""
    words = (word for name in names for word in name_parts(name).words)
    return (word.written for word in words if word.ending and not is_given_name(word.written))


def _readings(text: str) -> Iterator[str]:
    """A text in each way in which somebody may read it."""
    plain = _even(text)
    yield plain
    if "%" in plain:
        yield _even(unquote(plain))
    if _MEETING.search(plain):
        yield _MEETING.sub(" ", plain)
    if whole := [_HYPHENS.sub("", found[0]) for found in _PARTED.finditer(plain)] + [found[0].replace(" ", "") for found in _SPACED.finditer(plain)]:
        yield " . . ".join(whole)


def _even(text: str) -> str:
    """Without what nobody sees, and with every letter in one form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


Value = TypeVar("Value")
# Stands in the place of a text.
LEFT_OUT = kept("(left out: a name is withheld)")
_ADDRESS = re.compile(r"https?://\S+")
# Where the ledger keeps numbers of persons beside the record of one.
_NUMBERS = frozenset({"apart", "merged_into_person", "split_off", "published_too"})


class LeftOut(str):
    """What stands in the place of a text that names somebody whose name is withheld. A report that would print one is refused."""

    __slots__ = ()


class WithheldNames:
    """The persons whose names are withheld. Whatever leaves the house passes through here. With nobody withheld everything passes as it is."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self._persons = {id: person for person in persons for id in (person.id, *person.merged)}
        self._search = WithheldSearch({person.id: person.all_names for person in self._persons.values()})

    def __bool__(self) -> bool:
        return bool(self._persons)

    def names_somebody(self, text: str) -> bool:
        """Whether a text names one of these persons, in whatever script, case or disguise of an address, a handle or a hashtag, whoever is named beside her."""
        return bool(self) and any(True for _ in self._search.named(text))

    def text(self, text: str) -> str:
        """The text, or the mark in its place. The mark of an address is no `LeftOut`: nobody here can write it anew."""
        if not self.names_somebody(text):
            return text
        mark = tr(LEFT_OUT)
        return mark if _ADDRESS.fullmatch(text.strip()) else LeftOut(mark)

    def address(self, url: str) -> str:
        """An address; empty in the place of one that names somebody, where nothing but an address can stand."""
        return "" if self.names_somebody(url) else url

    def victim(self, victim: Victim) -> Victim:
        """The victim with the profession in the place of the name, also of a victim with such a name whose record is another: it may be hers as well, until
        somebody says that they are two (`qorgan person review --apart`)."""
        profession, outlet = self.text(victim.profession), self.text(victim.outlet)
        if victim.publish and not self._may_be_withheld(victim.name, victim.person, victim.apart):
            return _changed(victim, {"profession": profession, "outlet": outlet})
        said = self._profession(profession, victim.person)
        return replace(victim, name=said, names={}, publish=False, profession=said, outlet=outlet)

    def incident(self, incident: Incident) -> Incident:
        """The incident as it may leave the house."""
        return self._shown(incident) if self else incident

    def row(self, value: Any) -> Any:
        """Plain JSON as it may leave the house, at any depth: a row of an export, an answer of the API, what the ledger keeps."""
        return self._plain(value) if self else value

    def is_subject(self, subject: str) -> bool:
        """Whether a row of the ledger on this subject is on the record of one of these persons."""
        word, _, number = subject.partition(" ")
        return word == "person" and number.isdecimal() and int(number) in self._persons

    def _may_be_withheld(self, name: str, person: int | None, apart: frozenset[int] = frozenset()) -> bool:
        """Whether a victim is one of these persons, or has the name of one and nobody said that they are two."""
        if person in self._persons:
            return True
        return any(not self._are_two(self._persons[id], person, apart) for id in self._search.borne(name))

    def _are_two(self, withheld: KnownPerson, person: int | None, apart: frozenset[int]) -> bool:
        return (person is not None and person in withheld.apart) or bool(apart & {withheld.id, *withheld.merged})

    def _shown(self, value: Any) -> Any:
        """A frozen value of the model; the same object where nothing in it names anybody."""
        # A code is a text too, and names nobody.
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Victim):
            return self.victim(value)
        if isinstance(value, Source):
            return _changed(value, {"url": self.address(value.url), "title": self.text(value.title), "outlet": self.text(value.outlet)})
        if isinstance(value, Mapping):
            return {key: self._shown(inner) for key, inner in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self._shown, value))
        if is_dataclass(value) and not isinstance(value, type):
            return _changed(value, {field.name: self._shown(getattr(value, field.name)) for field in fields(value)})
        return value

    def _plain(self, value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return self.address(value) if key == "url" else self.text(value)
        if key in _NUMBERS:
            return self._without_numbers(value)
        if isinstance(value, list | tuple):
            return [self._plain(one, key) for one in value]
        if not isinstance(value, dict):
            return value
        if "spellings" in value and "names" in value:
            return self._plain_record(value)
        if "name" in value and ("person" in value or "profession" in value):
            return self._plain_victim(value)
        if "name" in value and "role" in value:
            name = str(value["name"])
            return {**value, "name": LeftOut(tr(LEFT_OUT)) if any(True for _ in self._search.borne(name)) else name}
        return {name: self._plain(one, name) for name, one in value.items()}

    def _plain_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """What the ledger keeps of a person; of one of these, at whatever time it was written, without names and without the reason."""
        others = {key: self._plain(one, key) for key, one in record.items() if key not in ("spellings", "names")}
        said = [name for name in (*record["spellings"], *record["names"].values()) if isinstance(name, str)]
        if any(True for name in said for _ in self._search.borne(name)):
            return {key: {"spellings": [], "names": {}, "publish_reason": ""}.get(key, others.get(key)) for key in record}
        return {**record, **others}

    def _without_numbers(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [one for one in value if one not in self._persons]
        return None if value in self._persons else value

    def _plain_victim(self, victim: dict[str, Any]) -> dict[str, Any]:
        """A victim in plain JSON, by the same rule as `victim`, with neither a name nor a number that would join her cases."""
        others = {key: self._plain(one, key) for key, one in victim.items() if key not in ("name", "names", "publish")}
        if victim.get("publish") is not False and not self._may_be_withheld(str(victim["name"]), victim.get("person")):
            return {**victim, **others}
        said = self._profession(others.get("profession") or "", victim.get("person"))
        return {**others, **dict.fromkeys(victim.keys() & {"names"}, {}), "name": None, "person": None, "profession": said, "publish": False}

    def _profession(self, profession: str, person: int | None) -> str:
        """The profession in the reader's language: that of the incident, else that of the record."""
        own = "" if isinstance(profession, LeftOut) else profession
        known = self._persons.get(person) if person is not None else None
        return profession_word(own or (known.profession if known and not self.names_somebody(known.profession) else ""))


def withheld_names(session: Session) -> WithheldNames:
    """The names that are withheld now. What was published of a person before is withheld from the moment on which somebody said so."""
    ids = session.scalars(select(PersonRow.id).where(PersonRow.publish.is_(False))).all()
    persons = {person.id: person for person in persons_of(session, ids).values()}
    return WithheldNames(_told_apart(session, persons.values()) if persons else ())


def _told_apart(session: Session, persons: Iterable[KnownPerson]) -> Iterator[KnownPerson]:
    """The persons, each with everybody of whom somebody said that they are two, in whichever of the two records it stands."""
    said = session.execute(select(PersonRow.id, PersonRow.apart)).all()
    for person in persons:
        own = {person.id, *person.merged}
        yield replace(person, apart=person.apart | {id for id, apart in said if not own.isdisjoint(apart)})


def _changed(value: Value, named: Mapping[str, Any]) -> Value:
    """A dataclass with these values; the same object where all stand already."""
    new = {name: one for name, one in named.items() if one != getattr(value, name) or isinstance(one, LeftOut)}
    return replace(value, **new) if new else value  # type: ignore[type-var]
