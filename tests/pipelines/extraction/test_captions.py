"""A story in pictures or a video has the words under them for a text."""

import json

from lxml.html import fromstring

from pipelines.extraction.captions import captions
from records.vocabulary import Fate
from tests.pipelines.extraction.test_reader import BODY, LEDE, TITLE, article, lines, read, refuse

CAPTIONS = (
    "Редактор ждёт у турникета маслихата, утро вторника.",
    "Письмо с отметкой канцелярии, которое ей не отдали.",
    "После сессии депутаты прошли мимо молча.",
)
GALLERY = "".join(f"<figure><img src='{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(CAPTIONS))
HEAD = '<meta property="og:type" content="article">'


def test_a_photo_story_is_read_from_its_captions() -> None:
    found = read(article(f"<div class='gallery'>{GALLERY}</div>", head=HEAD))
    assert (found.title, lines(found)) == (TITLE, [*CAPTIONS])


def test_a_video_story_is_read_from_the_description_of_its_video() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "video": {"@type": "VideoObject", "description": LEDE}}, ensure_ascii=False)
    assert lines(read(article("<iframe src='/v/1'></iframe>", head=f'<script type="application/ld+json">{data}</script>'))) == [LEDE]


def test_the_captions_of_an_article_with_a_text_stay_out_of_it() -> None:
    found = read(article(f"<div>{GALLERY}{''.join(f'<p>{text}</p>' for text in (LEDE, *BODY))}</div>", head=HEAD))
    assert lines(found) == [LEDE, *BODY]


def test_a_gallery_with_credits_alone_is_no_article() -> None:
    bare = "<figure><img src='1.jpg'><figcaption>Фото: Ерлан Сабитов</figcaption></figure>" * 6
    assert refuse(article(f"<div>{bare}</div>", head=HEAD)).fate in (Fate.EMPTY, Fate.TOO_SHORT)


def test_captions_of_cards_are_not_those_of_the_page() -> None:
    tree = fromstring(f"<html><body><a href='/1'>{GALLERY}</a><aside>{GALLERY}</aside><div>{GALLERY}{GALLERY}</div></body></html>")
    assert captions(tree) == [*CAPTIONS]
