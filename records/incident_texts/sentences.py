"""An incident told from its fields, in any language: a headline, and a summary of a few sentences.

Names stand in parentheses, after a colon or alone, so that no language has to bend them: a sentence made of parts that inflect is wrong in Kazakh and in Russian.
A name that is withheld is never told, wherever the sentence is shown: the profession stands in its place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from babel.dates import format_date

from records.country import home, place_name, region_name
from records.i18n import LANGUAGES, formats, kept, kept_in, ntr, reader, speaking, tr
from records.incident_model import Incident, Victim
from records.language.cases import KazakhCase, in_case, in_place, possessed
from records.language.names import given_name_gender, name_parts, rough
from records.persons.reader_letters import in_reader_letters, name_told
from records.persons.repository import is_blogger, language_of, profession_in_reader_language, profession_told
from records.vocabulary import ACTOR_LABELS, CATEGORIES, Actor, Category, DatePrecision, Gender, Target

# The texts of an incident by kind and language, and what is kept of each beside its words.


class TextKind(StrEnum):
    """What a text is."""

    TITLE = "title"
    SUMMARY = "summary"


class TextState(StrEnum):
    """How far a text has come. `proposed`: the machine proposes it, or a person took it over and did not vouch for it. `checked`: a person did."""

    NONE = "none"
    PROPOSED = "proposed"
    CHECKED = "checked"


class TextOrigin(StrEnum):
    """Where a text comes from: a person wrote it, an article has it, it is told from the fields, it came with an import or from before there were states."""

    PERSON = "person"
    ARTICLE = "article"
    FIELDS = "fields"
    IMPORT = "import"


TEXT_KIND_LABELS: dict[TextKind, str] = {TextKind.TITLE: kept("title"), TextKind.SUMMARY: kept("summary")}
TEXT_STATE_LABELS: dict[TextState, str] = {
    TextState.NONE: kept_in("text", "none"),
    TextState.PROPOSED: kept_in("text", "proposed"),
    TextState.CHECKED: kept_in("text", "checked"),
}
# The fields of which a text tells, and the columns in which they stand.
TOLD_FIELDS: dict[str, tuple[str, ...]] = {
    "primary": ("primary", "categories"),
    "incident_date": ("happened_on", "date_precision"),
    "place": ("country", "place", "region"),
    "victims": ("victims",),
    "outlets": ("outlets",),
    "actor": ("actor",),
}


@dataclass(frozen=True)
class TextNote:
    """What is kept of a text that stands in the record. `stale` are the fields of `TOLD_FIELDS` that were changed after it was checked."""

    state: TextState
    by: str = ""
    at: str = ""
    origin: TextOrigin = TextOrigin.PERSON
    article: str = ""
    stale: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the column and the ledger keep it; what says nothing is left out."""
        found = {
            "state": self.state.value,
            "by": self.by,
            "at": self.at,
            "origin": self.origin.value,
            "article": self.article,
            "stale": list(self.stale),
        }
        return {name: value for name, value in found.items() if value}

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> "TextNote":
        """Back from what `to_json` gave."""
        origin, stale = TextOrigin(held.get("origin") or TextOrigin.PERSON), tuple(held.get("stale") or ())
        return TextNote(TextState(held["state"]), held.get("by") or "", held.get("at") or "", origin, held.get("article") or "", stale)


def slot(kind: str, lang: str) -> str:
    """The name of a text, as `title_kk`."""
    return f"{kind}_{lang}"


def slots() -> Iterator[tuple[str, TextKind, str]]:
    """The names of all texts, with kind and language, in the order of languages."""
    return ((slot(kind, lang), kind, lang) for lang in LANGUAGES for kind in TextKind)


def slot_parts(name: str) -> tuple[TextKind, str] | None:
    """Kind and language of a text by its name; None for what is no text."""
    return next(((kind, lang) for one, kind, lang in slots() if one == name), None)


# Where an incident happened, in the reader's language: alone, and within a sentence. The one place from which texts and documents have it.

