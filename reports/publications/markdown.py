"""A document as Markdown (CommonMark with the tables of GitHub), and the notes to the editor as a file and for the desk."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from records.i18n import tr, use_language
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun
from reports.publications.figures import IncidentSetIndex, compact

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|!~&])")


def markdown(document: Document, base_url: str = "") -> str:
    """Return the whole text. Pictures are left out; their tables have the same data."""
    behind = IncidentSetIndex(base_url)
    parts = [f"# {_plain(document.title)}", _plain(document.issued), *_blocks(document.blocks, behind)]
    records = list(_blocks(document.records, behind))
    entries = list(_entries(behind))
    if entries:
        parts += [f"## {_plain(document.behind_heading)}", _plain(document.behind), "\n".join(entries)]
    contact = [_plain(document.contact)] if document.contact else []
    return "\n\n".join([*parts, *records, *contact]) + "\n"


def _blocks(blocks: Sequence[Block], behind: IncidentSetIndex) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield f"{'#' * block.level} {_plain(block.text)}"
            case Paragraph():
                yield ("> " if block.quoted else "") + _runs(block.runs, behind)
            case Bullets():
                yield _bullets(block.items, behind)
            case DocumentTable():
                yield _table(block, behind)
            case Picture():
                continue
            case Records():
                yield _records(block, behind)


def _bullets(items: Sequence[Runs], behind: IncidentSetIndex) -> str:
    return "\n".join(f"- {_runs(item, behind)}" for item in items)


def _runs(runs: Runs, behind: IncidentSetIndex) -> str:
    return "".join(_run(run, behind) for run in runs)


def _run(run: TextRun, behind: IncidentSetIndex) -> str:
    words = _plain(run.text)
    if run.strong and words.strip():
        words = f"**{words.strip()}**"
    link = run.href if run.href.startswith(("https://", "http://")) else behind.link(run.numbers)
    return f"[{words}]({_address(link)})" if link else words


def _address(link: str) -> str:
    return re.sub(r"[\s()<>\\]", lambda match: f"%{ord(match[0]):02X}", link)


def _table(table: DocumentTable, behind: IncidentSetIndex) -> str:
    rules = ["---" if nth < table.words else "---:" for nth in range(len(table.columns))]
    rows = [_sum(row, nth in table.sums, behind) for nth, row in enumerate(table.rows)]
    caption = [f"**{_plain(table.caption)}**", ""] if table.caption else []
    return "\n".join([*caption, _line(map(_plain, table.columns)), _line(rules), *rows])


def _sum(row: Sequence[Runs], strong: bool, behind: IncidentSetIndex) -> str:
    cells = [_runs(cell, behind) for cell in row]
    return _line(f"**{cell}**" if strong and cell else cell for cell in cells)


def _records(records: Records, behind: IncidentSetIndex) -> str:
    rows = []
    desk = behind.record("") != "#"
    for row in records.rows:
        number = f"[{row.number}]({behind.record(row.number)})" if desk else row.number
        rows.append(_line([f'<a id="{row.number}"></a>{number}', *map(_plain, row.cells)]))
    head = [_line(map(_plain, records.columns)), _line(["---"] * len(records.columns))]
    return "\n".join([f"**{_plain(records.caption)}**", "", *head, *rows])


def _line(cells: "Iterator[str] | Sequence[str] | map[str]") -> str:
    return "| " + " | ".join(cells) + " |"


def _entries(behind: IncidentSetIndex) -> Iterator[str]:
    for place, numbers in behind.entries():
        pieces = ", ".join(f"[{words}]({behind.record(first)})" for first, words in compact(numbers))
        yield f'{place}. <a id="figure-{place}"></a>{pieces}'


def _plain(words: str) -> str:
    return _SIGNS.sub(r"\\\1", words)


# The notes to the editor: what was left out and why, as a file of its own, and as the desk shows them. They are internal. No published form has them;
# the JSON form has them as data.

# The largest number of incidents in one link, which has to pass every server.
_IN_A_LINK = 100


@dataclass(frozen=True)
class NotePart:
    """Some words of a note. `href` is the page of the desk with the incidents behind them; empty if there are none."""

    text: str
    href: str = ""


def notes_file(document: Document, base_url: str = "") -> str:
    """Return the notes as Markdown, each with the numbers of its incidents, since the file is read without the records.

    With a base address the numbers link to the desk. Without notes the file says so: the notes of an earlier report must not remain next to a later
    one.
    """
    with use_language(document.lang):
        body = Bullets(tuple(_spelled(note, bool(base_url)) for note in document.editor)) if document.editor else _nothing()
        whole = Document(
            lang=document.lang,
            title=document.editor_heading,
            issued=f"{document.title} · {document.issued}",
            blocks=(body,),
            editor_heading="",
            editor=(),
            behind_heading=document.behind_heading,
            behind=document.behind,
            records=(),
        )
        return markdown(whole, base_url)


def notes_for_page(document: Document) -> tuple[tuple[NotePart, ...], ...]:
    """Return the notes for a page of the desk, whose figures link to the incidents there."""
    return tuple(tuple(NotePart(run.text, _desk_address(run.numbers)) for run in note) for note in document.editor)


def _nothing() -> Paragraph:
    return Paragraph((TextRun(tr("There is nothing to note.")),))


def _spelled(note: Runs, opened: bool) -> Runs:
    return tuple(part for run in note for part in _with_numbers(run, opened))


def _with_numbers(run: TextRun, opened: bool) -> Iterator[TextRun]:
    if not run.numbers:
        yield run
        return
    yield TextRun(run.text, run.numbers if opened else (), strong=run.strong)
    if run.text not in run.numbers:
        yield TextRun(f" ({', '.join(words for _, words in compact(run.numbers))})")


def _desk_address(numbers: tuple[str, ...]) -> str:
    if not numbers:
        return ""
    return f"/incidents/{numbers[0]}" if len(numbers) == 1 else f"/incidents?numbers={','.join(numbers[:_IN_A_LINK])}"
