"""Sentences that describe an incident from its fields: when, where, to whom, what, and by whom as far as the record says."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from records.i18n import gettext_noop, pgettext_noop, reader_language, tr
from records.incident_model import Incident
from records.incident_texts.sentences import PeoplePhrase, clause_of, clause_target, people_phrase, place_in_sentence
from records.language.dates import on_known_day
from records.language.letters import capitalized
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
    Category.KIL: _PersonClauses(gettext_noop("{who} was killed"), pgettext_noop("she", "{who} was killed"), gettext_noop("{who} were killed")),
    Category.DIS: _PersonClauses(
        gettext_noop("{who} was abducted or went missing"),
        pgettext_noop("she", "{who} was abducted or went missing"),
        gettext_noop("{who} were abducted or went missing"),
    ),
    Category.TOR: _PersonClauses(
        gettext_noop("{who} was tortured or ill-treated"),
        pgettext_noop("she", "{who} was tortured or ill-treated"),
        gettext_noop("{who} were tortured or ill-treated"),
    ),
    Category.ATT: _PersonClauses(gettext_noop("{who} was attacked"), pgettext_noop("she", "{who} was attacked"), gettext_noop("{who} were attacked")),
    Category.THR: _PersonClauses(gettext_noop("{who} was threatened"), pgettext_noop("she", "{who} was threatened"), gettext_noop("{who} were threatened")),
    Category.DET: _PersonClauses(gettext_noop("{who} was detained"), pgettext_noop("she", "{who} was detained"), gettext_noop("{who} were detained")),
    Category.ARR: _PersonClauses(gettext_noop("{who} was arrested"), pgettext_noop("she", "{who} was arrested"), gettext_noop("{who} were arrested")),
    Category.SUM: _PersonClauses(
        gettext_noop("{who} was summoned or questioned"),
        pgettext_noop("she", "{who} was summoned or questioned"),
        gettext_noop("{who} were summoned or questioned"),
    ),
    Category.SUR: _PersonClauses(
        gettext_noop("{who} was put under surveillance"),
        pgettext_noop("she", "{who} was put under surveillance"),
        gettext_noop("{who} were put under surveillance"),
    ),
    Category.OBS: _PersonClauses(
        gettext_noop("{who} was kept from working"),
        pgettext_noop("she", "{who} was kept from working"),
        gettext_noop("{who} were kept from working"),
    ),
    Category.INT: _PersonClauses(
        gettext_noop("{who} met with interference or censorship"),
        pgettext_noop("she", "{who} met with interference or censorship"),
        pgettext_noop("several", "{who} met with interference or censorship"),
    ),
    Category.PRP: _PersonClauses(
        gettext_noop("{who} met with a search, or with seizure of or damage to property"),
        pgettext_noop("she", "{who} met with a search, or with seizure of or damage to property"),
        pgettext_noop("several", "{who} met with a search, or with seizure of or damage to property"),
    ),
    Category.SMR: _PersonClauses(
        gettext_noop("{who} was insulted or smeared"),
        pgettext_noop("she", "{who} was insulted or smeared"),
        gettext_noop("{who} were insulted or smeared"),
    ),
    Category.IMP: _PersonClauses(
        gettext_noop("{who} was impersonated or shown in a forgery"),
        pgettext_noop("she", "{who} was impersonated or shown in a forgery"),
        gettext_noop("{who} were impersonated or shown in a forgery"),
    ),
    Category.ACC: _PersonClauses(
        gettext_noop("{who} was refused information"),
        pgettext_noop("she", "{who} was refused information"),
        gettext_noop("{who} were refused information"),
    ),
    Category.DSC: _PersonClauses(
        gettext_noop("{who} was refused accreditation or discriminated against"),
        pgettext_noop("she", "{who} was refused accreditation or discriminated against"),
        gettext_noop("{who} were refused accreditation or discriminated against"),
    ),
    Category.CRT: _PersonClauses(
        gettext_noop("{who} was kept out of a court hearing"),
        pgettext_noop("she", "{who} was kept out of a court hearing"),
        gettext_noop("{who} were kept out of a court hearing"),
    ),
    Category.BLK: _PersonClauses(
        gettext_noop("{who} had a site or a page blocked"),
        pgettext_noop("she", "{who} had a site or a page blocked"),
        pgettext_noop("several", "{who} had a site or a page blocked"),
    ),
    Category.CLS: _PersonClauses(
        gettext_noop("{who} had an outlet closed or suspended"),
        pgettext_noop("she", "{who} had an outlet closed or suspended"),
        pgettext_noop("several", "{who} had an outlet closed or suspended"),
    ),
    Category.CYB: _PersonClauses(
        gettext_noop("{who} was hit by a hacking or DDoS attack"),
        pgettext_noop("she", "{who} was hit by a hacking or DDoS attack"),
        gettext_noop("{who} were hit by a hacking or DDoS attack"),
    ),
    Category.CRM: _PersonClauses(
        gettext_noop("{who} became the subject of a criminal case"),
        pgettext_noop("she", "{who} became the subject of a criminal case"),
        pgettext_noop("several", "{who} became the subject of a criminal case"),
    ),
    Category.CIV: _PersonClauses(
        gettext_noop("{who} became the defendant of a claim"),
        pgettext_noop("she", "{who} became the defendant of a claim"),
        gettext_noop("{who} became the defendants of a claim"),
    ),
    Category.ADM: _PersonClauses(
        gettext_noop("{who} became the subject of an administrative case"),
        pgettext_noop("she", "{who} became the subject of an administrative case"),
        pgettext_noop("several", "{who} became the subject of an administrative case"),
    ),
    Category.ECO: _PersonClauses(
        gettext_noop("{who} was dismissed or pressed economically"),
        pgettext_noop("she", "{who} was dismissed or pressed economically"),
        gettext_noop("{who} were dismissed or pressed economically"),
    ),
    Category.BOR: _PersonClauses(
        gettext_noop("{who} was stopped at the border or deported"),
        pgettext_noop("she", "{who} was stopped at the border or deported"),
        gettext_noop("{who} were stopped at the border or deported"),
    ),
    Category.SRC: _PersonClauses(
        gettext_noop("{who} was required to reveal a source"),
        pgettext_noop("she", "{who} was required to reveal a source"),
        gettext_noop("{who} were required to reveal a source"),
    ),
}  # fmt: skip


_BY: dict[Actor, str] = {
    Actor.STATE_OFFICIAL: gettext_noop("Reportedly, a state official was behind it."),
    Actor.LAW_ENFORCEMENT: gettext_noop("Reportedly, law enforcement officers were behind it."),
    Actor.COURT: gettext_noop("Reportedly, a court was behind it."),
    Actor.SECURITY_GUARD: gettext_noop("Reportedly, a security guard was behind it."),
    Actor.BUSINESS: gettext_noop("Reportedly, representatives of a business were behind it."),
    Actor.PRIVATE_PERSON: gettext_noop("Reportedly, a private person was behind it."),
    Actor.ONLINE_USER: gettext_noop("Reportedly, an internet user was behind it."),
    Actor.FOREIGN_STATE: gettext_noop("Reportedly, a foreign state was behind it."),
}


def when_and_where(incident: Incident) -> str:
    """Return the beginning of the sentence: «On March 12, 2026 in Almaty,»; empty if neither is known."""
    when = on_known_day(incident.day, incident.precision) if incident.day else ""
    where = place_in_sentence(incident)
    beginning = f"{when} {where}".strip()
    # English separates it with a comma from the subject, which may begin with a name too.
    return f"{capitalized(beginning)}{',' if reader_language() == 'en' else ''}" if beginning else ""


def happened_to_whom(incident: Incident, outlets: Mapping[str, str] | None = None) -> str:
    """Return the rest of that sentence: whom it happened to, and what, without a full stop."""
    return _clause(incident, people_phrase(incident, outlets)) + ("" if incident.day else f" ({tr('date not known')})")


def further_sentences(incident: Incident) -> Iterator[str]:
    """Yield the sentences that follow: what else was done, and by whom."""
    if further := [tr(CATEGORIES[code].label) for code in incident.categories if code is not incident.primary]:
        yield tr("Also: {kinds}.").format(kinds="; ".join(further))
    if incident.actor in _BY:
        yield tr(_BY[incident.actor])
    elif incident.primary.facts.kind is ActKind.VIOLENCE:
        yield tr("It is not known who was behind it.")


def _clause(incident: Incident, people: PeoplePhrase) -> str:
    if people.words:
        forms = PERSON_CLAUSES[incident.primary]
        return tr(forms.several if people.several else forms.she if people.female else forms.he).format(who=people.words)
    target = clause_target(incident)
    clause = clause_of(incident.primary, target)
    if target and clause != CATEGORIES[incident.primary].label:
        return tr(clause)
    return tr("the following was recorded: {kind}").format(kind=tr(CATEGORIES[incident.primary].label))
