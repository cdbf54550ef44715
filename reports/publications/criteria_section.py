"""By the criteria of others, each only for the cases that its body judges, and what the words of the impunity report mean."""

from collections.abc import Iterator

from records.i18n import ntr, tr
from records.vocabulary import CPJ_LABELS, UNESCO_LABELS
from reports.charts.chart_words import number
from reports.publications import wording
from reports.publications.document_tree import Block, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure
from reports.publications.impunity_report import Impunity


def criteria(report: Impunity) -> Iterator[Block]:
    """A table of killings, where there are any, and the criterion that holds for every crime."""
    yield Heading(2, tr("By other organisations' criteria"))
    told = tr(
        "UNESCO and the Committee to Protect Journalists judge killings alone, the Committee those whose motive is confirmed. The platform of the Council of Europe"
        " covers its member states: only its criterion is taken here, and it has judged none of these cases."
    )
    yield Paragraph((TextRun(told),))
    rows: list[tuple[Cell, ...]] = []
    if report.killings.value:
        rows += [
            (tr("By the criteria of UNESCO, killings"), wording.first_up(tr(UNESCO_LABELS[state])), figure) for state, figure in report.unesco.items()
        ]
    if report.murders.value:
        rows += [
            (tr("By the criteria of the Committee to Protect Journalists, killings"), wording.first_up(tr(CPJ_LABELS[state])), figure)
            for state, figure in report.cpj.items()
        ]
    rows.append((tr("By the criterion of the Council of Europe, crimes"), tr("Impunity"), report.council_of_europe.part))
    rows.append((tr("By the criterion of the Council of Europe, crimes"), tr("No, or not yet"), _others(report)))
    yield table("", (tr("Criteria"), tr("State"), tr("Cases")), rows, label_columns=2)


def _others(report: Impunity) -> Figure:
    impunity = set(report.council_of_europe.part.numbers)
    others = tuple(number for number in report.crimes.numbers if number not in impunity)
    return Figure(len(others), others)


def meanings(report: Impunity) -> Iterator[Runs]:
    """What the words of the report mean."""
    yield (
        TextRun(
            tr(
                "Held accountable: convicted in part or in full, a ruling for the media, an administrative penalty, a disciplinary one, an apology or settlement."
                " A case counts in every stage before the one it reached."
            )
        ),
    )
    yield (TextRun(tr("UNESCO's word “resolved” takes in refused and dropped cases too: it says that a case has ended, not that it was solved.")),)
    days = ntr("{n} day", "{n} days", report.impunity_days).format(n=number(report.impunity_days))
    template = tr(
        "Impunity by the criterion of the Council of Europe's platform for the safety of journalists: refused, dropped or the victims blamed as the last step,"
        " or nobody answered for {days}."
    )
    yield runs(template, days=days)
