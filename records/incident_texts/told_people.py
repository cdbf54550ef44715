"""Who an incident happened to, as a phrase within a sentence: each with the role, the outlet and the name, in the reader's language and as a dictionary has it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.i18n import ntr, reader, tr
from records.incident_model import Incident, Victim
from records.persons.given_names import given_name_gender
from records.persons.name_reading import name_parts
from records.persons.professions import profession_in_reader_language
from records.persons.reader_letters import in_reader_letters, name_told
from records.persons.rough_letters import rough
from records.vocabulary import Gender, Target
from records.words.kazakh_cases import possessed

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
        told = [person_told(victim, outlets, role) for victim in named[:NAMED]]
        return ToldPeople(_listed(told, len(incident.victims) - len(told)), _is_woman(named[0]), len(incident.victims) > 1)
    if incident.victims:
        return ToldPeople("")
    rooms = [tr("the newsroom of {outlet}").format(outlet=quoted_outlet(name, outlets)) for name in dict.fromkeys(incident.outlets) if name.strip()]
    told = rooms[:NAMED]
    return ToldPeople(_listed(told, 0), True, len(told) > 1) if told else ToldPeople("")


def person_told(victim: Victim, outlets: Mapping[str, str] | None = None, role: str = "") -> str:
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
    told = [person_told(victim, outlets) for victim in victims[:NAMED]]
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
