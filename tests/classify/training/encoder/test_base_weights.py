"""Base weights: every tensor has the values that were packed and the name that BertModel gives it, and a file that is cut or another one is refused."""

from pathlib import Path

import numpy as np
import pytest

from classify.training.encoder.base_weights import BaseWeightsError, read_base_weights
from tests.classify.training.encoder.small_weights import HIDDEN, INNER, LAYERS, PIECES, SPARE, TYPES, scores, write_small_file

NAMES = {
    "l1.q.w": "encoder.layer.1.attention.self.query.weight", "l0.k.b": "encoder.layer.0.attention.self.key.bias", "l1.v.w": "encoder.layer.1.attention.self.value.weight",
    "l0.ao.w": "encoder.layer.0.attention.output.dense.weight", "l0.fi.w": "encoder.layer.0.intermediate.dense.weight", "l1.fo.w": "encoder.layer.1.output.dense.weight",
    "l1.aln.w": "encoder.layer.1.attention.output.LayerNorm.weight", "l0.oln.b": "encoder.layer.0.output.LayerNorm.bias",
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight", "emb.ln.w": "embeddings.LayerNorm.weight",
}  # fmt: skip


def test_every_tensor_has_the_values_that_were_packed(tmp_path: Path) -> None:
    packed = write_small_file(tmp_path / "small.bin")
    found = read_base_weights(tmp_path / "small.bin").tensors
    for short, long in NAMES.items():
        np.testing.assert_array_equal(found[long], packed[short].values, err_msg=short)
    assert found["embeddings.token_type_embeddings.weight"].shape == (TYPES, HIDDEN)
    assert len(found) == len(packed) == 5 + LAYERS * 16


def test_pieces_scores_and_sizes_are_read(tmp_path: Path) -> None:
    write_small_file(tmp_path / "small.bin")
    base = read_base_weights(tmp_path / "small.bin")
    assert list(base.pieces) == PIECES
    assert base.scores == pytest.approx(scores())
    assert (base.sizes.hidden, base.sizes.inner, base.sizes.layers, base.sizes.vocabulary) == (HIDDEN, INNER, LAYERS, len(PIECES) + SPARE)


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.5, 0.98])
def test_a_file_that_is_cut_is_refused_in_one_line(tmp_path: Path, share: float) -> None:
    file = tmp_path / "small.bin"
    write_small_file(file)
    file.write_bytes(file.read_bytes()[: int(len(file.read_bytes()) * share)])
    with pytest.raises(BaseWeightsError, match=r"^small\.bin is .*$"):
        read_base_weights(file)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" * 100)
    with pytest.raises(BaseWeightsError, match="no file of multilingual-e5-small"):
        read_base_weights(tmp_path / "other.bin")
