"""Headline and summary of an incident generated from its fields in any language, and the phrases, places and notes that they need.

Names are in parentheses, after a colon or alone, so that no language must decline them; sentences built of inflected parts would be wrong in
Kazakh and Russian. A withheld name never appears: the profession replaces it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from babel.dates import format_date

from records.country import home, place_name, region_name
from records.i18n import LANGUAGES, gettext_noop, ntr, pgettext_noop, reader_language, reader_locale, tr, use_language
from records.incident_model import Incident, Victim
from records.language.cases import KazakhCase, in_case, locative_phrase, possessive_form
from records.language.letters import capitalized
from records.language.names import given_name_gender, name_parts, rough_form
from records.persons.repository import is_blogger, language_of, profession_in_reader_language, profession_phrase
from records.persons.transliteration import name_for_reader, transliterate_name
from records.vocabulary import ACTOR_LABELS, CATEGORIES, Actor, Category, DatePrecision, Gender, Target

# Kinds and states of texts, and the note on each.


class TextKind(StrEnum):
    """The kind of a text."""

    TITLE = "title"
    SUMMARY = "summary"


class TextState(StrEnum):
    """The state of a text. `proposed`: the machine proposes it, or a person entered it without vouching for it. `checked`: a person vouches for it."""

    NONE = "none"
    PROPOSED = "proposed"
    CHECKED = "checked"


class TextOrigin(StrEnum):
    """The origin of a text: written by a person, taken from an article, generated from the fields, imported (also: older than states), or proposed by
    the third reader."""

    PERSON = "person"
    ARTICLE = "article"
    FIELDS = "fields"
    IMPORT = "import"
    READER = "reader"


TEXT_KIND_LABELS: dict[TextKind, str] = {TextKind.TITLE: gettext_noop("title"), TextKind.SUMMARY: gettext_noop("summary")}
TEXT_STATE_LABELS: dict[TextState, str] = {
    TextState.NONE: pgettext_noop("text", "none"),
    TextState.PROPOSED: pgettext_noop("text", "proposed"),
    TextState.CHECKED: pgettext_noop("text", "checked"),
}
# The fields that a text describes, and their columns.
TEXT_SOURCE_FIELDS: dict[str, tuple[str, ...]] = {
    "primary": ("primary", "categories"),
    "incident_date": ("happened_on", "date_precision"),
    "place": ("country", "place", "region"),
    "victims": ("victims",),
    "outlets": ("outlets",),
    "actor": ("actor",),
}


@dataclass(frozen=True)
class TextNote:
    """The note on a recorded text. `stale` are the fields of `TEXT_SOURCE_FIELDS` that were changed after it was checked."""

    state: TextState
    by: str = ""
    at: str = ""
    origin: TextOrigin = TextOrigin.PERSON
    article: str = ""
    stale: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the note as the column and the ledger store it, without empty values."""
        values = {
            "state": self.state.value,
            "by": self.by,
            "at": self.at,
            "origin": self.origin.value,
            "article": self.article,
            "stale": list(self.stale),
        }
        return {name: value for name, value in values.items() if value}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "TextNote":
        """Return the note from what `to_json` returned."""
        origin, stale = TextOrigin(stored.get("origin") or TextOrigin.PERSON), tuple(stored.get("stale") or ())
        return TextNote(TextState(stored["state"]), stored.get("by") or "", stored.get("at") or "", origin, stored.get("article") or "", stale)


def text_name(kind: str, lang: str) -> str:
    """Return the name of a text, as `title_kk`."""
    return f"{kind}_{lang}"


def text_names() -> Iterator[tuple[str, TextKind, str]]:
    """Return the names of all texts with kind and language, in the order of languages."""
    return ((text_name(kind, lang), kind, lang) for lang in LANGUAGES for kind in TextKind)


def parse_text_name(name: str) -> tuple[TextKind, str] | None:
    """Return kind and language of a text by its name; None for an unknown name."""
    return next(((kind, lang) for text, kind, lang in text_names() if text == name), None)


# The place of an incident in the reader's language, alone and within a sentence, for texts and documents.

# The phrase for a place in languages that do not decline it.
_IN_PLACE = {"en": "in {place}"}
# The languages whose letters readers of a language can read.
_READABLE = {"en": ("en",), "ru": ("ru", "en"), "kk": ("kk", "ru", "en")}


