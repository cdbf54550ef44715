"""The network: padding and neighbours change nothing, answers look where they are told, and frozen layers stay."""

from pathlib import Path

from tests.classify.training.encoder.with_torch import torch

# isort: split
import pytest

from classify.encoder.questions import ANSWERS, TAGS
from classify.training.encoder.network import EncoderNetwork
from tests.classify.training.encoder.small_weights import HIDDEN, LAYERS, small_base


@pytest.fixture
def network(tmp_path: Path) -> EncoderNetwork:
    torch.manual_seed(1)
    made = EncoderNetwork(small_base(tmp_path))
    made.eval()
    return made


def test_it_begins_with_the_base_weights(network: EncoderNetwork, tmp_path: Path) -> None:
    base = small_base(tmp_path)
    held = network.bert.state_dict()
    assert all(torch.equal(held[name], torch.from_numpy(values)) for name, values in base.tensors.items())


def test_padding_and_neighbours_change_no_answer_and_no_tag(network: EncoderNetwork) -> None:
    alone, beside = torch.tensor([[0, 9, 8, 2]]), torch.tensor([[0, 9, 8, 2, 1, 1], [0, 5, 6, 7, 8, 2]])
    with torch.no_grad():
        one = network(alone, torch.ones_like(alone))
        two = network(beside, (beside != 1).long())
    assert one[0].shape == (1, ANSWERS)
    assert one[1].shape == (1, 4, len(TAGS))
    assert one[2].shape == (1, HIDDEN)
    torch.testing.assert_close(two[0][:1], one[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(two[1][:1, :4], one[1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(two[2][:1], one[2], atol=1e-4, rtol=1e-4)


def test_an_answer_looks_where_it_is_told(network: EncoderNetwork) -> None:
    """With a query for one piece alone its own part of the score is that piece's."""
    pieces = torch.tensor([[0, 9, 8, 2]])
    with torch.no_grad():
        read = network.bert(input_ids=pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state[0]
        network.query[0] = 1000 * read[2]
        network.weight[0] = read[1] - read[2]
        network.mean.weight.zero_()
        network.mean.bias.zero_()
        looked = network(pieces, torch.ones_like(pieces))[0][0, 0]
        at = int((read @ network.query[0]).argmax())
    torch.testing.assert_close(looked, (read[at] * network.weight[0]).sum(), atol=1e-3, rtol=1e-3)


def test_frozen_are_the_embeddings_and_the_lowest_layers(network: EncoderNetwork) -> None:
    network.freeze(1)
    taught = {name for name, parameter in network.named_parameters() if parameter.requires_grad}
    assert not any(name.startswith(("bert.embeddings", "bert.encoder.layer.0.")) for name in taught)
    assert any(name.startswith(f"bert.encoder.layer.{LAYERS - 1}.") for name in taught)
    assert {"query", "weight", "tags.weight", "mean.weight"} <= taught
