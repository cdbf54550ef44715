"""The ONNX file: it answers as the network does, for any number of texts and pieces, in weights of seven bits."""

from pathlib import Path

from tests.classify.training.encoder.with_torch import torch

# isort: split
import numpy as np
import onnx
import pytest
from onnxruntime import InferenceSession

from classify.encoder.questions import ANSWERS, TAGS
from classify.training.encoder.export import write_onnx
from classify.training.encoder.network import EncoderNetwork
from tests.classify.training.encoder.small_weights import HIDDEN, PIECES, small_base

# PyTorch's own older way of writing says that a newer one is to come, and onnxruntime that it was given no shapes.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[EncoderNetwork, Path]:
    folder = tmp_path_factory.mktemp("export")
    torch.manual_seed(1)
    network = EncoderNetwork(small_base(folder))
    write_onnx(network, folder / "encoder.onnx")
    return network, folder / "encoder.onnx"


@pytest.mark.parametrize(("texts", "length"), [(1, 2), (1, 256), (3, 40)])
def test_it_answers_as_the_network_does_for_any_number_of_texts_and_pieces(made: tuple[EncoderNetwork, Path], texts: int, length: int) -> None:
    network, file = made
    pieces = np.random.default_rng(1).integers(4, len(PIECES), (texts, length))
    session = InferenceSession(str(file), providers=["CPUExecutionProvider"])
    found = session.run(["answers", "tags", "mean"], {"pieces": pieces, "mask": np.ones_like(pieces)})
    with torch.no_grad():
        wanted = [one.numpy() for one in network(torch.from_numpy(pieces), torch.from_numpy(np.ones_like(pieces)))]
    assert [one.shape for one in found] == [(texts, ANSWERS), (texts, length, len(TAGS)), (texts, HIDDEN)]
    for one, other in zip(found, wanted, strict=True):
        # Eight bits are coarse; that the two agree on the whole is what is asked here.
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.98


def test_no_weight_needs_the_eighth_bit(made: tuple[EncoderNetwork, Path]) -> None:
    graph = onnx.load(str(made[1])).graph
    matrices = [onnx.numpy_helper.to_array(one) for one in graph.initializer if one.data_type == onnx.TensorProto.INT8]
    large = [one for one in matrices if one.ndim == 2 and one.size > HIDDEN]
    assert len(large) >= 12
    assert max(int(abs(one.astype(int)).max()) for one in large) <= 64
    # Each row has a scale of its own.
    assert any(one.size > 1 for one in map(onnx.numpy_helper.to_array, graph.initializer) if one.dtype == np.float32 and one.ndim == 1)


def test_the_same_network_gives_the_same_bytes(made: tuple[EncoderNetwork, Path], tmp_path: Path) -> None:
    network, file = made
    write_onnx(network, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == file.read_bytes()