def place_for_reader(incident: Incident) -> str:
    """Return the place in the reader's language, else the region; empty if neither is known.

    A place in letters that the language does not have is replaced by the region, whose name is known in every language.
    """
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    region = region_name(incident.region) if incident.region in home().regions else ""
    return place if place and _readable(place) else region


def place_unreadable(incident: Incident) -> str:
    """Return the place as it was written if it is left out of texts in this language for its letters; else empty."""
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    return "" if _readable(place) else place


def place_in_sentence(incident: Incident) -> str:
    """Return the place within a sentence: «in Almaty», «в Алматы», «Алматыда». In Russian, a place that cannot be declined is in parentheses."""
    place = place_for_reader(incident)
    if not place:
        return ""
    if incident.region in home().cities and place == region_name(incident.region):
        # A city that is a region of its own: the word for city is left out.
        place = place.removeprefix("Город ").removesuffix(" қаласы").removesuffix(" city")
    if reader_language() == "kk":
        return in_case(place, KazakhCase.LOCATIVE)
    if reader_language() == "ru":
        return locative_phrase(place) or f"({place})"
    return _IN_PLACE.get(reader_language(), "{place}").format(place=place)


def _readable(place: str) -> bool:
    return not place or language_of(place) in _READABLE.get(reader_language(), tuple(LANGUAGES))


# The people of an incident as a phrase within a sentence: role, outlet and name, in the reader's language and uninflected.

MOST_NAMED_PEOPLE = 3
"""People that are named; further ones are counted."""
_LONGEST = 80
_QUOTES = "«»\"“”„'"
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "AEIOU"
# Largest length of a case ending in rough letters.
_LONGEST_ENDING = 6
_ROLES: dict[str, str] = {Target.PERSON: "journalist", Target.BLOGGER: "blogger"}


@dataclass(frozen=True)
class PeoplePhrase:
    """The phrase for whom it happened to, and the form of the verb. Empty words: nobody may be named."""

    words: str
    female: bool = False
    several: bool = False


def people_phrase(incident: Incident, outlets: Mapping[str, str] | None = None) -> PeoplePhrase:
    """Return the persons, the first of them by name, else the newsrooms. `outlets` are the titles of outlets by their names in the record."""
    named = [victim for victim in incident.victims if may_be_named(victim)]
    if named:
        role = _ROLES.get(incident.facts.get("target") or "", "") if len(incident.victims) == 1 else ""
        phrases = [_person_phrase(victim, outlets, role) for victim in named[:MOST_NAMED_PEOPLE]]
        return PeoplePhrase(_listed(phrases, len(incident.victims) - len(phrases)), _is_woman(named[0]), len(incident.victims) > 1)
    if incident.victims:
        return PeoplePhrase("")
    newsrooms = [
        tr("the newsroom of {outlet}").format(outlet=quoted_outlet(name, outlets)) for name in dict.fromkeys(incident.outlets) if name.strip()
    ]
    phrases = newsrooms[:MOST_NAMED_PEOPLE]
    return PeoplePhrase(_listed(phrases, 0), True, len(phrases) > 1) if phrases else PeoplePhrase("")


def _person_phrase(victim: Victim, outlets: Mapping[str, str] | None = None, role: str = "") -> str:
    """Return one person with role and outlet: «Zaman correspondent Asel Akhmetova». `role` is the default for a missing one."""
    name, outlet = _short(name_for_reader(victim)), quoted_outlet(victim.outlet, outlets)
    role = _short(profession_in_reader_language(victim.profession or role))
    if role and outlet:
        return tr("{outlet} {role} {name}").format(outlet=outlet, role=possessive_form(role) if reader_language() == "kk" else role, name=name)
    if outlet:
        return f"{name} ({outlet})"
    return f"{role} {name}" if role else name


def may_be_named(victim: Victim) -> bool:
    """Return whether there is a name that may be published."""
    return victim.publish and bool(victim.name.strip())


def quoted_outlet(name: str, outlets: Mapping[str, str] | None = None) -> str:
    """Return an outlet's title as in a sentence, in quotation marks where the language uses them; empty if there is none."""
    bare = _short((outlets or {}).get(name, name).strip().strip(_QUOTES).strip())
    return transliterate_name(bare) if reader_language() == "en" or not bare else f"«{bare}»"


def not_named_in(text: str, victims: Sequence[Victim]) -> list[Victim]:
    """Return the victims whom a text does not name, in any script and case."""
    text_words = [rough_form(word) for word in _WORD.findall(text)]
    return [
        victim for victim in victims if may_be_named(victim) and not any(_names(text_words, name) for name in (victim.name, *victim.names.values()))
    ]


