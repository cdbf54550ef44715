"""The public endpoints' data: the incidents of a release as CSV, as JSON, and the newest as Atom (RFC 4287). They have nothing that a release has
not."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nlargest
from typing import Any

from lxml import etree
from sqlalchemy.orm import Session

from records.i18n import tr, use_language
from records.vocabulary import Category
from reports.publications.report_period import publisher, publisher_facts
from reports.release.build import ReleaseRequest, release
from reports.release.release_description import LICENCE, ReleaseDescription, moment_of, title

NEWEST = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Characters that no XML document can contain, even escaped (XML 1.0, 2.2).
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class OpenCopy:
    """The files by name, and when their content changed last; None if nothing was ever recorded."""

    files: Mapping[str, bytes]
    changed: datetime | None

    def tag(self, name: str) -> str:
        """Return the ETag of a file (RFC 9110, 8.8.3), which differs for other bytes."""
        return '"' + hashlib.sha256(self.files[name]).hexdigest()[:32] + '"'


def open_copy(session: Session, lang: str, today: date) -> OpenCopy:
    """Return the files in a language, as of the last change. The session must see one moment. Raises what `release` raises."""
    new_release = release(session, ReleaseRequest(lang=lang), today)
    contents = {file.name: file.content for file in new_release.files}
    lines = contents["incidents.jsonl"].splitlines()
    with use_language(lang):
        files = {
            "incidents.csv": contents["incidents.csv"],
            "incidents.json": _as_json(new_release.about, lines),
            "feed.atom": _feed(new_release.about, map(json.loads, lines), lang),
        }
    return OpenCopy(files, new_release.about.changed)


def _as_json(about: ReleaseDescription, lines: Iterable[bytes]) -> bytes:
    head = {
        "title": title(about.period),
        "publisher": publisher(),
        "licence": LICENCE["name"],
        "as_of": about.period.as_of.isoformat(),
        "since": about.period.since.isoformat(),
        "count": about.incidents,
        "ledger_head": str(about.head) if about.head else None,
    }
    return json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "incidents": [\n' + b",\n".join(lines) + b"\n]}\n"


def _feed(about: ReleaseDescription, rows: Iterable[_Row], lang: str) -> bytes:
    feed = etree.Element(f"{_ATOM}feed", {_LANG: lang}, nsmap={None: _ATOM[1:-1]})  # type: ignore[dict-item]
    _add(feed, "id", _urn("feed"))
    _add(feed, "title", tr("Confirmed incidents against journalists"))
    _add(feed, "updated", moment_of(about))
    _add(etree.SubElement(feed, f"{_ATOM}author"), "name", publisher())
    _add(feed, "rights", LICENCE["path"])
    for row in nlargest(NEWEST, rows, key=lambda row: (row["recorded"], row["number"])):
        entry = etree.SubElement(feed, f"{_ATOM}entry")
        _add(entry, "id", _urn(row["number"]))
        _add(entry, "title", f"{row['number']}: {_in_language(row['titles'], lang) or tr(Category(row['primary']).facts.label)}")
        _add(entry, "published", _moment(row["recorded"]))
        _add(entry, "updated", _moment(max([row["recorded"], *(status["date"] for status in row["statuses"])])))
        for code in row["categories"]:
            etree.SubElement(entry, f"{_ATOM}category", {"term": code, "label": tr(Category(code).facts.label)})
        _add(entry, "content", _in_language(row["summary"], lang) or tr(Category(row["primary"]).facts.label), {"type": "text"})
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8")


def _add(parent: Any, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    etree.SubElement(parent, f"{_ATOM}{name}", attributes).text = _NOT_ALLOWED.sub("\N{REPLACEMENT CHARACTER}", text)


def _in_language(texts: Mapping[str, str | None], lang: str) -> str:
    return texts.get(lang) or next((text for text in texts.values() if text), "")


def _moment(day: str) -> str:
    """Return midnight of a day, since a feed requires moments and a release has days."""
    return f"{day}T00:00:00Z"


def _urn(what: str) -> str:
    """Return a permanent id of this publisher's record, independent of the address of the desk."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{publisher_facts().names}#open {what}").urn
