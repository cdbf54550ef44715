"""The sizes of files as people read them."""

import pytest

from desk.pages.files.given_files_view import size_words


@pytest.mark.parametrize(("size", "words"), [(1, "1 kB"), (2048, "2 kB"), (50 * 2**20, "50 MB"), (1_600_000, "1.5 MB")])
def test_a_size_is_told_in_kilobytes_or_megabytes(size: int, words: str) -> None:
    assert size_words(size) == words
