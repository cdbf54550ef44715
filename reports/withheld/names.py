"""Search for withheld names in texts and values, and their replacement: of a victim's name by the profession, of a text that names her by a mark.

A text is left out as a whole. The words around a name, her given name, her father's, her looks, identify her as much as the surname.
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

from records.i18n import gettext_noop, tr
from records.incident_model import Incident, Source, Victim
from records.language.cases import KAZAKH_CASE_ENDINGS
from records.language.names import is_given_name, name_parts, normal_form, plain_form
from records.persons.name_search import SHORTEST_ALONE, HandleSearch, NameSearch, surname_candidates, surname_stems
from records.persons.repository import KnownPerson, persons_of, profession_word
from records.row_ids import parse_id
from records.tables import PersonRow

# Short surnames (Ким, Цой, Пак) in a text are compared letter by letter, in cases and in Latin letters, with a capital. In rough letters too many
# words would be the same.

# The Latin spellings of each letter of such a surname; a letter that is not here stays as it is.
_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v w", "г": "g", "ғ": "g gh", "д": "d", "е": "e ye", "ё": "yo e", "ж": "zh j", "з": "z", "и": "i ee", "й": "y i j",
    "к": "k", "қ": "q k", "л": "l", "м": "m", "н": "n", "ң": "n ng", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u oo", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh h", "һ": "h", "ц": "ts tz c ch", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y i", "і": "i", "э": "e", "ю": "yu iu u",
    "я": "ya ia a",
}  # fmt: skip
# English words that may begin a sentence with a capital: such a surname is only searched within a sentence.
_ENGLISH = frozenset(["an", "do", "he", "in", "man", "me", "men", "no", "on", "so", "son", "sun", "ten", "to", "we", "you"])
_CASES = rf"(?i:{'|'.join(sorted(KAZAKH_CASE_ENDINGS, key=len, reverse=True))}|ом|ым|а|е|у|ы|['’]s)?+"
# A final -й or -ь is replaced by the ending of a case: Цоя, Цоем.
_SOFT_CASES = "(?i:я|ю|е|и|ем|ём|ей)"
_VOWELS = "аеиоу"


def short_surnames(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds the short surnames of a person; None if she has none."""
    words = {
        word.written.casefold()
        for name in names
        for word in surname_candidates(name_parts(name))
        if len(word.base) < SHORTEST_ALONE and not word.ending
    }
    alternatives = [spelling for word in sorted(words) if not is_given_name(word) for spelling in _spellings(word)]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])") if alternatives else None


def _spellings(word: str) -> Iterator[str]:
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


# Search for withheld names: in a text, where a surname is enough, and in a name, where another given name means another person.

# Invisible characters within a word: marks of stress, soft hyphens, zero-width and direction marks.
_UNSEEN = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# Boundaries between the words of a hashtag: #СвободуЖусупову.
_MEETING = re.compile("(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
# A word that is hyphenated at the end of a line, and letters that are spaced out.
_PARTED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-‐‑]\s*+[^\W\d_]++)++")
_HYPHENS = re.compile(r"[-‐‑]\s*")
_SPACED = re.compile(r"(?<!\w)\w(?: \w){4,}(?!\w)")
# Separators between the names of several persons.
_SEVERAL = re.compile(r"[,;/&+()«»\"“”:]|\s(?:и|және|мен|and)\s", re.IGNORECASE)
_MOST_WORDS = 4
# No name has more words. A longer text is searched, not compared.
_LONGEST_NAME = 200