# What a language says before a place that it does not decline.
_IN_PLACE = {"en": "in {place}"}
# The letters that readers of a language can be shown, by the language that has them.
_READABLE = {"en": ("en",), "ru": ("ru", "en"), "kk": ("kk", "ru", "en")}


def place_told(incident: Incident) -> str:
    """The place as this language calls it, else the region; empty if neither is known. A place in letters of which this language has none gives way to the region, whose
    name is known in every language."""
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    region = region_name(incident.region) if incident.region in home().regions else ""
    return place if place and _readable(place) else region


def place_unreadable(incident: Incident) -> str:
    """A place that is left out of texts in this language, as it was written: nobody recorded what the language calls it. Empty if there is none."""
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    return "" if _readable(place) else place


def place_in_sentence(incident: Incident) -> str:
    """Where it happened, within a sentence: «in Almaty», «в Алматы», «Алматыда». A place of which Russian grammar is not sure stands in parentheses."""
    place = place_told(incident)
    if not place:
        return ""
    if incident.region in home().cities and place == region_name(incident.region):
        # A city that is a region of its own: nobody says "in Almaty city".
        place = place.removeprefix("Город ").removesuffix(" қаласы").removesuffix(" city")
    if reader() == "kk":
        return in_case(place, KazakhCase.LOCATIVE)
    if reader() == "ru":
        return in_place(place) or f"({place})"
    return _IN_PLACE.get(reader(), "{place}").format(place=place)


def _readable(place: str) -> bool:
    return not place or language_of(place) in _READABLE.get(reader(), tuple(LANGUAGES))


# Who an incident happened to, as a phrase within a sentence: each with the role, the outlet and the name, in the reader's language and as a dictionary has it.

NAMED = 3
"""As many are named; of further ones the number is told."""
_LONGEST = 80
_QUOTES = "«»\"“”„'"
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "AEIOU"
# An ending of a case, in rough letters, is no longer.
_LONGEST_ENDING = 6
_ROLES: dict[str, str] = {Target.PERSON: "journalist", Target.BLOGGER: "blogger"}


@dataclass(frozen=True)
class ToldPeople:
    """The phrase for who it happened to, and which verb it takes. Empty words: nobody may be named."""

    words: str
    female: bool = False
    several: bool = False


def people_told(incident: Incident, outlets: Mapping[str, str] | None = None) -> ToldPeople:
    """The persons, the first of them by name; the newsrooms where there are none. `outlets` are the titles of outlets by what the record calls them."""
    named = [victim for victim in incident.victims if may_be_named(victim)]
    if named:
        role = _ROLES.get(incident.facts.get("target") or "", "") if len(incident.victims) == 1 else ""
        told = [_person_told(victim, outlets, role) for victim in named[:NAMED]]
        return ToldPeople(_listed(told, len(incident.victims) - len(told)), _is_woman(named[0]), len(incident.victims) > 1)
    if incident.victims:
        return ToldPeople("")
    rooms = [tr("the newsroom of {outlet}").format(outlet=quoted_outlet(name, outlets)) for name in dict.fromkeys(incident.outlets) if name.strip()]
    told = rooms[:NAMED]
    return ToldPeople(_listed(told, 0), True, len(told) > 1) if told else ToldPeople("")


def _person_told(victim: Victim, outlets: Mapping[str, str] | None = None, role: str = "") -> str:
    """One person with role and outlet: «Zaman correspondent Asel Akhmetova». `role` stands where the record has none."""
    name, outlet = _short(name_told(victim)), quoted_outlet(victim.outlet, outlets)
    role = _short(profession_in_reader_language(victim.profession or role))
    if role and outlet:
        return tr("{outlet} {role} {name}").format(outlet=outlet, role=possessed(role) if reader() == "kk" else role, name=name)
    if outlet:
        return f"{name} ({outlet})"
    return f"{role} {name}" if role else name


def may_be_named(victim: Victim) -> bool:
    """Whether there is a name, and it may leave the house."""
    return victim.publish and bool(victim.name.strip())


