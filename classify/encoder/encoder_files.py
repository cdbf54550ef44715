"""The files of an encoder (the network, its tokeniser, its questions) and the checks before they are used.

Where ONNX Runtime cannot be loaded, or the processor lacks what makes it fast enough (AVX2 on x86), `EncoderUnavailable` is raised with a message of one
line, and the lexical judge works alone.
"""

import hashlib
import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classify.encoder.readings import ANSWERS, MENTION_ANSWERS, TAGS, question_names

if TYPE_CHECKING:
    from classify.encoder.encoder import Encoder

SHIPPED_ENCODER = Path(__file__).parent / "shipped"
NETWORK, TOKENIZER, DESCRIPTION = "encoder.onnx", "tokenizer.json", "encoder.json"
# What ONNX Runtime raises where memory runs out, or where it cannot run an operation of the network.
_OF_THE_MACHINE = frozenset({"RuntimeException", "NotImplemented", "EPFail", "MemoryError", "OSError"})
_PROCESSOR = Path("/proc/cpuinfo")


class EncoderFileError(ValueError):
    """Raised for files that are no encoder of this version, for example truncated, mixed up, or of another vocabulary. Screening does not start with
    them.
    """


class EncoderUnavailable(RuntimeError):
    """Raised where this machine cannot run an encoder; the lexical judge then works alone."""


def load_encoder(folder: Path = SHIPPED_ENCODER, threads: int = 1, processor: Path = _PROCESSOR) -> "Encoder":
    """Return the encoder of a folder, with `threads` cores for one batch.

    Raises EncoderFileError for files that do not fit, EncoderUnavailable for a machine that cannot run them.
    """
    described = _described(folder)
    if platform.machine().lower() in ("x86_64", "amd64") and processor.exists() and "avx2" not in processor.read_text().split():
        raise EncoderUnavailable("the processor lacks AVX2")
    try:
        # Imported here, because a machine without it must still be able to screen.
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        from classify.encoder.encoder import Encoder
    except ImportError as error:
        raise EncoderUnavailable(f"ONNX Runtime cannot be loaded: {error}") from error
    options = SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = threads, 1, 3
    try:
        session = InferenceSession(str(folder / NETWORK), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # both libraries raise undocumented errors
        message = f"{folder.name}: {_first_line(error)}"
        # A valid network that this machine, or its version of the library, cannot run is not a fault of the file.
        raise (EncoderUnavailable if type(error).__name__ in _OF_THE_MACHINE else EncoderFileError)(message) from error
    shapes = {output.name: output.shape[-1] for output in session.get_outputs()}
    expected = {"answers": ANSWERS, "tags": len(TAGS), "mentions": MENTION_ANSWERS}
    for name, count in expected.items():
        if shapes.get(name) != count:
            raise EncoderFileError(f"{folder.name}/{NETWORK} gives {shapes.get(name)} {name}, not {count}")
    return Encoder(described["name"], session, tokenizer)


def encoder_name(folder: Path = SHIPPED_ENCODER) -> str:
    """Return the encoder's name with the beginning of its checksum, also on a machine that cannot run it. Raises EncoderFileError."""
    described = _described(folder)
    return f"{described['name']} {described['sha256'][NETWORK][:6]}"


def _described(folder: Path) -> dict[str, Any]:
    """Return the description stored next to the network, after checking it."""
    try:
        description: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        checksums, answers, name = dict(description["sha256"]), dict(description["asked"]), str(description["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderFileError(f"{folder.name}/{DESCRIPTION} describes no encoder: {_first_line(error)}") from error
    try:
        actual = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENIZER)}
    except OSError as error:
        raise EncoderFileError(f"{folder.name}: {_first_line(error)}") from error
    changed = [name for name in actual if actual[name] != checksums.get(name)]
    if changed:
        raise EncoderFileError(f"{folder.name}/{changed[0]} is not the file that was made with it: it was cut or changed")
    other = sorted(question for question in {*answers, *question_names()} if answers.get(question) != question_names().get(question))
    if other:
        raise EncoderFileError(f"{folder.name} was taught other answers to {', '.join(other)} than this version asks for")
    return {**description, "name": name}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
