"""The told cases of a report, by what they show. What became of a perpetrator and what became of a journalist stand under headings of their own."""

from collections.abc import Iterator, Sequence

from records.hand.source_words import by_hand
from records.i18n import reader, tr
from records.incident_model import Source
from reports.one_line import one_line
from reports.publications import case_sentences, wording
from reports.publications.cases import Case, CaseStory
from reports.publications.document_tree import Block, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figures import figure_of

_SOURCES = 3
"""As many articles are named under a case; the record names all."""


def impunity_told(cases: Sequence[Case]) -> Iterator[Block]:
    """Cases in which somebody did something punishable: where nobody was held to account, and where somebody was. Nothing if there is none."""
    yield from _section(tr("How those responsible escape"), cases, CaseStory.IMPUNITY)
    yield from _section(tr("Where somebody was held to account"), cases, CaseStory.ACCOUNTABILITY)


def pursuit_told(cases: Sequence[Case]) -> Iterator[Block]:
    """Cases against journalists: those that go on or ended with a ruling, then those that ended well. They follow the figures of the pursuit."""
    hers = [case for case in cases if case.story is CaseStory.PURSUIT]
    for heading, some in (
        (tr("Cases against journalists"), [case for case in hers if not case.ended_well]),
        (tr("Cases against journalists that ended well"), [case for case in hers if case.ended_well]),
    ):
        if some:
            yield Heading(3, heading)
            yield from map(told, some)


def others_told(cases: Sequence[Case]) -> Iterator[Block]:
    """Cases in which no clock runs, told because the editor asked for them."""
    yield from _section(tr("Other cases"), cases, CaseStory.OTHER)


def told(case: Case) -> Block:
    """One case with its sources."""
    return Paragraph(case_sentences.case_text(case) + _sources(case.incident.articles))


def to_the_editor(cases: Sequence[Case]) -> Iterator[Runs]:
    """What could not be told in the reader's language."""
    for case in cases:
        lacking = case_sentences.lacking_summary(case.incident)
        if lacking:
            yield (TextRun(lacking),)
    foreign = figure_of(case.incident.number for case in cases if any(case_sentences.lang_of(note) != reader() for note in case.notes))
    if foreign.value:
        template = tr("Left out, since they are in another language: notes on steps of {incidents}.")
        yield runs(template, incidents=wording.count_of_incidents(foreign))


def _section(heading: str, cases: Sequence[Case], story: CaseStory) -> Iterator[Block]:
    some = [case for case in cases if case.story is story]
    if some:
        yield Heading(2, heading)
        yield from map(told, some)


def _sources(articles: Sequence[Source]) -> Runs:
    """Where it was published, as links. Nothing if no article is known."""
    links = [TextRun(one_line(by_hand(article) or article.outlet or article.url, 60), href=article.url) for article in articles[:_SOURCES]]
    return (TextRun(" ["), *wording.joined(links), TextRun("]")) if links else ()
