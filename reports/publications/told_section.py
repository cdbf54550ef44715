"""The told cases of a report, by what they show. What became of a perpetrator and what became of a journalist stand under headings of their own."""

from collections.abc import Iterator, Mapping, Sequence

from records.clock import day_in
from records.hand.source_words import by_hand
from records.i18n import ntr, reader, tr
from records.incident_model import Source
from records.incident_texts.note_languages import note_for_reader
from records.incident_texts.told_people import NAMED, may_be_named
from records.incident_texts.told_places import place_unreadable
from records.persons.reader_letters import by_rule, spelling_unknown
from reports.one_line import one_line
from reports.publications import case_sentences, wording
from reports.publications.cases import Case, CaseStory
from reports.publications.document_tree import Block, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figures import figure_of
from reports.publications.outlet_titles import source_title

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
    return Paragraph(case_sentences.case_text(case) + _sources(case.incident.articles, case.outlet_titles))


def to_the_editor(cases: Sequence[Case]) -> Iterator[Runs]:
    """What could not be told in the reader's language, or is told by rule alone."""
    for case in cases:
        lacking = case_sentences.lacking_summary(case.incident)
        if lacking:
            yield (TextRun(lacking),)
    unchecked = [case for case in cases if case_sentences.unchecked_title(case.incident)]
    yield from _noted(tr("Left out, since nobody has checked it: the title in this language of {incidents}."), unchecked)
    unsaid = [case for case in cases if any(not note_for_reader(note) for note in case.notes)]
    yield from _noted(tr("Left out, since they are in another language: notes on steps of {incidents}."), unsaid)
    elsewhere = [case for case in cases if place_unreadable(case.incident)]
    yield from _noted(tr("Left out, since nobody recorded what this language calls it: the place of {incidents}."), elsewhere)
    lettered = [case for case in cases if _letters_by_rule(case)]
    template = tr("Names were transliterated automatically, since their spelling in this language is not on record; check them in {incidents}.")
    yield from _noted(template, lettered)


def _letters_by_rule(case: Case) -> bool:
    named = [victim for victim in case.incident.victims if may_be_named(victim)][:NAMED]
    outlets = [victim.outlet for victim in named] or list(case.incident.outlets) * (not case.incident.victims)
    untitled = [outlet for outlet in outlets if outlet not in case.outlet_titles]
    return any(map(spelling_unknown, named)) or (reader() == "en" and any(map(by_rule, untitled)))


def _noted(template: str, cases: Sequence[Case]) -> Iterator[Runs]:
    if cases:
        yield runs(template, incidents=wording.count_of_incidents(figure_of(case.incident.number for case in cases)))


def _section(heading: str, cases: Sequence[Case], story: CaseStory) -> Iterator[Block]:
    some = [case for case in cases if case.story is story]
    if some:
        yield Heading(2, heading)
        yield from map(told, some)


def _sources(articles: Sequence[Source], titles: Mapping[str, str]) -> Runs:
    """Where it was published: titles of outlets, as links; of two articles of one outlet with their days. Nothing if no article is known."""
    shown = articles[:_SOURCES]
    called = [one_line(by_hand(article) or source_title(article.outlet, article.url, titles), 60) for article in shown]
    named = [name if called.count(name) == 1 else f"{name}, {day}" for name, day in zip(called, map(_published, shown), strict=True)]
    links = [TextRun(name, href=article.url) for name, article in zip(named, shown, strict=True) if name]
    return (TextRun(" "), *runs(ntr("Source: {sources}.", "Sources: {sources}.", len(links)), sources=wording.joined(links))) if links else ()


def _published(article: Source) -> str:
    day = day_in((article.published_at or "")[:10])
    return wording.date_in_words(day, None) if day else article.url
