"""README.txt of a release: what it is, how it was counted, what may be done with it and how it is checked, in the reader's language."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from records.i18n import ntr, tr
from records.vocabulary import TRACK_LABELS, Category, Track
from records.written_dates.day_phrases import day_in_words
from reports.charts.chart_words import number
from reports.publications import wording
from reports.publications.caveats import remarks_in_words
from reports.publications.document_tree import text
from reports.publications.figures import Figure
from reports.publications.own_rate import OwnRate, rate_in_words
from reports.publications.reference import publisher
from reports.publications.remarks import Remarks
from reports.release import citation, data_package, datacite, dcat
from reports.release.about import LICENCE, About, emptiness, title
from reports.release.changes_files import CHANGES_JSON, CHANGES_MD
from reports.release.json_schema import schema_name
from reports.release.release_files import SUMS, File

NAME = "README.txt"
_LINE = 100


@dataclass(frozen=True)
class ReleaseCounts:
    """What a release holds: the incidents by primary category, the gravest first, the statuses of each track, and the rate for crimes."""

    by_category: Mapping[Category, int]
    by_track: Mapping[Track, int]
    rate: OwnRate


def readme(about: About, counts: ReleaseCounts, remarks: Remarks) -> File:
    """The file, in the current language."""
    return File(NAME, "\n".join(_lines(about, counts, remarks)).encode() + b"\n")


def _lines(about: About, counts: ReleaseCounts, remarks: Remarks) -> Iterator[str]:
    yield from _wrapped(title(about.period))
    yield from _wrapped(publisher())
    yield from _headed(tr("What it holds"))
    if about.incidents:
        incidents = ntr("{n} incident", "{n} incidents", about.incidents).format(n=number(about.incidents))
        statuses = ntr("{n} status", "{n} statuses", about.statuses).format(n=number(about.statuses))
        yield from _wrapped(tr("{incidents} with {statuses}, by main category:").format(incidents=incidents, statuses=statuses))
        yield from _points(wording.cases_of_category(category, Figure(count, ())).text for category, count in counts.by_category.items())
        yield ""
        yield from _wrapped(tr("Statuses by track (the column «track» says whose story one tells; the two are never added up):"))
        yield from _points(f"{tr(label)}: {number(counts.by_track[track])}" for track, label in TRACK_LABELS.items())
        yield ""
        for sentence in rate_in_words(counts.rate, about.period.as_of):
            yield from _wrapped(text(sentence))
    else:
        yield from _wrapped(emptiness())
    yield ""
    yield from _points(_files(about))
    yield from _headed(tr("How it was counted"))
    yield from _points((*(text(some) for some in remarks_in_words(remarks, about.period)), *_left_out()))
    yield from _headed(tr("Licence"))
    told = tr("{licence} ({address}). Whoever uses the data names the source: {source} ({version}).")
    yield from _wrapped(
        told.format(
            licence=f"{LICENCE['title']}, {LICENCE['name']}",
            address=LICENCE["path"],
            source=publisher(),
            version=day_in_words(about.period.as_of),
        )
    )
    yield from _headed(tr("How to check it"))
    yield from _checks(about)


def _files(about: About) -> Iterator[str]:
    for table in data_package.tables(about):
        yield f"{table.file}: {tr(table.title)}"
    for name, told in data_package.ALTERNATIVES.items():
        yield f"{name}: {tr(told)}"
    if about.before:
        yield f"{CHANGES_MD}, {CHANGES_JSON}: {tr('the same in words, and with the incidents by year')}"
    if about.anchor:
        yield f"{data_package.ANCHOR}: {tr('a row of the ledger, signed when it was the last one')}"
    schemas = ", ".join(schema_name(table.file) for table in data_package.tables(about))
    yield f"{schemas}: {tr('what may stand in each row as JSON (JSON Schema)')}"
    yield f"{citation.NAME}: {tr('how to cite the data')}"
    yield f"{datacite.NAME}, {dcat.NAME}: {tr('the description of the data for whoever registers or lists them (DataCite, DCAT-AP)')}"
    yield f"{data_package.NAME}: {tr('what every column means (Frictionless Tabular Data Package)')}"
    yield f"{SUMS}: {tr('the checksums of the files')}"


def _left_out() -> Iterator[str]:
    yield tr("Articles that were published after that day are left out too.")
    yield tr("Withdrawn incidents and drafts that nobody has confirmed are not in it, nor is what is noted for the safety of the victims.")
    yield tr("A text that a spreadsheet would run as a formula has an apostrophe before it in the CSV files and the workbook.")


def _checks(about: About) -> Iterator[str]:
    yield from _wrapped(tr("To see that the files are the ones published:"))
    yield f"    sha256sum -c {SUMS}"
    if about.head is None:
        yield from _wrapped(tr("The ledger of decisions was empty when this was made."))
        return
    yield ""
    told = tr(
        "The record behind them stands in a ledger in which each row carries the hash of the one before. The last row that changed the record was:"
    )
    yield from _wrapped(told)
    yield f"    {about.head}"
    yield from _wrapped(tr("Whoever keeps the record can show that it has not been written anew since:"))
    yield f"    qorgan verify --head {about.head}"
    if about.anchor:
        yield f"    qorgan verify --anchor {data_package.ANCHOR}"


def _headed(heading: str) -> Iterator[str]:
    yield from ("", heading, "-" * len(heading))


def _points(items: Iterable[str]) -> Iterator[str]:
    for item in items:
        yield from textwrap.wrap(item, _LINE, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _wrapped(words_of: str) -> Iterator[str]:
    yield from textwrap.wrap(words_of, _LINE, break_long_words=False, break_on_hyphens=False)
