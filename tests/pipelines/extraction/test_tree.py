"""A page's text becomes a tree: tags with more attributes than any has lose them, however they are written; all others keep theirs."""

import pytest

from pipelines.extraction.tree import parse, without_crowded_tags
from tests.linear.hostile_pages import PAGES

HIDDEN = [name for name in PAGES if name.startswith("attributes")]


@pytest.mark.parametrize("name", HIDDEN)
def test_no_tag_of_hundreds_of_attributes_reaches_libxml2(name: str) -> None:
    tree = parse(PAGES[name](20_000))
    assert tree is not None
    assert max(len(element.attrib) for element in tree.iter()) < 250
    assert "Журналиста не пустили" in "".join(tree.itertext())


@pytest.mark.parametrize(
    "tag",
    [
        '<p class="a b" id=c hidden>',
        "<p data-state='" + '{"a": "b c"} ' * 1000 + "'>",
        f'<meta name="description" content="{"слово " * 2000}">',
        "<p " + " ".join(f'a{number}="{number} > {number}"' for number in range(150)) + ">",
        "<p>" + 'x = "y" ' * 1000,
        "a < b " * 1000,
        '<a href="/1/2">' * 1000,
    ],
)
def test_what_is_written_on_a_real_page_stays_as_it_is(tag: str) -> None:
    assert without_crowded_tags(tag) == tag
