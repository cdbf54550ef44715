"""The skeleton of a golden page: `python -m tests.golden.skeleton NAME URL-OR-FILE` (`make golden NAME=… URL=…`).

It writes `tests/golden/NAME/page.html`, the page's make with invented words, and `expected.json`, what our reader reads on it now. Both are to be
finished by a person: the text rewritten as news of one's own, and `expected.json` corrected to what a reader sees. Exit 0 when both are written, 1 with one
line where there is no page, 2 for wrong use.
"""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.extraction.charset import decode
from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.extraction.tree import parse
from pipelines.items import OutletFacts, PageItem
from pipelines.page_headers import content_type
from tests.golden.fetching import NoPage, page_of
from tests.golden.filler import Filler, serialize

GOLDEN = Path(__file__).parent
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOCTYPE = re.compile(r"\s*(?:<!--.{0,200}?-->\s*)*(<!doctype[^<>]*>)", re.IGNORECASE | re.DOTALL)
_WINDOWS = re.compile(r"charset\s*=\s*[\"']?windows-1251", re.IGNORECASE)


def skeleton(page: PageItem, name: str) -> tuple[bytes, dict[str, Any]]:
    """The page in invented words, and what is read on it. NoPage where there is no markup."""
    text = decode(page.body, content_type(page.headers))
    tree = parse(text)
    if tree is None:
        raise NoPage(f"{page.url}: no markup")
    filler = Filler(name, page.final_url)
    filler.fill(tree)
    doctype = _DOCTYPE.match(text)
    html = serialize(tree, doctype[1] if doctype else "")
    body = html.encode("cp1251", "xmlcharrefreplace") if _WINDOWS.search(html[:4096]) else html.encode()
    url = filler.address(page.final_url)
    return body, _read(replace(page, url=url, final_url=url, headers=(("Content-Type", "text/html"),), body=body))


def _read(page: PageItem) -> dict[str, Any]:
    """What our reader reads on the page; of a page that it refuses, the fields are empty and it is said why."""
    outlet = OutletFacts("golden")
    told: dict[str, Any] = {"url": page.url, "fetched_at": page.fetched_at.isoformat(), "region": outlet.region}
    found = extract(page, zone=outlet.zone, css=outlet.css)
    if isinstance(found, NotAnArticle):
        told |= {"refused": f"{found.fate}: {found.detail}"}
        found = Extraction("", (), (), "", found.canonical, None)
    return told | {
        "title": found.title,
        "text": [block.text for block in found.blocks],
        "authors": list(found.authors),
        "published_at": to_iso(found.published),
        "lang": found.lang,
        "canonical": found.canonical,
    }


def main(arguments: list[str], folder: Path = GOLDEN) -> int:
    """Write the skeleton into `folder`."""
    if len(arguments) != 2 or not _NAME.fullmatch(arguments[0]):
        print("usage: make golden NAME=family-in-small-letters URL=https://…  (or a file that a browser saved)", file=sys.stderr)
        return 2
    name, where = arguments
    target = folder / name
    if (target / "expected.json").exists():
        print(f"{target} is there, perhaps with somebody's work in it: remove it first, or take another name", file=sys.stderr)
        return 2
    try:
        body, told = skeleton(page_of(where), name)
    except NoPage as none:
        print(none.reason, file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True)
    (target / "page.html").write_bytes(body)
    (target / "expected.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: rewrite the invented words as news of your own, then correct expected.json to what a reader sees")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
