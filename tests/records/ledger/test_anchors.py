"""An anchor is one short line, found again in what mail and messengers make of it; anything else is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from records.errors import BadAnchor
from records.ledger.anchors import Anchor, anchors_in, read_anchor

# As long as an anchor can be in practice.
ANCHOR = Anchor("0123456789abcdef", 12_345_678, "5f" * 32, datetime(2026, 11, 27, 9, 32, 11, tzinfo=UTC), "fedcba9876543210", "A-_z" * 21 + "09")


def test_an_anchor_is_a_line_of_json_short_enough_for_a_message_and_reads_back_as_itself() -> None:
    assert json.loads(ANCHOR.line) == {
        "at": "2026-11-27T09:32:11Z", "format": "qorgan-anchor-1", "hash": "5f" * 32, "key": "fedcba9876543210", "ledger": "0123456789abcdef",
        "seq": 12_345_678, "signature": "A-_z" * 21 + "09",
    }  # fmt: skip
    assert len(ANCHOR.line) <= 320
    assert " " not in ANCHOR.line
    assert read_anchor(ANCHOR.line) == ANCHOR


def test_an_unsigned_anchor_has_neither_key_nor_signature_in_its_line() -> None:
    plain = replace(ANCHOR, key="", signature="")
    assert set(json.loads(plain.line)) == {"at", "format", "hash", "ledger", "seq"}
    assert read_anchor(plain.line) == plain


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda line: f"Dear all,\nthe anchor of today:\n\n{line}\n\nKeep this message.",
        lambda line: "\r\n".join(line[start : start + 76] for start in range(0, len(line), 76)),
        lambda line: "\n".join("> > " + line[start : start + 60] for start in range(0, len(line), 60)),
        lambda line: line.replace('"', "&quot;"),
        lambda line: line.replace('"', "”"),
        lambda line: "\u200b".join(line[start : start + 40] for start in range(0, len(line), 40)) + "\ufeff",
    ],
    ids=["words around", "broken lines", "quoted", "html", "other marks of quotation", "unseen characters"],
)
def test_an_anchor_is_found_in_what_a_message_makes_of_it(spoilt: object) -> None:
    assert callable(spoilt)
    assert anchors_in(spoilt(ANCHOR.line)) == [ANCHOR]


def test_several_anchors_of_one_text_are_found_in_their_order_beside_other_json() -> None:
    later = replace(ANCHOR, seq=12_345_679)
    assert anchors_in(f'{{"ok": true}} {ANCHOR.line} and {later.line}') == [ANCHOR, later]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "qorgan-anchor-2"}, {"seq": 0}, {"seq": -1}, {"seq": 2**63}, {"seq": True}, {"seq": "5"}, {"seq": 5.0}, {"hash": "5F" * 32}, {"hash": "5f" * 31},
        {"at": "2026-13-27T09:32:11Z"}, {"at": "2026-11-27 09:32:11"}, {"at": 5}, {"ledger": ""}, {"key": ""}, {"signature": ""}, {"more": "x"},
        {"signature": "=" * 86},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_quite_an_anchor_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadAnchor):
        read_anchor(json.dumps({**json.loads(ANCHOR.line), **change}))


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null", "[" * 100_000, ANCHOR.line[:-2], "hello", '{"format":"qorgan-anchor-1"}'])
def test_a_text_without_a_whole_anchor_is_refused(text: str) -> None:
    with pytest.raises(BadAnchor):
        anchors_in(text)
    with pytest.raises(BadAnchor):
        read_anchor(text)


@given(some.text())
def test_no_text_is_read_as_an_anchor_or_fails_in_another_way(text: str) -> None:
    with pytest.raises(BadAnchor):
        anchors_in(text)


def test_files_of_anchors_sort_as_the_anchors_follow_each_other() -> None:
    one, two = replace(ANCHOR, seq=9), replace(ANCHOR, seq=10)
    assert sorted([two.file_name, one.file_name]) == [one.file_name, two.file_name]
    assert replace(one, signature="B" * 86).file_name != one.file_name
