"""Files that are evidence as the pages list them. Nothing of a file is put into a page but its shown name, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.rendering import number
from pipelines.evidence.file_names import shown_name
from records.byte_budgets import MiB
from records.i18n import tr
from records.tables import EvidenceFileRow
from records.vocabulary import FILE_KIND_LABELS, PICTURES, FileKind

# What a telephone offers to choose; what is sent all the same is looked at by its bytes.
ACCEPTED = "image/*,audio/*,video/*,application/pdf,text/plain,message/rfc822"


@dataclass(frozen=True)
class GivenFile:
    """One file. `picture`: a copy of it may be shown."""

    id: int
    name: str
    kind: str
    size: str
    sha256: str
    who: str
    at: datetime
    picture: bool


def given(rows: Iterable[EvidenceFileRow]) -> list[GivenFile]:
    """The files in the reader's words."""
    return [
        GivenFile(
            row.id, shown_name(row.name), tr(FILE_KIND_LABELS[FileKind(row.kind)]), size_words(row.size), row.sha256, row.taken_by, row.taken_at,
            FileKind(row.kind) in PICTURES,
        )
        for row in rows
    ]  # fmt: skip


def size_words(size: int) -> str:
    """So many bytes, in megabytes or kilobytes."""
    if size >= MiB:
        return tr("{n} MB").format(n=number(round(size / MiB, 1)))
    return tr("{n} kB").format(n=number(max(1, round(size / 1024))))
