"""An incident told from its fields, in any language: a headline, and a summary of a few sentences.

Names stand in parentheses, after a colon or alone, so that no language has to bend them: a sentence made of parts that inflect is wrong in Kazakh and in Russian.
A name that is withheld is never told, wherever the sentence is shown: the profession stands in its place.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from babel.dates import format_date

from records.i18n import formats, reader, speaking, tr
from records.incident_model import Incident, Victim
from records.incident_texts.clauses import CLAUSES
from records.incident_texts.text_slots import TextKind
from records.incident_texts.told_places import place_told
from records.persons.professions import is_blogger, profession_told
from records.vocabulary import ACTOR_LABELS, CATEGORIES, Actor, Category, DatePrecision, Target

# As many are named; of further ones the number is told.
_NAMED = 3
_QUOTES = "«»\"“”„'"


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
    """Of whom the clause tells, by its name in `Clauses`. Empty for somebody of whom none tells: a citizen, or nobody is known."""
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
