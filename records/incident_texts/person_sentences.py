"""Sentences that describe an incident from its fields: when, where, to whom, what, and by whom as far as the record says."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from records.i18n import kept, kept_in, reader, tr
from records.incident_model import Incident
from records.incident_texts.sentences import ToldPeople, clause_of, people_told, place_in_sentence, target_told
from records.language.dates import on_known_day
from records.vocabulary import CATEGORIES, ActKind, Actor, Category

# What happened to named people, a clause for each category. The subject is inserted in its dictionary form, so that no name is declined.
#
# Russian verbs depend on whether a man, a woman or several people are meant; if that is unknown, the profession before the name takes a masculine
# verb.


class _PersonClauses(NamedTuple):
    """The clause for a man or a person of unknown gender, for a woman or a newsroom, and for several."""

    he: str
    she: str
    several: str


PERSON_CLAUSES: dict[Category, _PersonClauses] = {
    Category.KIL: _PersonClauses(kept("{who} was killed"), kept_in("she", "{who} was killed"), kept("{who} were killed")),
    Category.DIS: _PersonClauses(
        kept("{who} was abducted or went missing"),
        kept_in("she", "{who} was abducted or went missing"),
        kept("{who} were abducted or went missing"),
    ),
    Category.TOR: _PersonClauses(
        kept("{who} was tortured or ill-treated"),
        kept_in("she", "{who} was tortured or ill-treated"),
        kept("{who} were tortured or ill-treated"),
    ),
    Category.ATT: _PersonClauses(kept("{who} was attacked"), kept_in("she", "{who} was attacked"), kept("{who} were attacked")),
    Category.THR: _PersonClauses(kept("{who} was threatened"), kept_in("she", "{who} was threatened"), kept("{who} were threatened")),
    Category.DET: _PersonClauses(kept("{who} was detained"), kept_in("she", "{who} was detained"), kept("{who} were detained")),
    Category.ARR: _PersonClauses(kept("{who} was arrested"), kept_in("she", "{who} was arrested"), kept("{who} were arrested")),
    Category.SUM: _PersonClauses(
        kept("{who} was summoned or questioned"),
        kept_in("she", "{who} was summoned or questioned"),
        kept("{who} were summoned or questioned"),
    ),
    Category.SUR: _PersonClauses(
        kept("{who} was put under surveillance"),
        kept_in("she", "{who} was put under surveillance"),
        kept("{who} were put under surveillance"),
    ),
    Category.OBS: _PersonClauses(
        kept("{who} was kept from working"),
        kept_in("she", "{who} was kept from working"),
        kept("{who} were kept from working"),
    ),
    Category.INT: _PersonClauses(
        kept("{who} met with interference or censorship"),
        kept_in("she", "{who} met with interference or censorship"),
        kept_in("several", "{who} met with interference or censorship"),
    ),
    Category.PRP: _PersonClauses(
        kept("{who} met with a search, or with seizure of or damage to property"),
        kept_in("she", "{who} met with a search, or with seizure of or damage to property"),
        kept_in("several", "{who} met with a search, or with seizure of or damage to property"),
    ),
    Category.SMR: _PersonClauses(
        kept("{who} was insulted or smeared"),
        kept_in("she", "{who} was insulted or smeared"),
        kept("{who} were insulted or smeared"),
    ),
    Category.IMP: _PersonClauses(
        kept("{who} was impersonated or shown in a forgery"),
        kept_in("she", "{who} was impersonated or shown in a forgery"),
        kept("{who} were impersonated or shown in a forgery"),
    ),
    Category.ACC: _PersonClauses(
        kept("{who} was refused information"),
        kept_in("she", "{who} was refused information"),
        kept("{who} were refused information"),
    ),
    Category.DSC: _PersonClauses(
        kept("{who} was refused accreditation or discriminated against"),
        kept_in("she", "{who} was refused accreditation or discriminated against"),
        kept("{who} were refused accreditation or discriminated against"),
    ),
    Category.CRT: _PersonClauses(
        kept("{who} was kept out of a court hearing"),
        kept_in("she", "{who} was kept out of a court hearing"),
        kept("{who} were kept out of a court hearing"),
    ),
    Category.BLK: _PersonClauses(
        kept("{who} had a site or a page blocked"),
        kept_in("she", "{who} had a site or a page blocked"),
        kept_in("several", "{who} had a site or a page blocked"),
    ),
    Category.CLS: _PersonClauses(
        kept("{who} had an outlet closed or suspended"),
        kept_in("she", "{who} had an outlet closed or suspended"),
        kept_in("several", "{who} had an outlet closed or suspended"),
    ),
    Category.CYB: _PersonClauses(
        kept("{who} was hit by a hacking or DDoS attack"),
        kept_in("she", "{who} was hit by a hacking or DDoS attack"),
        kept("{who} were hit by a hacking or DDoS attack"),
    ),
    Category.CRM: _PersonClauses(
        kept("{who} became the subject of a criminal case"),
        kept_in("she", "{who} became the subject of a criminal case"),
        kept_in("several", "{who} became the subject of a criminal case"),
    ),
    Category.CIV: _PersonClauses(
        kept("{who} became the defendant of a claim"),
        kept_in("she", "{who} became the defendant of a claim"),
        kept("{who} became the defendants of a claim"),
    ),
    Category.ADM: _PersonClauses(
        kept("{who} became the subject of an administrative case"),
        kept_in("she", "{who} became the subject of an administrative case"),
        kept_in("several", "{who} became the subject of an administrative case"),
    ),
    Category.ECO: _PersonClauses(
        kept("{who} was dismissed or pressed economically"),
        kept_in("she", "{who} was dismissed or pressed economically"),
        kept("{who} were dismissed or pressed economically"),
    ),
    Category.BOR: _PersonClauses(
        kept("{who} was stopped at the border or deported"),
        kept_in("she", "{who} was stopped at the border or deported"),
        kept("{who} were stopped at the border or deported"),
    ),
    Category.SRC: _PersonClauses(
        kept("{who} was required to reveal a source"),
        kept_in("she", "{who} was required to reveal a source"),
        kept("{who} were required to reveal a source"),
    ),
}  # fmt: skip


_BY: dict[Actor, str] = {
    Actor.STATE_OFFICIAL: kept("Reportedly, a state official was behind it."),
    Actor.LAW_ENFORCEMENT: kept("Reportedly, law enforcement officers were behind it."),
    Actor.COURT: kept("Reportedly, a court was behind it."),
    Actor.SECURITY_GUARD: kept("Reportedly, a security guard was behind it."),
    Actor.BUSINESS: kept("Reportedly, representatives of a business were behind it."),
    Actor.PRIVATE_PERSON: kept("Reportedly, a private person was behind it."),
    Actor.ONLINE_USER: kept("Reportedly, an internet user was behind it."),
    Actor.FOREIGN_STATE: kept("Reportedly, a foreign state was behind it."),
}


def when_and_where(incident: Incident) -> str:
    """Return the beginning of the sentence: «On March 12, 2026 in Almaty,»; empty if neither is known."""
    when = on_known_day(incident.day, incident.precision) if incident.day else ""
    where = place_in_sentence(incident)
    beginning = f"{when} {where}".strip()
    # English separates it with a comma from the subject, which may begin with a name too.
    return f"{beginning[:1].upper()}{beginning[1:]}{',' if reader() == 'en' else ''}" if beginning else ""


def happened_to_whom(incident: Incident, outlets: Mapping[str, str] | None = None) -> str:
    """Return the rest of that sentence: whom it happened to, and what, without a full stop."""
    return _clause(incident, people_told(incident, outlets)) + ("" if incident.day else f" ({tr('date not known')})")


def beside_it(incident: Incident) -> Iterator[str]:
    """Yield the sentences that follow: what else was done, and by whom."""
    if further := [tr(CATEGORIES[code].label) for code in incident.categories if code is not incident.primary]:
        yield tr("Also: {kinds}.").format(kinds="; ".join(further))
    if incident.actor in _BY:
        yield tr(_BY[incident.actor])
    elif incident.primary.facts.kind is ActKind.VIOLENCE:
        yield tr("It is not known who was behind it.")


def _clause(incident: Incident, people: ToldPeople) -> str:
    if people.words:
        forms = PERSON_CLAUSES[incident.primary]
        return tr(forms.several if people.several else forms.she if people.female else forms.he).format(who=people.words)
    target = target_told(incident)
    clause = clause_of(incident.primary, target)
    if target and clause != CATEGORIES[incident.primary].label:
        return tr(clause)
    return tr("the following was recorded: {kind}").format(kind=tr(CATEGORIES[incident.primary].label))