def quoted_outlet(name: str, outlets: Mapping[str, str] | None = None) -> str:
    """An outlet as a sentence names it: its title, in quotation marks where the language has them there. Empty if there is none."""
    bare = _short((outlets or {}).get(name, name).strip().strip(_QUOTES).strip())
    return in_reader_letters(bare) if reader() == "en" or not bare else f"«{bare}»"


def not_named_in(text: str, victims: Sequence[Victim]) -> list[Victim]:
    """Those of them whom a text does not name, in whatever script and case."""
    said = [rough(word) for word in _WORD.findall(text)]
    return [victim for victim in victims if may_be_named(victim) and not any(_names(said, name) for name in (victim.name, *victim.names.values()))]


def also_told(victims: Sequence[Victim], outlets: Mapping[str, str] | None = None, more: int = 0) -> str:
    """These persons and `more` others in a list."""
    told = [_person_told(victim, outlets) for victim in victims[:NAMED]]
    return _listed(told, len(victims) - len(told) + more)


def _names(said: Sequence[str], name: str) -> bool:
    words = name_parts(name).words
    surnames = [word for word in words if word.ending] or list(words)
    return bool(words) and all(_said(said, word.rough.rstrip(_VOWELS) or word.rough) for word in surnames)


def _said(said: Sequence[str], stem: str) -> bool:
    return any(one.startswith(stem) and len(one) - len(stem) <= _LONGEST_ENDING for one in said)


def _is_woman(victim: Victim) -> bool:
    if victim.gender is not Gender.UNKNOWN:
        return victim.gender is Gender.FEMALE
    if any(word.gender for word in name_parts(victim.name).words):
        return any(word.gender == "f" for word in name_parts(victim.name).words)
    return any(given_name_gender(word) == "f" for word in victim.name.split())


def _listed(told: Sequence[str], more: int) -> str:
    if more > 0:
        return ntr("{some} and {n} other person", "{some} and {n} other persons", more).format(some=", ".join(told), n=more)
    *some, last = told
    return tr("{some} and {last}").format(some=", ".join(some), last=last) if some else last


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else (line[:_LONGEST].rpartition(" ")[0] or line[:_LONGEST]) + " …"


# What happened, as one clause of a headline for each kind of violation. Each is whole: nothing is put into it, so every language keeps its cases and endings.


class _Clauses(NamedTuple):
    """The clause by whom it happened to: one journalist, one blogger, several people of the press, an outlet. Empty: the kind of violation stands in its place."""

    journalist: str
    blogger: str
    several: str
    outlet: str = ""


