"""The templates of all pages are found by their file names alone."""

from collections import Counter

from desk.rendering import TEMPLATES


def test_each_name_of_a_template_stands_once() -> None:
    names = Counter(file.name for folder in TEMPLATES for file in folder.glob("*.html"))
    assert len(names) > 20
    assert [name for name, times in names.items() if times > 1] == []
