"""The folder of anchors only grows, whatever stopped in the middle of it."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records.ledger.anchor_folder import AnchorFolder
from records.ledger.anchors import Anchor

ANCHOR = Anchor("0123456789abcdef", 9, "5f" * 32, datetime(2026, 11, 27, 9, 32, 11, tzinfo=UTC), "fedcba9876543210", "A" * 86)
LATER = replace(ANCHOR, seq=10)


def read(folder: AnchorFolder) -> tuple[list[Anchor], list[str]]:
    told: list[str] = []
    return folder.anchors(told.append), told


def test_anchors_are_kept_in_their_order_each_once_and_each_in_a_file_of_its_own(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path / "outside" / "anchors")
    for anchor in (ANCHOR, LATER, ANCHOR):
        folder.add(anchor)
    assert read(folder) == ([ANCHOR, LATER], [])
    assert folder.document(ANCHOR).read_bytes() == ANCHOR.document
    assert json.loads(folder.document(LATER).read_text(encoding="utf-8"))["seq"] == 10
    assert {path.stat().st_mode & 0o077 for path in (folder.path, *folder.path.iterdir())} == {0}


def test_a_folder_that_is_not_there_holds_no_anchor(tmp_path: Path) -> None:
    assert read(AnchorFolder(tmp_path / "nowhere")) == ([], [])


def test_half_a_line_that_a_stopped_machine_left_is_told_and_swallows_nothing(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(ANCHOR)
    with folder.file.open("ab") as out:
        out.write(LATER.document[:100])
    folder.add(LATER)
    kept, told = read(folder)
    assert kept == [ANCHOR, LATER]
    assert told == [f"{folder.file}, line 2: this is no anchor, or not the whole of one"]


def test_the_file_grows_by_appending_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(ANCHOR)
    opened: list[int] = []
    real = os.open

    def watched(path: object, flags: int, *more: int) -> int:
        if Path(str(path)) == folder.file:
            opened.append(flags)
        return real(str(path), flags, *more)

    monkeypatch.setattr(os, "open", watched)
    folder.add(LATER)
    assert opened
    assert all(flags & os.O_APPEND and not flags & os.O_TRUNC for flags in opened)


def test_a_line_that_never_ends_is_not_held_in_memory(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(ANCHOR)
    with folder.file.open("ab") as out:
        out.write(b"x" * 20_000 + b"\n" + LATER.document)
    kept, told = read(folder)
    assert kept == [ANCHOR, LATER]
    assert set(told) == {f"{folder.file}, line 2: this is no anchor, or not the whole of one"}
