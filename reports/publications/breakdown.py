"""Who did it, against whom, and by which law: the incidents of a report by further fields, and the persons affected by theirs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from records.i18n import tr
from records.incident_model import Incident
from records.persons.professions import profession_code
from records.vocabulary import Actor, Gender, Target
from reports.publications.figures import Figure, ReportRefused, figure_of, require_sum
from reports.publications.persons_affected import Persons, persons_by

Key = TypeVar("Key")


@dataclass(frozen=True)
class Breakdown:
    """The same incidents by several fields. `by_actor`, `by_target` and `online` with `offline` hold each incident once; None is a target that is not known.

    `by_profession` and `by_gender` count persons, each once; they come to the persons affected. A profession is told by its English word, one that the list lacks
    as it is written, and none by an empty text.

    `by_law` has an incident under every article that it names, as "KZ-CC 274", so that its figures do not add up to anything. `claimed` and `awarded` are sums of
    money by currency (ISO 4217), in whole units, over the incidents behind them; an incident in which nothing was awarded adds 0 and is among these.
    """

    by_actor: dict[Actor, Figure]
    by_target: dict[Target | None, Figure]
    online: Figure
    offline: Figure
    by_profession: dict[str, Figure]
    by_gender: dict[Gender, Figure]
    by_law: dict[str, Figure]
    claimed: dict[str, Figure]
    awarded: dict[str, Figure]


def breakdown(incidents: Sequence[Incident]) -> Breakdown:
    """Over some incidents. Rows stand in the order of their codes; professions and articles by how many, then by their words."""
    return Breakdown(
        by_actor=_in_order(Actor, _by(incidents, lambda one: one.actor)),
        by_target=_in_order([*Target, None], _by(incidents, lambda one: one.facts.get("target"))),
        online=figure_of(one.number for one in incidents if one.facts.get("online")),
        offline=figure_of(one.number for one in incidents if not one.facts.get("online")),
        by_profession=_by_size(persons_by(incidents, lambda victim: profession_code(victim.profession), "")),
        by_gender=_in_order(Gender, persons_by(incidents, lambda victim: victim.gender, Gender.UNKNOWN)),
        by_law=_by_size(_by_law(incidents)),
        claimed=_sums(incidents, "amount_claimed"),
        awarded=_sums(incidents, "amount_awarded"),
    )


def require_breakdown(found: Breakdown, total: Figure, persons: Persons) -> None:
    """Raises ReportRefused unless each table of incidents holds every incident once, and each of persons every person once."""
    require_sum(tr("By who did it"), found.by_actor.values(), total)
    require_sum(tr("By target"), found.by_target.values(), total)
    require_sum(tr("Online"), (found.online, found.offline), total)
    for name, figures in ((tr("By profession"), found.by_profession), (tr("By gender"), found.by_gender)):
        summed = sum(figure.value for figure in figures.values())
        if summed != persons.affected.value:
            words = tr("the report is refused: the lines of “{what}” come to {sum} persons, the total is {total}")
            raise ReportRefused(words.format(what=name, sum=summed, total=persons.affected.value))


def _by(incidents: Iterable[Incident], key: Callable[[Incident], Key]) -> dict[Key, Figure]:
    found: dict[Key, list[str]] = {}
    for incident in incidents:
        found.setdefault(key(incident), []).append(incident.number)
    return {one: figure_of(numbers) for one, numbers in found.items()}


def _by_law(incidents: Iterable[Incident]) -> dict[str, Figure]:
    found: dict[str, dict[str, None]] = {}
    for incident in incidents:
        for one in incident.facts.get("law_articles", ()):
            found.setdefault(f"{one.code} {one.article}", {})[incident.number] = None
    return {article: figure_of(numbers) for article, numbers in found.items()}


def _sums(incidents: Iterable[Incident], field: str) -> dict[str, Figure]:
    found: dict[str, dict[str, int]] = {}
    for incident in incidents:
        amount = incident.facts.get(field)
        if amount is not None:
            currency = str(incident.facts.get("currency") or "")
            found.setdefault(currency, {})[incident.number] = amount
    return {currency: Figure(sum(amounts.values()), tuple(amounts)) for currency, amounts in sorted(found.items())}


def _in_order(order: Iterable[Key], found: dict[Key, Figure]) -> dict[Key, Figure]:
    return {one: found[one] for one in order if one in found}


def _by_size(found: dict[str, Figure]) -> dict[str, Figure]:
    return {one: found[one] for one in sorted(found, key=lambda one: (-found[one].value, one))}
