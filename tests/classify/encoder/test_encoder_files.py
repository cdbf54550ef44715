"""The files of an encoder: what does not fit is refused in one line before anything is read, and a machine that cannot read with them says so."""

import hashlib
import json
import platform
import sys
from pathlib import Path
from typing import Any

import onnxruntime
import pytest

from classify.encoder.encoder_files import DESCRIPTION, NETWORK, TOKENIZER, EncoderFileError, EncoderUnavailable, load_encoder
from classify.encoder.readings import ANSWERS
from tests.classify.encoder.conftest import TINY


def refused(folder: Path) -> str:
    """How an encoder is refused: in one line."""
    with pytest.raises(EncoderFileError) as caught:
        load_encoder(folder)
    said = str(caught.value)
    assert "\n" not in said
    assert folder.name in said
    return said


def described_anew(folder: Path, **changed: Any) -> None:
    """Write a description that fits the files as they are now."""
    told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENIZER)}
    (folder / DESCRIPTION).write_text(json.dumps({**told, "sha256": sums, **changed}), encoding="utf-8")


def test_files_that_fit_are_read() -> None:
    assert load_encoder(TINY).name == "tiny 1"


def test_a_file_that_was_cut_or_changed_or_is_not_there_is_named(folder: Path) -> None:
    for name in (NETWORK, TOKENIZER):
        whole = (folder / name).read_bytes()
        for spoilt in (whole[: len(whole) // 2], whole.replace(b"a", b"b", 1), b""):
            (folder / name).write_bytes(spoilt)
            assert name in refused(folder)
        (folder / name).write_bytes(whole)
    for name in (NETWORK, TOKENIZER, DESCRIPTION):
        (folder / name).rename(folder / "away")
        assert name in refused(folder)
        (folder / "away").rename(folder / name)
    assert load_encoder(folder)


def test_a_description_that_is_none_is_refused(folder: Path) -> None:
    for text in ("", "{", "[]", "7", "{}", '{"name": "x", "sha256": 3, "asked": {}}', '{"name": "x", "sha256": {}, "asked": ["label"]}'):
        (folder / DESCRIPTION).write_text(text, encoding="utf-8")
        assert DESCRIPTION in refused(folder), text


def test_an_encoder_of_another_vocabulary_is_refused_and_the_question_named(folder: Path) -> None:
    told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))["asked"]
    for question in ("codes", "label", "tags"):
        described_anew(folder, asked={**told, question: [*told[question][:-1], "XYZ"]})
        assert f" {question} " in refused(folder)
    described_anew(folder, asked={**told, "weather": ["rain"]})
    assert "weather" in refused(folder)


def test_a_network_with_another_number_of_answers_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classify.encoder.encoder_files.ANSWERS", 12)
    assert f"{ANSWERS} answers" in refused(folder)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_what_the_libraries_cannot_read_is_refused_in_one_line(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00 no such thing\n second line" * 40)
    described_anew(folder)
    refused(folder)


@pytest.mark.parametrize(
    ("kind", "raised"), [("RuntimeException", EncoderUnavailable), ("NotImplemented", EncoderUnavailable), ("InvalidGraph", EncoderFileError)]
)
def test_a_whole_network_that_this_machine_cannot_run_is_absent_and_no_fault(
    monkeypatch: pytest.MonkeyPatch, kind: str, raised: type[Exception]
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise type(kind, (Exception,), {})("no memory\nfor this")

    monkeypatch.setattr(onnxruntime, "InferenceSession", failing)
    with pytest.raises(raised, match="no memory$"):
        load_encoder(TINY)


@pytest.mark.parametrize("machine", ["x86_64", "AMD64", "aarch64"])
def test_a_processor_without_avx2_reads_without_the_encoder_and_one_of_another_make_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    processor = tmp_path / "cpuinfo"
    processor.write_text("flags : fpu sse4_2 avx\n", encoding="utf-8")
    if machine == "aarch64":
        assert load_encoder(TINY, processor=processor)
        return
    with pytest.raises(EncoderUnavailable, match="AVX2"):
        load_encoder(TINY, processor=processor)
    processor.write_text("flags : fpu sse4_2 avx avx2\n", encoding="utf-8")
    assert load_encoder(TINY, processor=processor)


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_machine_without_the_libraries_reads_without_the_encoder(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(EncoderUnavailable) as caught:
        load_encoder(TINY)
    assert "\n" not in str(caught.value)
    assert library in str(caught.value)


def test_files_that_do_not_fit_are_a_fault_on_every_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the fault would show only where the encoder is used at last."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (folder / NETWORK).write_bytes(b"")
    refused(folder)