class WithheldSearch:
    """A search for spellings of persons, each under the person's id."""

    def __init__(self, spellings: Mapping[int, Iterable[str]]) -> None:
        self._names = NameSearch({id: [*names, *_surnames(names)] for id, names in spellings.items()})
        self._handles = HandleSearch(spellings)
        self._short = [(id, short) for id, names in spellings.items() if (short := short_surnames(names))]
        self._forms = [(id, normal_form(name)) for id, names in spellings.items() for name in names]
        self._families = _by_surname(spellings)
        # Names without a surname to search for, such as pseudonyms of letters and digits, are searched letter by letter.
        self._letters = [
            (id, _even(name).casefold()) for id, names in spellings.items() for name in names if name.strip() and not NameSearch({0: [name]})
        ]

    def named(self, text: str) -> Iterator[int]:
        """Yield the ids of persons whom a text names. A surname is enough, whatever given name is next to it: «Марат Ахметов, Жусупова»."""
        if not text:
            return
        for reading in _readings(text):
            yield from (match.key for match in self._names.find_any(reading))
            yield from self._handles.find(reading)
            yield from (id for id, short in self._short if short.search(reading))
            yield from self._exactly(reading)

    def borne(self, name: str) -> Iterator[int]:
        """Yield the ids of persons who have this name, if it is the name of one person: another given name means another person."""
        if _SEVERAL.search(name) or len(name.split()) > _MOST_WORDS:
            yield from self.named(name)
            return
        for reading in _readings(name):
            yield from (match.key for match in self._names.find(reading))
            yield from self._by_surname_alone(reading)
            yield from self._exactly(reading)

    def _by_surname_alone(self, reading: str) -> Iterator[int]:
        """Yield the persons with this surname if the name consists of it only, also a short one or one that is a given name too."""
        parts = name_parts(reading)
        if len(parts.words) == 1 and not parts.initials:
            yield from (id for id, short in self._short if short.search(reading))
            yield from (id for form in surname_stems(parts.words[0]) for id in self._families.get(form, ()))

    def _exactly(self, reading: str) -> Iterator[int]:
        if self._letters:
            lower = reading.casefold()
            yield from (id for id, name in self._letters if name in lower)
        if len(reading) <= _LONGEST_NAME:
            form = normal_form(reading)
            yield from (id for id, name in self._forms if name == form)


def _by_surname(spellings: Mapping[int, Iterable[str]]) -> dict[str, set[int]]:
    """Return the persons by each form, in rough letters, of surnames without a typical ending."""
    by_form: dict[str, set[int]] = {}
    for id, names in spellings.items():
        for form in {form for name in names for word in surname_candidates(name_parts(name)) if not word.ending for form in surname_stems(word)}:
            by_form.setdefault(form, set()).add(id)
    return by_form


def _surnames(names: Iterable[str]) -> Iterator[str]:
    """Yield surnames with a typical ending, which are enough alone, also short ones (Бекова) that a search of names skips."""
    words = (word for name in names for word in name_parts(name).words)
    return (word.written for word in words if word.ending and not is_given_name(word.written))


def _readings(text: str) -> Iterator[str]:
    """Yield a text in each form in which somebody may read it."""
    plain = _even(text)
    yield plain
    if "%" in plain:
        yield _even(unquote(plain))
    if _MEETING.search(plain):
        yield _MEETING.sub(" ", plain)
    if whole := [_HYPHENS.sub("", match[0]) for match in _PARTED.finditer(plain)] + [match[0].replace(" ", "") for match in _SPACED.finditer(plain)]:
        yield " . . ".join(whole)