CLAUSES: dict[Category, _Clauses] = {
    Category.KIL: _Clauses(kept("a journalist was killed"), kept("a blogger was killed"), kept("journalists were killed")),
    Category.DIS: _Clauses(
        kept("a journalist was abducted or went missing"), kept("a blogger was abducted or went missing"), kept("journalists were abducted or went missing")
    ),
    Category.TOR: _Clauses(
        kept("a journalist was tortured or ill-treated"), kept("a blogger was tortured or ill-treated"), kept("journalists were tortured or ill-treated")
    ),
    Category.ATT: _Clauses(
        kept("a journalist was attacked"), kept("a blogger was attacked"), kept("journalists were attacked"), kept("a newsroom was attacked")
    ),
    Category.THR: _Clauses(
        kept("a journalist was threatened"), kept("a blogger was threatened"), kept("journalists were threatened"), kept("a newsroom was threatened")
    ),
    Category.DET: _Clauses(kept("a journalist was detained"), kept("a blogger was detained"), kept("journalists were detained")),
    Category.ARR: _Clauses(kept("a journalist was arrested"), kept("a blogger was arrested"), kept("journalists were arrested")),
    Category.SUM: _Clauses(
        kept("a journalist was summoned or questioned"), kept("a blogger was summoned or questioned"),
        kept("journalists were summoned or questioned"), kept("people of a newsroom were summoned or questioned"),
    ),
    Category.SUR: _Clauses(
        kept("a journalist was put under surveillance"), kept("a blogger was put under surveillance"),
        kept("journalists were put under surveillance"), kept("a newsroom was put under surveillance"),
    ),
    Category.OBS: _Clauses(
        kept("a journalist was kept from working"), kept("a blogger was kept from working"), kept("journalists were kept from working"),
        kept("a newsroom was kept from working"),
    ),
    Category.INT: _Clauses(
        kept("the work of a journalist was interfered with"), kept("the work of a blogger was interfered with"),
        kept("the work of journalists was interfered with"), kept("the work of a newsroom was interfered with"),
    ),
    Category.PRP: _Clauses(
        kept("a journalist was searched, or property taken or damaged"), kept("a blogger was searched, or property taken or damaged"),
        kept("journalists were searched, or property taken or damaged"), kept("a newsroom was searched, or its property taken or damaged"),
    ),
    Category.SMR: _Clauses(
        kept("a journalist was insulted or smeared"), kept("a blogger was insulted or smeared"), kept("journalists were insulted or smeared"),
        kept("an outlet was insulted or smeared"),
    ),
    Category.IMP: _Clauses(
        kept("the name or likeness of a journalist was forged"), kept("the name or likeness of a blogger was forged"),
        kept("the names or likenesses of journalists were forged"), kept("the name of an outlet was forged"),
    ),
    Category.ACC: _Clauses(
        kept("a journalist was refused information"), kept("a blogger was refused information"), kept("journalists were refused information"),
        kept("a newsroom was refused information"),
    ),
    Category.DSC: _Clauses(
        kept("a journalist was refused accreditation or discriminated against"), kept("a blogger was refused accreditation or discriminated against"),
        kept("journalists were refused accreditation or discriminated against"), kept("an outlet was refused accreditation or discriminated against"),
    ),
    Category.CRT: _Clauses(
        kept("a journalist was kept out of a court hearing"), kept("a blogger was kept out of a court hearing"),
        kept("journalists were kept out of a court hearing"), kept("people of a newsroom were kept out of a court hearing"),
    ),
    Category.BLK: _Clauses(
        kept("a journalist's page was blocked"), kept("a blogger's page was blocked"), kept("pages of journalists were blocked"), kept("an outlet was blocked")
    ),
    Category.CLS: _Clauses(
        kept("a journalist's outlet was closed or suspended"), kept("a blogger's page was closed or suspended"),
        kept("an outlet of several journalists was closed or suspended"), kept("an outlet was closed or suspended"),
    ),
    Category.CYB: _Clauses(
        kept("a journalist's account was hacked or attacked"), kept("a blogger's account was hacked or attacked"),
        kept("accounts of journalists were hacked or attacked"), kept("an outlet's site was hacked or attacked"),
    ),
    Category.CRM: _Clauses(
        kept("a criminal case was opened against a journalist"), kept("a criminal case was opened against a blogger"),
        kept("a criminal case was opened against journalists"), kept("a criminal case was opened against an outlet"),
    ),
    Category.CIV: _Clauses(
        kept("a claim was brought against a journalist"), kept("a claim was brought against a blogger"), kept("a claim was brought against journalists"),
        kept("a claim was brought against an outlet"),
    ),
    Category.ADM: _Clauses(
        kept("an administrative case was opened against a journalist"), kept("an administrative case was opened against a blogger"),
        kept("an administrative case was opened against journalists"), kept("an administrative case was opened against an outlet"),
    ),
    Category.ECO: _Clauses(
        kept("a journalist was dismissed or pressed economically"), kept("a blogger was pressed economically"),
        kept("journalists were dismissed or pressed economically"), kept("an outlet was pressed economically"),
    ),
    Category.BOR: _Clauses(
        kept("a journalist was stopped at the border or deported"), kept("a blogger was stopped at the border or deported"),
        kept("journalists were stopped at the border or deported"),
    ),
    Category.SRC: _Clauses(
        kept("a journalist was required to reveal a source"), kept("a blogger was required to reveal a source"),
        kept("journalists were required to reveal a source"), kept("a newsroom was required to reveal a source"),
    ),
}  # fmt: skip


# As many are named; of further ones the number is told.
_NAMED = 3


def told_from_fields(incident: Incident, kind: TextKind, lang: str) -> str:
    """The headline or the summary of an incident in a language, as its fields tell it."""
    with speaking(lang):
        return _headline(incident) if kind is TextKind.TITLE else _summary(incident)


