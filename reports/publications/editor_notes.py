"""The notes to the editor, apart from the publication: what was left out and why, as a file of its own, and as the desk shows them.

They are for the house. No form that is published has them; the JSON form keeps them as data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from records.i18n import speaking, tr
from reports.publications.document_tree import Bullets, Document, Paragraph, Runs, TextRun
from reports.publications.figure_index import compact
from reports.publications.markdown import markdown

# A link that carries numbers has to go through every server on its way.
_IN_A_LINK = 100


@dataclass(frozen=True)
class NotePart:
    """Some words of a note. `href` is the page of the desk on which the incidents behind them open; empty where there are none."""

    text: str
    href: str = ""


def notes_file(document: Document, base_url: str = "") -> str:
    """The notes as Markdown, each with the numbers of its incidents written out, since the file stands without the records. With a base address the numbers open
    the desk. Where there is nothing to note it says so: a file of an earlier report must not stay beside a later one."""
    with speaking(document.lang):
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


def notes_shown(document: Document) -> tuple[tuple[NotePart, ...], ...]:
    """The notes for a page of the desk, whose figures open the incidents there."""
    return tuple(tuple(NotePart(run.text, _way(run.numbers)) for run in note) for note in document.editor)


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


def _way(numbers: tuple[str, ...]) -> str:
    if not numbers:
        return ""
    return f"/incidents/{numbers[0]}" if len(numbers) == 1 else f"/incidents?numbers={','.join(numbers[:_IN_A_LINK])}"
