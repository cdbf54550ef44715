"""Writes `tiny_encoder/`, the encoder of these tests: `python -m tests.classify.encoder.make_tiny_encoder`, in the environment of `make encoder` (it needs `onnx`).

Nobody taught it. It knows five words, each of which adds its numbers to the answers and the tags, whatever stands beside it; all else it reads letter by letter. What a
window says is the sum over its pieces, rounded to eight bits by the largest number in the batch, as in a real one.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from classify.encoder.encoder_files import DESCRIPTION, NETWORK, TOKENIZER
from classify.encoder.readings import ANSWERS, CODES, INCIDENT_INDEX, MENTION_ANSWERS, QUESTIONS, TAGS, question_names
from classify.training.encoder.vocabulary import tokenizer_of
from records.vocabulary import Category

TINY = Path(__file__).parent / "tiny_encoder"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LETTERS = (
    "▁", *map(chr, range(33, 127)), *map(chr, range(ord("А"), ord("я") + 1)), *"ЁёӘәҒғҚқҢңӨөҰұҮүҺһІі", "😀",
)  # fmt: skip
# What each word adds to the four numbers of a piece: an attack, a detention, a name of a victim, an act.
WORDS = {"▁избили": (7.0, 0, 0, 1), "▁соққы": (7.0, 0, 0, 1), "▁задержан": (0, 3.1, 0, 1), "▁Айжан": (0, 0, 1, 0), "▁Aigul": (0.013, 0, 1, 0)}
_SURE = 6.0


def _answers() -> NDArray[np.float32]:
    """What the four numbers of a piece mean for the answers."""
    found = np.zeros((4, ANSWERS), np.float32)
    codes = QUESTIONS["codes"].first
    for number, code in enumerate((Category.ATT, Category.DET)):
        found[number, [INCIDENT_INDEX, codes + CODES.index(code)]] = 1
    return found


def _tags() -> NDArray[np.float32]:
    found = np.zeros((4, len(TAGS)), np.float32)
    found[2, TAGS.index("victim")] = found[3, TAGS.index("act")] = 2 * _SURE
    return found


def _mentions() -> NDArray[np.float32]:
    """What the four numbers of the marked pieces mean: a name of a victim is one, anything else another's."""
    found = np.zeros((4, MENTION_ANSWERS), np.float32)
    found[2, 0] = 2 * _SURE
    return found


def _network(pieces: tuple[str, ...]) -> onnx.ModelProto:
    numbers = np.array([WORDS.get(piece, (0, 0, 0, 0)) for piece in pieces], np.float32)
    constants = {
        "numbers": numbers, "to_answers": _answers(), "to_tags": _tags(), "unsure": np.full(len(TAGS), -_SURE, np.float32),
        "to_mentions": _mentions(), "last": np.array([2]), "second": np.array([1]),
    }  # fmt: skip
    nodes = [
        helper.make_node("Gather", ["numbers", "pieces"], ["plain"]),
        helper.make_node("DynamicQuantizeLinear", ["plain"], ["rounded", "scale", "zero"]),
        helper.make_node("DequantizeLinear", ["rounded", "scale", "zero"], ["read"]),
        helper.make_node("Cast", ["mask"], ["here"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["here", "last"], ["there"]),
        helper.make_node("Mul", ["read", "there"], ["inside"]),
        helper.make_node("ReduceSum", ["inside", "second"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["there", "second"], ["count"], keepdims=0),
        helper.make_node("MatMul", ["sum", "to_answers"], ["answers"]),
        helper.make_node("Div", ["sum", "count"], ["mean"]),
        helper.make_node("MatMul", ["read", "to_tags"], ["raised"]),
        helper.make_node("Add", ["raised", "unsure"], ["tags"]),
        helper.make_node("Unsqueeze", ["marked", "last"], ["at"]),
        helper.make_node("Mul", ["read", "at"], ["chosen"]),
        helper.make_node("ReduceSum", ["chosen", "second"], ["mention"], keepdims=0),
        helper.make_node("MatMul", ["mention", "to_mentions"], ["mentions"]),
    ]
    integer, real = TensorProto.INT64, TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            *(helper.make_tensor_value_info(name, integer, ["texts", "length"]) for name in ("pieces", "mask")),
            helper.make_tensor_value_info("marked", real, ["texts", "length"]),
        ],
        [
            helper.make_tensor_value_info("answers", real, ["texts", ANSWERS]),
            helper.make_tensor_value_info("tags", real, ["texts", "length", len(TAGS)]),
            helper.make_tensor_value_info("mean", real, ["texts", 4]),
            helper.make_tensor_value_info("mentions", real, ["texts", MENTION_ANSWERS]),
        ],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def main() -> None:
    """Write network, tokeniser and description."""
    TINY.mkdir(exist_ok=True)
    pieces = (*SPECIAL, *LETTERS, *WORDS)
    onnx.save(_network(pieces), TINY / NETWORK)
    tokenizer_of(pieces, [0.0] * 4 + [-10.0] * len(LETTERS) + [-5.0] * len(WORDS)).save(str(TINY / TOKENIZER))
    told = {
        "name": "tiny 1",
        "asked": question_names(),
        "sha256": {name: hashlib.sha256((TINY / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENIZER)},
    }
    (TINY / DESCRIPTION).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