def _headline(incident: Incident) -> str:
    what, who = what_happened(incident), _whom(incident, brief=True)
    told = f"{what} ({who})" if who else what
    where = _where(incident)
    return f"{where}: {told}" if where else _first_up(told)


def _summary(incident: Incident) -> str:
    return " ".join(_sentences(incident))


def _sentences(incident: Incident) -> Iterator[str]:
    what, when, where = what_happened(incident), _when(incident), _where(incident)
    if when and where:
        yield f"{where}, {when}: {what}."
    elif when or where:
        yield f"{_first_up(when or where)}: {what}."
    else:
        yield f"{_first_up(what)}."
    if further := [tr(CATEGORIES[code].label) for code in incident.categories if code is not incident.primary]:
        yield tr("Also: {kinds}.").format(kinds="; ".join(further))
    if who := _whom(incident, brief=False):
        yield tr("Affected: {who}.").format(who=who)
    if incident.actor is not Actor.UNKNOWN:
        yield tr("By whom: {actor}.").format(actor=tr(ACTOR_LABELS[incident.actor]))


def what_happened(incident: Incident) -> str:
    """The clause for what happened and to whom, without names, in the reader's language. Where no clause fits, the kind of violation."""
    return tr(clause_of(incident.primary, target_told(incident)))


def clause_of(primary: Category, target: str) -> str:
    """The clause of a category for whom it happened to (`target_told`), as a message that is translated where it is shown."""
    clauses = CLAUSES.get(primary)
    clause: str = getattr(clauses, target) if clauses and target else ""
    return clause or CATEGORIES[primary].label


def target_told(incident: Incident) -> str:
    """Of whom the clause tells, by its name in `_Clauses`. Empty for somebody of whom none tells: a citizen, or nobody is known."""
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
    """Who was harmed, with role and outlet; the outlets alone where nobody is named. Empty if nothing may be told."""
    told = [words for one in incident.victims if (words := _person(one, brief=brief))]
    if not told:
        told = [_outlet(one) for one in incident.outlets if one.strip()]
    return _first_few(told)


def _person(victim: Victim, *, brief: bool) -> str:
    name = (victim.names.get(reader()) or victim.name).strip() if victim.publish else ""
    role = "" if brief else profession_told(victim.profession)
    return ", ".join(part for part in (name, role, _outlet(victim.outlet)) if part) if name else ""


def _outlet(name: str) -> str:
    bare = name.strip().strip(_QUOTES).strip()
    return (f"“{bare}”" if reader() == "en" else f"«{bare}»") if bare else ""


def _first_few(told: Sequence[str]) -> str:
    named = "; ".join(dict.fromkeys(told[:_NAMED])) if any(", " in one for one in told[:_NAMED]) else ", ".join(dict.fromkeys(told[:_NAMED]))
    more = len(told) - _NAMED
    return tr("{some} and {n} more").format(some=named, n=more) if more > 0 else named


def _where(incident: Incident) -> str:
    """A headline that is proposed rather has a place in other letters than none: somebody looks at it before it leaves the house."""
    return place_told(incident) or (incident.place or "").strip()


def _when(incident: Incident) -> str:
    return _day(incident.day, incident.precision or DatePrecision.DAY) if incident.day else ""


def _day(day: date, precision: DatePrecision) -> str:
    # Within a sentence, and so without the full stop that ends a Russian or a Kazakh date that stands alone.
    match precision:
        case DatePrecision.DAY:
            return tr("{day} {month} {year}").format(day=day.day, month=format_date(day, "MMMM", locale=formats()), year=day.year)
        case DatePrecision.MONTH:
            return tr("{month} {year}").format(month=_month(day), year=day.year)
        case DatePrecision.YEAR:
            return tr("{year}").format(year=day.year)


def _month(day: date) -> str:
    """The name of a month that stands with its year alone. Kazakh and Russian write it small within a sentence, whatever their tables of names do."""
    name = str(format_date(day, "LLLL", locale=formats()))
    return name if reader() == "en" else name.lower()


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]
