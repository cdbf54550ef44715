"""Our own rate: in how many crimes against journalists nobody was held to account. Its base is said with it, and what stands outside of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import ntr, tr
from records.incident_model import Incident
from records.written_dates.day_phrases import until_day
from reports.impunity.clocks import is_punishable, unanswered
from reports.publications import wording
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.figures import Figure, Share, figure_of, require_sum


@dataclass(frozen=True)
class OwnRate:
    """The share of the crimes against journalists in which nobody was held to account by the day: of the incidents in which somebody did something punishable.

    `beside` are the other incidents. No clock of accountability runs in them, so that they are in no rate.
    """

    unanswered: Share
    beside: Figure


def own_rate(incidents: Sequence[Incident], as_of: date, total: Figure) -> OwnRate:
    """The rate of some incidents. Raises ReportRefused unless crimes and the others are all of them."""
    crimes = figure_of(incident.number for incident in incidents if is_punishable(incident))
    found = OwnRate(
        Share(figure_of(incident.number for incident in incidents if unanswered(incident, as_of)), crimes),
        figure_of(incident.number for incident in incidents if not is_punishable(incident)),
    )
    require_sum(tr("Crimes against journalists, and what is none"), (crimes, found.beside), total)
    return found


def rate_in_words(rate: OwnRate, as_of: date) -> Iterator[Runs]:
    """The rate with its base, and what is outside of it and why. Nothing of no incidents."""
    share = rate.unanswered
    if share.value is not None:
        template = ntr(
            "Crimes against journalists (our own rate): of {whole} case involving a punishable act, nobody had been held to account in {part} ({share})"
            " as of {until_day}.",
            "Crimes against journalists (our own rate): of {whole} cases involving a punishable act, nobody had been held to account in {part} ({share})"
            " as of {until_day}.",
            share.whole.value,
        )
        percent = TextRun(wording.percent(share.value), share.part.numbers)
        yield runs(template, whole=wording.figure(share.whole), part=wording.figure(share.part), until_day=until_day(as_of), share=percent)
    if rate.beside.value:
        template = tr(
            "Outside this rate: {incidents}. In these, the law provides no punishment for what was done to the journalist, for example where a case was brought against them"
            " or information was refused; an arrest or detention counts as a crime only where the record says it was unlawful."
        )
        yield runs(template, incidents=wording.count_of_incidents(rate.beside))
