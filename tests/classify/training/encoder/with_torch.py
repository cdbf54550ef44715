"""Imported first by tests that need PyTorch, which is not installed where the others run; CI has none."""

from typing import Any

import pytest

_WHY = "needs PyTorch, transformers and onnx, which only `make encoder` sets up (CI has none): `make encoder-test` runs it"

torch: Any = pytest.importorskip("torch", reason=_WHY)
pytest.importorskip("transformers", reason=_WHY)
pytest.importorskip("onnx", reason=_WHY)
