"""Writing the taught network as an ONNX file of eight-bit weights, which onnxruntime reads without torch."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from classify.training.encoder.network import EncoderNetwork

_OPSET = 17


def write_onnx(network: EncoderNetwork, file: Path) -> None:
    """Write the network with a scale for each row of its matrices, in seven of eight bits, so that no processor's sums overflow and all give the same. Inputs `pieces` and `mask`, outputs `answers`, `tags` and `mean`; any number of texts and pieces."""
    network.eval()
    # Written out step by step, attention is read a fifth faster in eight bits than as one operation.
    network.bert.set_attn_implementation("eager")
    example = torch.tensor([[0, 5, 2]]), torch.tensor([[1, 1, 1]])
    any_size = {0: "texts", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network, example, str(whole), input_names=["pieces", "mask"], output_names=["answers", "tags", "mean"], opset_version=_OPSET, dynamo=False,
            dynamic_axes={"pieces": any_size, "mask": any_size, "answers": {0: "texts"}, "tags": any_size, "mean": {0: "texts"}},
        )  # fmt: skip
        quantize_dynamic(str(whole), str(file), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