def list_of_persons(victims: Sequence[Victim], outlets: Mapping[str, str] | None = None, more: int = 0) -> str:
    """Return these persons and `more` others as a list in words."""
    phrases = [_person_phrase(victim, outlets) for victim in victims[:MOST_NAMED_PEOPLE]]
    return _listed(phrases, len(victims) - len(phrases) + more)


def _names(text_words: Sequence[str], name: str) -> bool:
    words = name_parts(name).words
    surnames = [word for word in words if word.ending] or list(words)
    return bool(words) and all(_contains_name_stem(text_words, word.rough.rstrip(_VOWELS) or word.rough) for word in surnames)


def _contains_name_stem(text_words: Sequence[str], stem: str) -> bool:
    return any(text_word.startswith(stem) and len(text_word) - len(stem) <= _LONGEST_ENDING for text_word in text_words)


def _is_woman(victim: Victim) -> bool:
    if victim.gender is not Gender.UNKNOWN:
        return victim.gender is Gender.FEMALE
    if any(word.gender for word in name_parts(victim.name).words):
        return any(word.gender == "f" for word in name_parts(victim.name).words)
    return any(given_name_gender(word) == "f" for word in victim.name.split())


def _listed(phrases: Sequence[str], more: int) -> str:
    if more > 0:
        return ntr("{some} and {n} other person", "{some} and {n} other persons", more).format(some=", ".join(phrases), n=more)
    *beginning, last = phrases
    return tr("{some} and {last}").format(some=", ".join(beginning), last=last) if beginning else last


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else (line[:_LONGEST].rpartition(" ")[0] or line[:_LONGEST]) + " …"


# What happened, a clause for each category. Clauses are complete, so that each language has its own cases and endings.


class _Clauses(NamedTuple):
    """The clause by who was affected: one journalist, one blogger, several people of the press, an outlet. Empty: the category's label is used."""

    journalist: str
    blogger: str
    several: str
    outlet: str = ""


