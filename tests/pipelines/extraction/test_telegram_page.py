"""Preview pages of Telegram channels: which posts they show, what a post says, and which page lies before."""

import time
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.telegram import LONGEST_TITLE, Post, post_in, posts
from spiders.sources.documents import Unreadable
from spiders.sources.telegram import Channel, preview_address, read_channel
from tests.layers import is_full
from tests.pipelines.rows import rows

URL = "https://t.me/s/Ulgi_kz"
FIRE = '<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/F09F94A5.png\')"><b>🔥</b></i>'
QUOTE = """<a class="tgme_widget_message_reply" href="https://t.me/Ulgi_kz/3"><div class="tgme_widget_message_author accent_color">
<span class="tgme_widget_message_author_name" dir="auto">Үлгі</span></div>
<div class="tgme_widget_message_text js-message_reply_text" dir="auto">Кешегі жазба</div></a>"""
FORWARD = '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;{name}</div>'
NAMED = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/basqa/9"><span dir="auto">Басқа арна</span></a>'
PREVIEW = """<a class="tgme_widget_message_link_preview" href="https://site.kz/1"><div class="link_preview_site_name accent_color">site.kz</div>
<div class="link_preview_title">Чужой заголовок</div><div class="link_preview_description tgme_widget_message_text">Чужое описание</div></a>"""
PHOTO = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/Ulgi_kz/5?single" style="background-image:url(\'x.jpg\')"></a>'
POLL = '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Кто прав?</div></div>'
REACTIONS = f'<div class="tgme_widget_message_reactions js-message_reactions"><span class="tgme_reaction">{FIRE}34</span></div>'


def _text(html: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{html}</div>'


def _message(
    inner: str, number: int = 5, *, channel: str = "Ulgi_kz", kind: str = "", meta: str = "", moment: str = "2021-06-10T04:05:06+00:00"
) -> str:
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap {kind} js-widget_message" data-post="{channel}/{number}" data-view="x"><div class="tgme_widget_message_user">
<a href="https://t.me/{channel}"><i class="tgme_widget_message_user_photo bgcolor2" data-content="Ү"><img src="p.jpg"></i></a></div>
<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">
<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}"><span dir="auto">Үлгі жаңалықтары</span></a></div>{inner}
<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info">
<span class="tgme_widget_message_views">4.85K</span><span class="copyonly"> views</span><span class="tgme_widget_message_meta">{meta}
<a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}"><time datetime="{moment}" class="time">04:05</time></a></span>
</div></div></div></div></div>"""


def _page(*messages: str, head: str = "", more: str = "", username: str = "Ulgi_kz") -> str:
    return f"""<!DOCTYPE html><html><head><title>Үлгі – Telegram</title>{head}</head><body class="widget_frame_base tgme_webpreview">
