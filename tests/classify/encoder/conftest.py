"""The encoder of these tests, which nobody taught (`make_tiny_encoder`)."""

import shutil
from pathlib import Path

import pytest

from classify.encoder.encoder import Encoder
from classify.encoder.encoder_files import load_encoder

TINY = Path(__file__).parent / "tiny_encoder"


@pytest.fixture(scope="session")
def tiny() -> Encoder:
    """The tiny encoder."""
    return load_encoder(TINY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of its files, to spoil."""
    return shutil.copytree(TINY, tmp_path / "tiny_encoder")