CLAUSES: dict[Category, _Clauses] = {
    Category.KIL: _Clauses(gettext_noop("a journalist was killed"), gettext_noop("a blogger was killed"), gettext_noop("journalists were killed")),
    Category.DIS: _Clauses(
        gettext_noop("a journalist was abducted or went missing"), gettext_noop("a blogger was abducted or went missing"), gettext_noop("journalists were abducted or went missing")
    ),
    Category.TOR: _Clauses(
        gettext_noop("a journalist was tortured or ill-treated"), gettext_noop("a blogger was tortured or ill-treated"), gettext_noop("journalists were tortured or ill-treated")
    ),
    Category.ATT: _Clauses(
        gettext_noop("a journalist was attacked"), gettext_noop("a blogger was attacked"), gettext_noop("journalists were attacked"), gettext_noop("a newsroom was attacked")
    ),
    Category.THR: _Clauses(
        gettext_noop("a journalist was threatened"), gettext_noop("a blogger was threatened"), gettext_noop("journalists were threatened"), gettext_noop("a newsroom was threatened")
    ),
    Category.DET: _Clauses(gettext_noop("a journalist was detained"), gettext_noop("a blogger was detained"), gettext_noop("journalists were detained")),
    Category.ARR: _Clauses(gettext_noop("a journalist was arrested"), gettext_noop("a blogger was arrested"), gettext_noop("journalists were arrested")),
    Category.SUM: _Clauses(
        gettext_noop("a journalist was summoned or questioned"), gettext_noop("a blogger was summoned or questioned"),
        gettext_noop("journalists were summoned or questioned"), gettext_noop("people of a newsroom were summoned or questioned"),
    ),
    Category.SUR: _Clauses(
        gettext_noop("a journalist was put under surveillance"), gettext_noop("a blogger was put under surveillance"),
        gettext_noop("journalists were put under surveillance"), gettext_noop("a newsroom was put under surveillance"),
    ),
    Category.OBS: _Clauses(
        gettext_noop("a journalist was kept from working"), gettext_noop("a blogger was kept from working"), gettext_noop("journalists were kept from working"),
        gettext_noop("a newsroom was kept from working"),
    ),
    Category.INT: _Clauses(
        gettext_noop("the work of a journalist was interfered with"), gettext_noop("the work of a blogger was interfered with"),
        gettext_noop("the work of journalists was interfered with"), gettext_noop("the work of a newsroom was interfered with"),
    ),
    Category.PRP: _Clauses(
        gettext_noop("a journalist was searched, or property taken or damaged"), gettext_noop("a blogger was searched, or property taken or damaged"),
        gettext_noop("journalists were searched, or property taken or damaged"), gettext_noop("a newsroom was searched, or its property taken or damaged"),
    ),
    Category.SMR: _Clauses(
        gettext_noop("a journalist was insulted or smeared"), gettext_noop("a blogger was insulted or smeared"), gettext_noop("journalists were insulted or smeared"),
        gettext_noop("an outlet was insulted or smeared"),
    ),
    Category.IMP: _Clauses(
        gettext_noop("the name or likeness of a journalist was forged"), gettext_noop("the name or likeness of a blogger was forged"),
        gettext_noop("the names or likenesses of journalists were forged"), gettext_noop("the name of an outlet was forged"),
    ),
    Category.ACC: _Clauses(
        gettext_noop("a journalist was refused information"), gettext_noop("a blogger was refused information"), gettext_noop("journalists were refused information"),
        gettext_noop("a newsroom was refused information"),
    ),
    Category.DSC: _Clauses(
        gettext_noop("a journalist was refused accreditation or discriminated against"), gettext_noop("a blogger was refused accreditation or discriminated against"),
        gettext_noop("journalists were refused accreditation or discriminated against"), gettext_noop("an outlet was refused accreditation or discriminated against"),
    ),
    Category.CRT: _Clauses(
        gettext_noop("a journalist was kept out of a court hearing"), gettext_noop("a blogger was kept out of a court hearing"),
        gettext_noop("journalists were kept out of a court hearing"), gettext_noop("people of a newsroom were kept out of a court hearing"),
    ),
    Category.BLK: _Clauses(
        gettext_noop("a journalist's page was blocked"), gettext_noop("a blogger's page was blocked"), gettext_noop("pages of journalists were blocked"), gettext_noop("an outlet was blocked")
    ),
    Category.CLS: _Clauses(
        gettext_noop("a journalist's outlet was closed or suspended"), gettext_noop("a blogger's page was closed or suspended"),
        gettext_noop("an outlet of several journalists was closed or suspended"), gettext_noop("an outlet was closed or suspended"),
    ),
    Category.CYB: _Clauses(
        gettext_noop("a journalist's account was hacked or attacked"), gettext_noop("a blogger's account was hacked or attacked"),
        gettext_noop("accounts of journalists were hacked or attacked"), gettext_noop("an outlet's site was hacked or attacked"),
    ),
    Category.CRM: _Clauses(
        gettext_noop("a criminal case was opened against a journalist"), gettext_noop("a criminal case was opened against a blogger"),
        gettext_noop("a criminal case was opened against journalists"), gettext_noop("a criminal case was opened against an outlet"),
    ),
    Category.CIV: _Clauses(
        gettext_noop("a claim was brought against a journalist"), gettext_noop("a claim was brought against a blogger"), gettext_noop("a claim was brought against journalists"),
        gettext_noop("a claim was brought against an outlet"),
    ),
    Category.ADM: _Clauses(
        gettext_noop("an administrative case was opened against a journalist"), gettext_noop("an administrative case was opened against a blogger"),
        gettext_noop("an administrative case was opened against journalists"), gettext_noop("an administrative case was opened against an outlet"),
    ),
    Category.ECO: _Clauses(
        gettext_noop("a journalist was dismissed or pressed economically"), gettext_noop("a blogger was pressed economically"),
        gettext_noop("journalists were dismissed or pressed economically"), gettext_noop("an outlet was pressed economically"),
    ),
    Category.BOR: _Clauses(
        gettext_noop("a journalist was stopped at the border or deported"), gettext_noop("a blogger was stopped at the border or deported"),
        gettext_noop("journalists were stopped at the border or deported"),
    ),
    Category.SRC: _Clauses(
        gettext_noop("a journalist was required to reveal a source"), gettext_noop("a blogger was required to reveal a source"),
        gettext_noop("journalists were required to reveal a source"), gettext_noop("a newsroom was required to reveal a source"),
    ),
}  # fmt: skip


def text_from_fields(incident: Incident, kind: TextKind, lang: str) -> str:
    """Return the headline or the summary of an incident in a language, generated from its fields."""
    with use_language(lang):
        return _headline(incident) if kind is TextKind.TITLE else _summary(incident)