<header><div class="tgme_channel_info"><div class="tgme_channel_info_header"><div class="tgme_channel_info_header_username">
<a href="https://t.me/{username}">@{username}</a></div></div><div class="tgme_channel_info_description">Арна туралы</div></div></header>
<main class="tgme_main"><section class="tgme_channel_history js-message_history">{more}{"".join(messages)}</section></main></body></html>"""


def _only(inner: str, meta: str = "", moment: str = "2021-06-10T04:05:06+00:00") -> Post:
    (post,) = posts(_page(_message(inner, meta=meta, moment=moment)), URL)
    return post


# Which posts


def test_posts_come_in_the_order_of_the_page_with_address_and_moment() -> None:
    page = _page(_message(_text("Бірінші"), 4, moment="2021-06-10T09:05:06+05:00"), _message(_text("Второй") + REACTIONS, 7))
    moment = datetime(2021, 6, 10, 4, 5, 6, tzinfo=UTC)
    assert posts(page, URL) == [
        Post("Ulgi_kz", 4, "https://t.me/Ulgi_kz/4", "Бірінші", "Бірінші", moment, False, (), ""),
        Post("Ulgi_kz", 7, "https://t.me/Ulgi_kz/7", "Второй", "Второй", moment, False, (), ""),
    ]


@rows(
    "url, address",
    [
        ("http://127.0.0.1:8000/s/Ulgi_kz", "http://127.0.0.1:8000/Ulgi_kz/5"), ("https://t.me/s/ulgi_kz?before=20", "https://t.me/Ulgi_kz/5"),
        ("https://t.me/s/Ulgi_kz/5", "https://t.me/Ulgi_kz/5"), ("https://t.me/Ulgi_kz/5?embed=1&mode=tme", "https://t.me/Ulgi_kz/5"),
        ("https://mirror.kz/telegram/s/Ulgi_kz/", "https://mirror.kz/telegram/Ulgi_kz/5"),
    ],
)  # fmt: skip
def test_a_post_lies_on_the_host_that_showed_it(url: str, address: str) -> None:
    assert [post.address for post in posts(_page(_message(_text("Жазба"))), url)] == [address]


@rows("url", ["", "t.me/s/Ulgi_kz", "https://t.me/", "https://[t.me/s/Ulgi_kz", "javascript:Ulgi_kz", "https://t.me/s/Ulgi kz"])
def test_an_address_that_is_no_channels_has_no_posts(url: str) -> None:
    assert posts(_page(_message(_text("Жазба"))), url) == []


@rows(
    "message",
    [
        _message(_text("Үлгі pinned a message"), 6, kind="service_message"), _message(PHOTO, 6), _message(POLL, 6), _message(PREVIEW, 6),
        _message(QUOTE + PHOTO, 6), _message(_text("&#8203;<br/>&nbsp;&#8291;"), 6),
        _message('<div class="message_media_not_supported_label">Please open Telegram to view this post</div>', 6),
        _message(_text("Өзге арнаның жазбасы"), 6, channel="ozge_arna"), _message(_text("Дважды"), 5), _message(_text("Без номера"), 0),
        _message(_text("Номер"), 10**30),
    ],
)  # fmt: skip
def test_what_is_no_post_with_a_text_of_the_channel_is_left_out(message: str) -> None:
    assert [post.text for post in posts(_page(_message(_text("Жазба"), 5), message), URL)] == ["Жазба"]


def test_a_channel_with_several_names_is_read_by_any_of_them() -> None:
    (post,) = posts(_page(_message(_text("Жазба"))), "https://t.me/s/ulgi_news")
    assert (post.channel, post.address) == ("Ulgi_kz", "https://t.me/Ulgi_kz/5")


def test_one_post_is_found_by_its_number() -> None:
    page = _page(_message(_text("Бірінші"), 4), _message(_text("Екінші"), 5))
    found = post_in(page, URL, 5)
    assert found is not None
    assert found.text == "Екінші"
    assert post_in(page, URL, 6) is None


# What a post says

SIGNATURE = '<span class="tgme_widget_message_from_author" dir="auto">Edited by Дана Үлгібаева</span>'
VIDEO = '<a class="tgme_widget_message_video_player"><time class="message_video_duration" datetime="2001-01-01">0:29</time></a>'
SENT = datetime(2021, 6, 10, 4, 5, 6, tzinfo=UTC)
LONG = "Редактор сайта Данияр Үлгібаев рассказал, что неизвестные разбили камеру съёмочной группы у здания суда в г. Кокшетау"


@rows(
    "html, text",
    [
        ("<b>Тақырып</b><br/><br/>Бірінші сөйлем.<br>Екінші сөйлем.", "Тақырып\nБірінші сөйлем.\nЕкінші сөйлем."),
        (f"{FIRE}Өрт <tg-emoji emoji-id='1'>{FIRE}</tg-emoji>", "🔥Өрт 🔥"),
        ('Қала <a href="?q=%23jurnalist">#журналист</a> <a href="https://site.kz/1">толығырақ</a>', "Қала #журналист толығырақ"),
        ("Он<tg-spoiler><span class='tgme_spoiler'> скрыл</span></tg-spoiler> имя", "Он скрыл имя"),
        ("Он сказал:<blockquote expandable>Первое.<br/>Второе.</blockquote>И ушёл", "Он сказал:\nПервое.\nВторое.\nИ ушёл"),
        ("  в\n исходнике \t разбито&nbsp;на строки<br/>&#8203;<br/>\u3164<br/>и дальше ", "в исходнике разбито на строки\nи дальше"),
        ("Жур\u00adна\u200bлист 5 &lt; 6 &amp; 7<script>alert(1)</script>", "Журналист 5 < 6 & 7"),
        ('Видео<div class="message_media_not_supported_wrap">Please open Telegram to view this post</div>', "Видео"),
        ("👩\u200d💻 Тілші", "👩\u200d💻 Тілші"),
        (_text("Подпись<br/>под снимками"), "Подпись\nпод снимками"),
    ],
)
def test_a_text_has_one_paragraph_a_line(html: str, text: str) -> None:
    assert _only(PHOTO + _text(html)).text == text


@rows(
    "inner, meta, moment, told",
    [
        (PHOTO + _text("Первая подпись") + PHOTO + _text("Вторая подпись"), "", "", {"text": "Первая подпись\nВторая подпись"}),
        (FORWARD.format(name=NAMED) + QUOTE + _text("Өз сөзі") + PREVIEW + REACTIONS, "", "", {"text": "Өз сөзі", "title": "Өз сөзі"}),
        *(
            (FORWARD.format(name=name) + _text("Жазба"), "", "", {"forwarded": forwarded})
            for name, forwarded in (
                (NAMED, "Басқа арна"),
                ('<span class="tgme_widget_message_forwarded_from_name" dir="auto">Жасырын <b>арна</b></span>', "Жасырын арна"),
                ("<span>Скрытый канал</span>", "Скрытый канал"),
                (NAMED + '<span class="tgme_widget_message_forwarded_from_author">(Айдар)</span>', "Басқа арна"),
            )
        ),
        (_text("Жазба edited"), "edited &nbsp;", "", {"edited": True}),
        (_text("Жазба edited"), "", "", {"edited": False}),
        (_text("Жазба"), SIGNATURE + "&nbsp;", "", {"authors": ("Edited by Дана Үлгібаева",), "edited": False}),
        (_text("Жазба"), SIGNATURE + ", edited &nbsp;", "", {"authors": ("Edited by Дана Үлгібаева",), "edited": True}),
        (_text("Жазба"), "", "2021-06-10T04:05:06Z", {"published": SENT}),
        (_text("Жазба"), "", "2021-06-10T04:05:06", {"published": SENT}),
        (_text("Жазба"), "", "0001-01-01T00:00:00+05:00", {"published": None}),
        (_text("Жазба"), "", "вчера", {"published": None}),
        (_text("Жазба"), "", "", {"published": None}),
        # The length of a video is no moment.
        (VIDEO + _text("Видео"), "", "2021-06-10T04:05:06Z", {"published": SENT}),
        *(
            (_text(text), "", "", {"title": title})
            for text, title in (
                ("<b>Журналист босатылды</b><br/><br/>Ол бүгін сотта болды.", "Журналист босатылды"),
                ("Его отпустили. Он дома.<br/>Подробности", "Его отпустили. Он дома."),
                (f"{FIRE}{FIRE}<br/>#новости @ulgi_kz https://site.kz/1<br/>Суд оправдал редакцию", "Суд оправдал редакцию"),
                ("#новости", "#новости"),
                (f"{LONG}. Полиция проверяет записи.", f"{LONG}."),
                (f"Сот! Қайта шешім шықты. {LONG}", "Сот! Қайта шешім шықты."),
                (
                    f"Тілші А. Үлгібаев пен просп. Абай обл. Сот төрағасы кездесті. {LONG}",
                    "Тілші А. Үлгібаев пен просп. Абай обл. Сот төрағасы кездесті.",
                ),
                (f"{LONG} и скрылись", f"{LONG} и…"),
                (f"{LONG} сбежали", f"{LONG}…"),
                ("ж" * 300, "ж" * 119 + "…"),
            )
        ),
    ],
)
def test_a_post_says(inner: str, meta: str, moment: str, told: dict[str, Any]) -> None:
    post = _only(inner, meta, moment)
    assert {name: getattr(post, name) for name in told} == told


def test_a_post_that_the_page_forgot_to_close_keeps_its_text_to_itself() -> None:
    page = _page(_message(_text("Бірінші"), 4).removesuffix("</div></div></div></div></div>"), _message(_text("Екінші"), 5))
    assert [post.text for post in posts(page, URL)] == ["Бірінші", "Екінші"]


def test_the_zone_of_the_machine_changes_no_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Almaty")
        time.tzset()
        found = _only(_text("Жазба"), moment="2021-06-10T04:05:06").published
    time.tzset()
    assert found == SENT


@given(st.lists(st.text("аб .,!…-🔥#", max_size=12), max_size=30).map(" ".join).filter(str.strip))
def test_a_title_is_never_long_and_begins_a_line_of_the_text(text: str) -> None:
    post = _only(_text(escape(text)))
    assert 0 < len(post.title) <= LONGEST_TITLE
    assert any(line.startswith(post.title.removesuffix("…")) for line in post.text.split("\n"))


# The page


@rows(
    "head, more",
    [
        ('<link rel="prev" href="/s/Ulgi_kz?before=441">', ""),
        ("", '<a href="/s/Ulgi_kz?before=441" class="tme_messages_more js-messages_more" data-before="441"></a>'),
        ("", '<a class="tme_messages_more js-messages_more" data-before="441"></a>'),
        ('<link rel="next" href="/s/Ulgi_kz?after=480">', '<a class="tgme_messages_more" href="https://evil.example/s/Ulgi_kz?before=441&x=1"></a>'),
    ],
)
def test_the_older_page_lies_on_the_same_host(head: str, more: str) -> None:
    page = _page(_message(_text("Жазба"), 441), head=head, more=more)
    assert read_channel(page, "http://127.0.0.1:8000/s/Ulgi_kz?before=500").older == "http://127.0.0.1:8000/s/Ulgi_kz?before=441"


def test_a_channel_begins_where_no_older_page_is_named() -> None:
    channel = read_channel(_page(_message(_text("Жазба"), 2), head='<link rel="next" href="/s/Ulgi_kz?after=20">'), URL)
    assert (len(channel.posts), channel.older) == (1, None)


@rows("before", [441, 400])
def test_paging_never_turns_round(before: int) -> None:
    page = _page(_message(_text("Жазба"), 441), head='<link rel="prev" href="/s/Ulgi_kz?before=441">')
    assert read_channel(page, f"{URL}?before={before}").older is None


def test_a_page_of_pictures_leads_on_and_an_empty_channel_is_no_fault() -> None:
    assert read_channel(_page(_message(PHOTO), head='<link rel="prev" href="?before=5">'), URL) == Channel([], f"{URL}?before=5")
    assert read_channel(_page('<div class="tme_no_messages_found">No posts found</div>'), URL) == Channel([], None)


CONTACT = """<html><head><meta property="og:title" content="Telegram"></head><body><div class="tgme_page_wrap"><div class="tgme_body_wrap">
<div class="tgme_page">{about}<div class="tgme_page_action"><a class="tgme_action_button_new" href="tg://resolve?domain=ulgi_kz">Open</a></div></div></div></div></body></html>"""


@rows(
    "page, why",
    [
        (
            CONTACT.format(about='<div class="tgme_page_title"><span>Үлгі</span></div><div class="tgme_page_extra">1 234 subscribers</div>'),
            "no public preview",
        ),
        (CONTACT.format(about='<div class="tgme_page_extra">@ulgi_kz</div>'), "no public preview"),
        (CONTACT.format(about='<div class="tgme_page_icon"></div><div class="tgme_page_description">You can contact @ulgi_kz</div>'), "no channel"),
        ('<html><body><div class="tl_main_head">Telegram</div></body></html>', "no channel"),
        ("<html><h1>502 Bad Gateway</h1></html>", "not a page of Telegram"),
        ("", "empty"),
    ],
)
def test_what_is_no_preview_says_what_it_is(page: str, why: str) -> None:
    with pytest.raises(Unreadable, match=f"^{why}$"):
        read_channel(page, URL)


@rows(
    "channel, address",
    [
        ("Ulgi_kz", "https://t.me/s/Ulgi_kz"),
        ("@Ulgi_kz", "https://t.me/s/Ulgi_kz"),
        ("http://127.0.0.1:8000/s/ulgi_kz", "http://127.0.0.1:8000/s/ulgi_kz"),
        ("https://t.me/s/Ulgi_kz?before=20", "https://t.me/s/Ulgi_kz?before=20"),
    ],
)
def test_a_channel_is_asked_for_by_its_name_or_its_preview_address(channel: str, address: str) -> None:
    assert preview_address(channel) == address


@rows("channel", ["", "ab", "+invite", "https://t.me/Ulgi_kz", "https://t.me/s/", "ftp://t.me/s/Ulgi_kz", "https://[t.me/s/Ulgi_kz"])
def test_what_names_no_channel_is_refused(channel: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        preview_address(channel)


# Hostile pages

PIECES = (
    _message(_text("a"), 9), _message(QUOTE + PHOTO),
    *(_text("b"), FORWARD, NAMED, PREVIEW, "</div>", "</a>", "<div>", "<br>", "<!--", "]]>", "<table>", "&#0;", "&#xD800;", "\x00", "\ud800"),
    '<div class="tgme_widget_message tgme_widget_message_text" data-post="Ulgi_kz/8">', '<time datetime=<section class="tgme_channel_history">',
    '<link rel=prev href="?before=99999999999"><a class="tme_messages_more" data-before="-1">',
)  # fmt: skip
_pages = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=10), max_size=25).map("".join)


@given(_pages, st.sampled_from([URL, "https://t.me/s/ulgi_kz?before=8"]) | st.text(st.characters(), max_size=20))
def test_any_page_is_read_or_refused(html: str, url: str) -> None:
    for post in posts(html, url):
        assert post.text.encode()
        assert post.title
        assert 0 < post.number < 10**10
        assert "\x00" not in post.text
    try:
        channel = read_channel(html, url)
    except Unreadable:
        return
    assert channel.posts == posts(html, url)
    assert channel.older is None or channel.older.startswith("https://")


# How many times larger what may break a reader is in the whole layer.
SIZE = 10 if is_full() else 1
NEST = '<div class="tgme_widget_message tgme_widget_message_text" data-post="Ulgi_kz/{number}">'


@rows(
    "html",
    [
        "<div>" * 30_000 * SIZE, "".join(NEST.format(number=number) for number in range(1, 100)) + "а" * 100_000 * SIZE,
        _page(_message(_text("." * 50_000 * SIZE + "А" * 50_000 * SIZE))), _page(_message(_text("#_" * 50_000 * SIZE))),
        _page(*(_message("", number) for number in range(1, 200 * SIZE))),
        '<div class="' + "tgme_widget_message " * 10_000 * SIZE + '" data-post="Ulgi_kz/1">x',
    ],
)  # fmt: skip
def test_a_bomb_gives_no_more_text_than_it_holds(html: str) -> None:
    assert sum(len(post.text) for post in posts(html, URL)) <= len(html)
