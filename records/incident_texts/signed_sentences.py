"""What happened, told from the fields in sentences that an editor would sign: when, where, whom, and by whom as far as the record says."""

from collections.abc import Iterator, Mapping

from records.i18n import kept, reader, tr
from records.incident_model import Incident
from records.incident_texts.person_clauses import PERSON_CLAUSES
from records.incident_texts.told_people import ToldPeople, people_told
from records.incident_texts.told_places import place_in_sentence
from records.incident_texts.told_sentences import clause_of, target_told
from records.vocabulary import CATEGORIES, ActKind, Actor
from records.written_dates.day_phrases import on_known_day

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
    """How the sentence begins: «On March 12, 2026 in Almaty,»; empty if neither is known."""
    when = on_known_day(incident.day, incident.precision) if incident.day else ""
    where = place_in_sentence(incident)
    begun = f"{when} {where}".strip()
    # English parts it from the subject behind it, which may begin with a name too.
    return f"{begun[:1].upper()}{begun[1:]}{',' if reader() == 'en' else ''}" if begun else ""


def happened_to_whom(incident: Incident, outlets: Mapping[str, str] | None = None) -> str:
    """The rest of that sentence: who it happened to, and what, without a full stop."""
    return _clause(incident, people_told(incident, outlets)) + ("" if incident.day else f" ({tr('date not known')})")


def beside_it(incident: Incident) -> Iterator[str]:
    """The sentences behind it: what else was done, and by whom."""
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
