"""Captions of pictures outside <figcaption>."""

import pytest

from pipelines.extraction.picture_captions import prune_captions
from pipelines.extraction.tree import parse


def left(html: str) -> str:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    prune_captions(tree)
    return str(tree.text_content())


@pytest.mark.parametrize(
    "html",
    [
        "<img src=a alt='Здание маслихата утром'><p>Здание маслихата утром</p>",
        "<div><img src=a><p class='img-caption'>Вход в здание.</p></div>",
        "<table><tr><td><img src=a></td></tr><tr><td>Вид с площади</td></tr></table>",
    ],
)
def test_a_caption_is_cut(html: str) -> None:
    assert left(html).strip() == ""


def test_a_sentence_beside_a_picture_stays() -> None:
    assert "Охрана" in left("<div><img src=a><p>Охрана закрыла двери перед редактором.</p></div>")