def _even(text: str) -> str:
    """Return the text without invisible characters, and with every letter in one form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


Value = TypeVar("Value")
# The mark that replaces a text.
LEFT_OUT = gettext_noop("(left out: a name is withheld)")
_ADDRESS = re.compile(r"https?://\S+")
# Keys of the ledger with numbers of persons, other than records of persons.
_NUMBERS = frozenset({"apart", "merged_into_person", "split_off", "published_too"})


class RedactedText(str):
    """The replacement of a text that names somebody whose name is withheld. A report that would print one is refused."""

    __slots__ = ()


class WithheldNames:
    """The persons whose names are withheld. Everything that is published passes through here. If nobody is withheld everything stays as it is."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self._persons = {id: person for person in persons for id in (person.id, *person.merged)}
        self._search = WithheldSearch({person.id: person.all_names for person in self._persons.values()})

    def __bool__(self) -> bool:
        return bool(self._persons)

    def names_somebody(self, text: str) -> bool:
        """Return whether a text names one of these persons, in any script, case, address, handle or hashtag."""
        return bool(self) and any(True for _ in self._search.named(text))

    def text(self, text: str) -> str:
        """Return the text, or the mark that replaces it. An address is replaced by a plain mark, since nobody here can rewrite it."""
        if not self.names_somebody(text):
            return text
        mark = tr(LEFT_OUT)
        return mark if _ADDRESS.fullmatch(text.strip()) else RedactedText(mark)

    def address(self, url: str) -> str:
        """Return an address; empty instead of one that names somebody, where only an address is allowed."""
        return "" if self.names_somebody(url) else url

    def victim(self, victim: Victim) -> Victim:
        """Return the victim, if withheld with the profession instead of the name.

        The same is done for a victim with such a name whose record is another: it may be the same person, until somebody says that they are two
        (`qorgan person review --apart`).
        """
        profession, outlet = self.text(victim.profession), self.text(victim.outlet)
        if victim.publish and not self._may_be_withheld(victim.name, victim.person, victim.apart):
            return _changed(victim, {"profession": profession, "outlet": outlet})
        label = self._profession(profession, victim.person)
        return replace(victim, name=label, names={}, publish=False, profession=label, outlet=outlet)

    def incident(self, incident: Incident) -> Incident:
        """Return the incident as it may be published."""
        return self._shown(incident) if self else incident

    def row(self, value: Any) -> Any:
        """Return plain JSON as it may be published, at any depth: a row of an export, an answer of the API, data of the ledger."""
        return self._plain(value) if self else value

    def is_subject(self, subject: str) -> bool:
        """Return whether a row of the ledger with this subject is about the record of one of these persons."""
        word, _, number = subject.partition(" ")
        return word == "person" and parse_id(number) in self._persons

    def _may_be_withheld(self, name: str, person: int | None, apart: frozenset[int] = frozenset()) -> bool:
        """Return whether a victim is one of these persons, or has the name of one and nobody said that they are two."""
        if person in self._persons:
            return True
        return any(not self._are_two(self._persons[id], person, apart) for id in self._search.borne(name))

    def _are_two(self, withheld: KnownPerson, person: int | None, apart: frozenset[int]) -> bool:
        return (person is not None and person in withheld.apart) or bool(apart & {withheld.id, *withheld.merged})

    def _shown(self, value: Any) -> Any:
        """Return a frozen value of the model as it may be published; the same object if nothing in it names anybody."""
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
            return [self._plain(inner, key) for inner in value]
        if not isinstance(value, dict):
            return value
        if "spellings" in value and "names" in value:
            return self._plain_record(value)
        if "name" in value and ("person" in value or "profession" in value):
            return self._plain_victim(value)
        if "name" in value and "role" in value:
            name = str(value["name"])
            return {**value, "name": RedactedText(tr(LEFT_OUT)) if any(True for _ in self._search.borne(name)) else name}
        return {name: self._plain(inner, name) for name, inner in value.items()}

    def _plain_record(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return the ledger's data of a person; of one of these, whenever written, without names and without the reason."""
        cleaned = {key: self._plain(inner, key) for key, inner in record.items() if key not in ("spellings", "names")}
        names = [name for name in (*record["spellings"], *record["names"].values()) if isinstance(name, str)]
        if any(True for name in names for _ in self._search.borne(name)):
            return {key: {"spellings": [], "names": {}, "publish_reason": ""}.get(key, cleaned.get(key)) for key in record}
        return {**record, **cleaned}

    def _without_numbers(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [item for item in value if item not in self._persons]
        return None if value in self._persons else value

    def _plain_victim(self, victim: dict[str, Any]) -> dict[str, Any]:
        """Return a victim in plain JSON, by the same rule as `victim`, without a name or a number that would join her cases."""
        cleaned = {key: self._plain(inner, key) for key, inner in victim.items() if key not in ("name", "names", "publish")}
        if victim.get("publish") is not False and not self._may_be_withheld(str(victim["name"]), victim.get("person")):
            return {**victim, **cleaned}
        label = self._profession(cleaned.get("profession") or "", victim.get("person"))
        return {**cleaned, **dict.fromkeys(victim.keys() & {"names"}, {}), "name": None, "person": None, "profession": label, "publish": False}

    def _profession(self, profession: str, person: int | None) -> str:
        """Return the profession in the reader's language: that of the incident, else that of the record."""
        own = "" if isinstance(profession, RedactedText) else profession
        record = self._persons.get(person) if person is not None else None
        return profession_word(own or (record.profession if record and not self.names_somebody(record.profession) else ""))


def withheld_names(session: Session) -> WithheldNames:
    """Return the names that are withheld now. A name that was published before is withheld from the decision on."""
    ids = session.scalars(select(PersonRow.id).where(PersonRow.publish.is_(False))).all()
    persons = {person.id: person for person in persons_of(session, ids).values()}
    return WithheldNames(_with_declared_apart(session, persons.values()) if persons else ())


def _with_declared_apart(session: Session, persons: Iterable[KnownPerson]) -> Iterator[KnownPerson]:
    """Yield the persons, each with everybody who was declared to be another person, in whichever of the two records it is stored."""
    declared = session.execute(select(PersonRow.id, PersonRow.apart)).all()
    for person in persons:
        own = {person.id, *person.merged}
        yield replace(person, apart=person.apart | {id for id, apart in declared if not own.isdisjoint(apart)})


def _changed(value: Value, named: Mapping[str, Any]) -> Value:
    """Return a dataclass with these values; the same object if none differs."""
    new = {name: inner for name, inner in named.items() if inner != getattr(value, name) or isinstance(inner, RedactedText)}
    return replace(value, **new) if new else value  # type: ignore[type-var]
