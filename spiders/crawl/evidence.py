"""Pages read again from the installation's own evidence: their outlet, whether they are settled, and the item for the pipelines.

No record is written twice.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from pipelines.dedup.urls import site_of
from pipelines.evidence.page_fates import PageFate, PageRecord, fates_of
from pipelines.evidence.reading import StoredPage
from pipelines.evidence.record_metadata import read_file_name, read_record_metadata
from pipelines.evidence.writer import evidence_files, read_page
from pipelines.extraction.telegram import place_of
from pipelines.items import OutletFacts, PageItem, StoredPageSource
from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.outlets import runs
from records.tables import OutletRow, OutletRunRow, RunRow
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import facts_of


class OwnEvidence:
    """The evidence folder. `outlets` are those of the loaded outlet files; others are known from the database."""

    def __init__(self, engine: Engine, folder: Path, outlets: Iterable[Outlet]) -> None:
        self._engine = engine
        self._folder = folder
        self._outlets = {outlet.name: outlet for outlet in outlets}
        self._by_site = {site: outlet.name for outlet in self._outlets.values() for site in outlet.sites}
        self._seen: dict[str, set[str]] = {}
        """Sites of an outlet's pages that were met."""
        with read_session(engine) as session:
            self._panel = {row.name: row.region for row in session.scalars(select(OutletRow))}
            for row in session.scalars(select(OutletRow)):
                self._by_site.setdefault(site_of(row.home), row.name)
                self._seen[row.name] = {site_of(row.home)}

    @property
    def sites(self) -> frozenset[str]:
        """The hosts of all known outlets."""
        return frozenset(self._by_site)

    def files(self) -> list[str]:
        """Return every file that a run of this installation wrote, by day. Raises OSError for a folder that cannot be read."""
        names = (path.relative_to(self._folder).as_posix() for path in evidence_files(self._folder))
        return sorted(name for name in names if read_file_name(name))

    def at_work(self, run_id: str) -> bool:
        """Return whether a run has not ended. Runs whose process was killed must be closed first (`records.outlets.claims`)."""
        with read_session(self._engine) as session:
            row = session.get(RunRow, run_id)
            return row is not None and row.ended_at is None

    def known_outlet(self, url: str) -> str | None:
        """Return the outlet that has the host of an address, from the outlet files or the panel."""
        return self._by_site.get(site_of(url))

    def facts(self, name: str) -> OutletFacts:
        """Return the facts of an outlet; for one that no loaded file names, its region and the known hosts."""
        outlet = self._outlets.get(name)
        return facts_of(outlet) if outlet else OutletFacts(name, self._panel.get(name), frozenset(self._seen.get(name) or {name}))

    def outlet_of(self, page: PageRecord, fate: PageFate | None) -> str:
        """Return the outlet of a page: from its row, else from its record, else the outlet of its run that has its host (records of earlier
        versions).
        """
        name = (fate.outlet if fate else "") or page.names.outlet
        if not name:
            with read_session(self._engine) as session:
                parts = list(session.scalars(select(OutletRunRow.outlet).where(OutletRunRow.run_id == page.run_id)))
            host_outlet = self.known_outlet(page.names.target)
            name = (
                host_outlet
                if host_outlet and (host_outlet in parts or not parts)
                else parts[0]
                if len(parts) == 1
                else host_outlet or site_of(page.names.target)
            )
        self._seen.setdefault(name, set()).add(site_of(page.names.target))
        return name

    def item(self, page: PageRecord, fate: PageFate | None, run_id: str | None = None) -> PageItem:
        """Return the page as fetched.

        Its fate goes to its own run, or to `run_id`. Raises OSError or ValueError if the record is gone or has changed.
        """
        ref = EvidenceRef(page.file, page.offset, page.sha256)
        stored = read_page(self._folder, ref)
        url = fate.url if fate else page.url
        return PageItem(
            outlet=self.outlet_of(page, fate),
            url=url,
            final_url=stored.url,
            status=stored.status,
            headers=stored.headers,
            body=stored.body,
            fetched_at=moment(stored.fetched_at) or datetime.now(UTC),
            hints=page.names.hints,
            post_number=_post(stored.url, url),
            stored_source=StoredPageSource(run_id or page.run_id, ref),
        )

    def begin(self, page: PageRecord, at: datetime) -> None:
        """Make sure that the run of a page exists and has ended: the database may be older than the evidence."""
        with write_transaction(self._engine) as session:
            if session.get(RunRow, page.run_id) is None:
                runs.begin_run(session, page.run_id, page.run_id.rpartition("-")[2][:16], at)
                runs.end_run(session, page.run_id, {}, at)

    def places(self, path: Path) -> list[str]:
        """Return the evidence files that a given file may be: one in the folder itself, or the original of a copy. Raises OSError as `files` does.

        It may scan the whole folder, so call it once for each file and not for each record.
        """
        if read_file_name(path.name) is None:
            return []
        folder, resolved = self._folder.resolve(), path.resolve()
        if resolved.is_relative_to(folder):
            return [resolved.relative_to(folder).as_posix()]
        return [file.relative_to(self._folder).as_posix() for file in evidence_files(self._folder) if file.name == path.name]

    def own_record(self, places: Sequence[str], record: StoredPage) -> PageRecord | None:
        """Return the evidence record that a record of a given file is, or None. `places` are those of the file."""
        if not places:
            return None
        sha256 = hashlib.sha256(record.body).hexdigest()
        for file in places:
            name = read_file_name(file)
            if name is None:
                continue
            page = PageRecord(file, record.offset, name.run_id, read_record_metadata(dict(record.fields)), sha256)
            try:
                read_page(self._folder, EvidenceRef(file, record.offset, sha256))
            except (OSError, ValueError):
                continue
            return page
        return None

    def open_fate(self, page: PageRecord) -> tuple[bool, PageFate | None]:
        """Return whether a page waits for its fate in its own run, and the row that it has there."""
        with read_session(self._engine) as session:
            fate = fates_of(session, [page]).get(page)
        return (fate is None or fate.waits) and not self.at_work(page.run_id), fate


def _post(final_url: str, url: str) -> int | None:
    """Return the number of the requested post if a channel's preview page answered for it, or None."""
    place, number = place_of(final_url), url.rpartition("/")[2]
    if place is None or "/s/" not in final_url or not (number.isascii() and number.isdigit()):
        return None
    return int(number) if url == f"{place[0]}/{place[1]}/{number}" else None


def moment(text: str) -> datetime | None:
    """Return the time of a record, or None if it is not a valid time."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