def _headline(incident: Incident) -> str:
    what, who = what_happened(incident), _whom(incident, brief=True)
    clause = f"{what} ({who})" if who else what
    where = _where(incident)
    return f"{where}: {clause}" if where else capitalized(clause)


def _summary(incident: Incident) -> str:
    return " ".join(_sentences(incident))


def _sentences(incident: Incident) -> Iterator[str]:
    what, when, where = what_happened(incident), _when(incident), _where(incident)
    if when and where:
        yield f"{where}, {when}: {what}."
    elif when or where:
        yield f"{capitalized(when or where)}: {what}."
    else:
        yield f"{capitalized(what)}."
    if further := [tr(CATEGORIES[code].label) for code in incident.categories if code is not incident.primary]:
        yield tr("Also: {kinds}.").format(kinds="; ".join(further))
    if who := _whom(incident, brief=False):
        yield tr("Affected: {who}.").format(who=who)
    if incident.actor is not Actor.UNKNOWN:
        yield tr("By whom: {actor}.").format(actor=tr(ACTOR_LABELS[incident.actor]))


def what_happened(incident: Incident) -> str:
    """Return the clause for what happened and to whom, without names, in the reader's language; the category's label if no clause fits."""
    return tr(clause_of(incident.primary, clause_target(incident)))


def clause_of(primary: Category, target: str) -> str:
    """Return the clause of a category for who was affected (`clause_target`), as an untranslated message."""
    clauses = CLAUSES.get(primary)
    clause: str = getattr(clauses, target) if clauses and target else ""
    return clause or CATEGORIES[primary].label


def clause_target(incident: Incident) -> str:
    """Return the name in `_Clauses` of who was affected; empty if no clause fits: a citizen, or nobody is known."""
    target, victims = incident.facts.get("target"), incident.victims
    if target is Target.CITIZEN:
        return ""
    if len(victims) > 1 or target is Target.CREW:
        return "several"
    if target is Target.BLOGGER or (victims and is_blogger(victims[0].profession)):
        return "blogger"
    if target is Target.OUTLET or (not victims and target is None and incident.outlets):
        return "outlet"
    return "journalist" if victims or target is Target.PERSON else ""


def _whom(incident: Incident, *, brief: bool) -> str:
    """Return who was affected, with role and outlet; only the outlets if nobody is named. Empty if nothing may be published."""
    names = [words for victim in incident.victims if (words := _person(victim, brief=brief))]
    if not names:
        names = [_outlet(outlet) for outlet in incident.outlets if outlet.strip()]
    return _first_few(names)


def _person(victim: Victim, *, brief: bool) -> str:
    name = (victim.names.get(reader_language()) or victim.name).strip() if victim.publish else ""
    role = "" if brief else profession_phrase(victim.profession)
    return ", ".join(part for part in (name, role, _outlet(victim.outlet)) if part) if name else ""


def _outlet(name: str) -> str:
    bare = name.strip().strip(_QUOTES).strip()
    return (f"“{bare}”" if reader_language() == "en" else f"«{bare}»") if bare else ""


def _first_few(names: Sequence[str]) -> str:
    first = dict.fromkeys(names[:MOST_NAMED_PEOPLE])
    named = ("; " if any(", " in name for name in first) else ", ").join(first)
    more = len(names) - MOST_NAMED_PEOPLE
    return tr("{some} and {n} more").format(some=named, n=more) if more > 0 else named


def _where(incident: Incident) -> str:
    """Return the place, in foreign letters if necessary, because a person checks a proposed headline before it is published."""
    return place_for_reader(incident) or (incident.place or "").strip()


def _when(incident: Incident) -> str:
    return _day(incident.day, incident.precision or DatePrecision.DAY) if incident.day else ""


def _day(day: date, precision: DatePrecision) -> str:
    # Within a sentence, so without the full stop that ends a Russian or a Kazakh date.
    match precision:
        case DatePrecision.DAY:
            return tr("{day} {month} {year}").format(day=day.day, month=format_date(day, "MMMM", locale=reader_locale()), year=day.year)
        case DatePrecision.MONTH:
            return tr("{month} {year}").format(month=_month(day), year=day.year)
        case DatePrecision.YEAR:
            return tr("{year}").format(year=day.year)


def _month(day: date) -> str:
    """Return the name of a month without a day, in lower case in Kazakh and Russian, whatever their CLDR tables have."""
    name = str(format_date(day, "LLLL", locale=reader_locale()))
    return name if reader_language() == "en" else name.lower()
