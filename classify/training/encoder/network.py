"""The network: the encoder, and over its pieces one attention for each answer (as in Mullenbach et al. 2018), so that each answer looks where it is told.

An answer's score is its own weighted mean of the pieces against its own weights, and the plain mean of all pieces against others. Tags are read off every piece.
"""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from classify.encoder.questions import ANSWERS, TAGS
from classify.training.encoder.base_weights import BaseWeights

# Beginnings of the new weights, small beside those that are pretrained.
_SMALL = 0.05
_DROPPED = 0.1
_NOWHERE = -1e4


class EncoderNetwork(nn.Module):
    """Scores of all answers (texts × ANSWERS) and tags (texts × pieces × TAGS), before any sigmoid."""

    def __init__(self, base: BaseWeights) -> None:
        super().__init__()
        sizes = base.sizes
        config = BertConfig(
            vocab_size=len(base.pieces), hidden_size=sizes.hidden, num_hidden_layers=sizes.layers, num_attention_heads=sizes.heads, intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions, type_vocab_size=sizes.types, layer_norm_eps=sizes.epsilon, attn_implementation="sdpa",
            # Dropping attention out would double the time of a step.
            attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict({**self.bert.state_dict(), **{name: torch.from_numpy(values) for name, values in base.tensors.items()}})
        self.query = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.weight = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.mean = nn.Linear(sizes.hidden, ANSWERS)
        self.tags = nn.Linear(sizes.hidden, len(TAGS))
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`pieces` and `mask` (1 = a piece, 0 = padding) are texts × pieces. Gives answers, tags and the mean of all pieces (texts × hidden)."""
        return self.answered(self.states(pieces, mask), mask)

    def states(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """What the layers make of the pieces (texts × pieces × hidden)."""
        found: Tensor = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state
        return found

    def answered(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Answers, tags and mean from what the layers made of the pieces."""
        read = self.drop(states)
        there = mask.unsqueeze(-1).to(read.dtype)
        looked = (read @ self.query.T).masked_fill(there == 0, _NOWHERE).softmax(1)
        own = torch.einsum("bta,bth->bah", looked, read)
        mean = (read * there).sum(1) / there.sum(1)
        return (own * self.weight).sum(-1) + self.mean(mean), self.tags(read), mean

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest layers as they are."""
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False
