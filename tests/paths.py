"""Where the project lies, for tests that look at its files."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
