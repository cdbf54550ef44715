"""The architecture: whatever leaves the house reads incidents through `reports.withheld`, and a new reader of the records must say how it keeps names back."""

import ast
from functools import cache
from pathlib import Path

from tests.house import modules

# Pages of the desk show all names to whoever is signed in; what is imported is input; a book of all incidents in memory serves both.
READS_ALL_NAMES = {
    "reports.withheld.public_incidents": "the door itself",
    "reports.incidents": "of it outputs take numbers and days (below)",
    "reports.imports.import_run": "compares what a file brings with what is recorded",
    "reports.wrong_tracks": "for whoever corrects at the shell: the commands that it prints hold source and note as they stand",
    "desk.pages.incident.routes": "a page of the desk",
    "desk.pages.text_review.routes": "a page of the desk: the texts of one incident",
}
BOOK = frozenset({"CachedIncidentChange", "CachedIncident", "IncidentCollection", "IncidentCache", "cache_incident"})
# Who takes incidents from the book in memory.
READS_THE_BOOK = {
    "desk.state": "holds it",
    "desk.api.feeds": "numbers; the incidents come through the door",
    "desk.api.incidents": "numbers; the incidents come through the door; the form of a key, no incident",
    "desk.pages.calendar.routes": "a page of the desk",
    "desk.pages.explore.routes": "keeps what was drawn from counts",
    "desk.pages.incidents.routes": "numbers; the incidents come through the door",
    "desk.app": "works out what pages of the desk show, and shows nothing",
    "desk.pages.incidents.cache": "numbers; the order of a page of the desk; its files take numbers from it",
    "desk.pages.incidents.table": "a page of the desk; a page of the desk; its files take numbers from it",
    "desk.pages.text_review.view": "a page of the desk: which numbers come next, and how many",
    "desk.pages.queue.merge": "a page of the desk: which numbers a word finds",
    "desk.pages.search.view": "passes it to the finders of a page of the desk",
    "desk.pages.persons.view": "a page of the desk: which incidents name a person; a page of the desk: one person",
    "desk.pages.persons.routes": "a page of the desk: all persons",
    "desk.pages.reports.routes": "passes each incident through `WithheldNames.incident`",
    "reports.incident_selection": "keeps what others worked out, and looks at none of it; counts, and names of outlets; no name of a person; which numbers; the rows come through the door",
}
TABLES = frozenset({"ArticleRow", "DraftRow", "IncidentRow", "LedgerRow", "PageRow", "PersonRow", "ScreeningRow", "SnapshotRow", "StatusRow"})
# Who reads rows with texts of people and outlets.
READS_ROWS = {
    "reports.exports.article_exports": "rows pass `ExportShape.rows`; rows pass `ExportShape.rows`, and `WithheldNames.row` in the API",
    "reports.exports.other_exports": "rows pass `ExportShape.rows`",
    "reports.exports.incidents_export": "rows pass `ExportShape.rows`",
    "reports.incidents": "how many incidents, and which the ledger names",
    "reports.page_changes": "pages of the desk",
    "reports.publications.publish": "the head of the ledger",
    "reports.publications.report_data": "numbers of incidents, and how many",
    "reports.release.build": "whether a release stands in the ledger",
    "reports.release.previous": "the head of the ledger, and whether what it keeps of an incident was changed",
    "reports.site.build": "the head of the ledger",
    "reports.site.incident": "numbers, days, acts, and the labels of fields that differ",
    "reports.withheld.names": "whose names are withheld",
    "desk.api.feeds": "numbers and moments; of drafts the number and the day",
    "desk.api.drafts": "answers pass `desk.api.drafts.rows_of`; else state and numbers; rows pass `WithheldNames.row`",
    "desk.state": "the newest number of the ledger",
    "desk.form_dates": "on which day a draft's articles came",
    "desk.api.stored_pages": "rows pass `WithheldNames.row`; a page that names her is refused",
    "flows.backup.make": "a backup is the database itself",
    "flows.cli.decide_command": "prints state and numbers",
    "flows.cli.verify_command": "prints ids and hashes",
    "flows.model_comparison": "titles pass `WithheldNames.text`, addresses `WithheldNames.address`",
    "flows.models": "hashes of models",
    "flows.notify.digest": "texts pass `WithheldNames.text`, addresses `WithheldNames.address`",
    "flows.revisit_step": "which pages are due",
    "flows.screening_steps": "texts for the screening",
    "flows.third_reader": "an article that names a withheld person is not sent",
    "flows.web_archiving": "a page that names somebody, or is of an incident that does, is not asked for",
}
# Who makes rows that are masked elsewhere, and who may call it.
MAKES_ROWS = {
    "reports.exports.article_exports": {"desk.api.drafts", "reports.exports.export_definitions"},
    "reports.exports.other_exports": {"desk.pages.history.words", "reports.exports.export_definitions"},
}


def outputs() -> dict[str, Path]:
    """The modules through which anything can leave: reports, the desk without its pages, the shell and the notices; the pages that make files too."""
    return {name: path for name, path in modules().items() if name.startswith(("reports.", "desk.", "flows."))}


@cache
def named(path: Path) -> frozenset[tuple[str, str]]:
    """Each name that a module imports, with where it comes from; and each attribute of an imported package, as `incidents.load`."""
    found = set[tuple[str, str]]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add((f"records.{node.value.id}", node.attr))
    return frozenset(found)


def importers(wanted: dict[str, frozenset[str] | None]) -> set[str]:
    """The output modules that import one of these names from these modules; None means any name."""
    found = set()
    for name, path in outputs().items():
        for of, what in named(path):
            names = wanted.get(of, frozenset())
            if of in wanted and (names is None or what in names):
                found.add(name)
            inner = f"{of}.{what}"
            if inner in wanted and wanted[inner] is None:
                found.add(name)
    return found


def test_whoever_reads_names_or_texts_says_how_names_are_kept_back() -> None:
    reading = frozenset({"load", "find"})
    assert importers({"records.incidents": reading, "records.incidents.repository": reading}) == READS_ALL_NAMES.keys()
    assert importers({"reports.incidents": BOOK}) == READS_THE_BOOK.keys()
    found = {name for name in importers({"records.tables": TABLES}) if not name.startswith("desk.pages.")}
    assert found == READS_ROWS.keys()
    assert {maker: importers({maker: None}) for maker in MAKES_ROWS} == MAKES_ROWS
