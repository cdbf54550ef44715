"""WordPress's list of posts: what is asked for, what an answer says, and what an answer may not do to us."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.model import DiscoveredLink
from spiders.sources.documents import Unreadable, parsed_page
from spiders.sources.wordpress import LARGEST, MOST, api_root, more_pages, posts_address, read_posts
from tests.pipelines.rows import rows

HOME = "https://site.kz/"
URL = "https://site.kz/wp-json/wp/v2/posts?page=1"
TAIL = "orderby=date&_fields=link,date,date_gmt,modified_gmt,title"


def _post(**parts: Any) -> dict[str, Any]:
    return {
        "link": "https://site.kz/2021/06/zhurnalist/",
        "date": "2021-06-10T10:00:00",
        "date_gmt": "2021-06-10T04:00:00",
        "modified_gmt": "2021-06-11T05:30:00",
        "title": {"rendered": "Журналист Данияр Үлгібаевты босатты"},
    } | parts


def _read(*posts: Any) -> list[DiscoveredLink]:
    return read_posts(json.dumps(posts).encode(), URL)


def test_a_post_is_found_with_its_title_and_its_dates_in_utc() -> None:
    assert _read(_post()) == [
        DiscoveredLink(
            "https://site.kz/2021/06/zhurnalist/", "Журналист Данияр Үлгібаевты босатты", "2021-06-10T04:00:00+00:00", "2021-06-11T05:30:00+00:00"
        )
    ]


def test_posts_keep_their_order_and_each_comes_once() -> None:
    found = _read(_post(link="/b/"), _post(link="/a/"), _post(link="https://site.kz/b/?utm_source=rss#comments"))
    assert [link.url for link in found] == ["https://site.kz/b/", "https://site.kz/a/"]


@rows("missing", ["0000-00-00T00:00:00", "", None, 0, "жарты түн"])
def test_where_there_is_no_date_in_utc_the_sites_own_time_is_taken_without_an_offset(missing: Any) -> None:
    (found,) = _read(_post(date_gmt=missing, modified_gmt=missing))
    assert (found.published, found.updated) == ("2021-06-10T10:00:00", "")


@rows("written", ["2021-06-10T04:00:00Z", "2021-06-10T09:00:00+05:00"])
def test_a_date_that_has_an_offset_already_gets_no_second_one(written: str) -> None:
    assert _read(_post(date_gmt=written))[0].published == written


@rows(
    "title, read",
    [
        ({"rendered": "«Қала» &#8212; <em>жабылды</em> &amp; босады"}, "«Қала» — жабылды & босады"), ("Суд над редакцией", "Суд над редакцией"),
        ({"rendered": None}, ""), (["a"], ""), (None, ""), ({"rendered": "Суд\x00 \ud83d\x07над\nредакцией"}, "Суд над редакцией"),
    ],
)  # fmt: skip
def test_a_title_is_plain_text_or_nothing(title: Any, read: str) -> None:
    assert _read(_post(title=title))[0].title == read


@rows("odd", [7, "x", None, [], {}, {"link": None}, {"link": ["https://site.kz/1"]}, {"link": "javascript:void(0)"}])
def test_what_is_no_post_is_left_out_and_the_others_are_read(odd: Any) -> None:
    assert [link.url for link in _read(odd, _post())] == ["https://site.kz/2021/06/zhurnalist/"]


@rows("before", [b"\xef\xbb\xbf", b"\n\n ", b"<br />\n<b>Deprecated</b>: Function get_magic() in /srv/p.php on line 3<br />\n"])
def test_a_list_is_read_behind_what_a_broken_script_prints(before: bytes) -> None:
    assert len(read_posts(before + json.dumps([_post()]).encode(), URL)) == 1


def test_a_list_without_posts_is_empty() -> None:
    assert read_posts(b"[]", URL) == []


def test_the_page_behind_the_last_one_is_empty() -> None:
    body = {"code": "rest_post_invalid_page_number", "message": "The page number requested is too large.", "data": {"status": 400}}
    assert read_posts(json.dumps(body).encode(), URL) == []


@rows(
    "body, why",
    [
        (b"", "empty"), (b'<!DOCTYPE html><html><script>var posts = [{"link": 1}]</script></html>', "a web page"),
        (b'{"code":"rest_no_route","data":{"status":404}}', "an error: rest_no_route"), (b'{"code":["x"]}', "no list of posts"),
        (b'{"posts":[]}', "no list of posts"), (b"[[]]", "no list of posts"), (b'[{"name": "news"}]', "no list of posts"),
        (b"Forbidden", "no list of posts"), (b'[{"link": "https://site.kz/1"', "broken JSON"), (b"[" * 1_000_000, "broken JSON"),
        (b'[{"link":' * 500_000, "broken JSON"), (b'[{"link":' + b"9" * 100_000 + b"}]", "broken JSON"),
        (json.dumps([_post()] * (MOST + 1)).encode(), "more than 1000 posts"), (b"[" + b" " * LARGEST + b"]", "more than 10 MB"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_posts_says_what_it_is(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_posts(body, URL)


_NAMES = st.sampled_from(["link", "date", "date_gmt", "modified_gmt", "title", "rendered", "code"]) | st.text(max_size=3)
_json: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
        | st.lists(_json, max_size=4) | st.dictionaries(_NAMES, _json, max_size=5)
    )
)  # fmt: skip


def _read_or_refuse(body: bytes) -> None:
    try:
        found = read_posts(body, URL)
    except Unreadable:
        return
    for link in found:
        assert link.url.startswith("http")
        assert "".join((link.url, link.title, link.published, link.updated)).encode()


@given(
    _json
    | st.lists(
        st.fixed_dictionaries({"link": st.text(st.characters()) | st.just("/1/"), "title": _json, "date_gmt": _json | st.text("0123456789-T:+Z")})
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    _read_or_refuse(json.dumps(value).encode())


@given(st.binary(max_size=300) | st.text('[]{}",: \\u0d8linktederf', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    _read_or_refuse(body)


# Addresses


def test_posts_are_asked_for_between_two_moments_in_utc() -> None:
    almaty = timezone(timedelta(hours=5))
    address = posts_address(HOME, after=datetime(2021, 6, 1, tzinfo=almaty), before=datetime(2021, 7, 1, 12, 30, 5, 9, tzinfo=UTC), page=2)
    assert address == f"https://site.kz/wp-json/wp/v2/posts?after=2021-05-31T19:00:00Z&before=2021-07-01T12:30:05Z&per_page=100&page=2&{TAIL}"


@rows(
    "home, root, begin",
    [
        ("https://site.kz", None, "https://site.kz/wp-json/wp/v2/posts?"),
        ("https://site.kz/kk/?from=menu", None, "https://site.kz/kk/wp-json/wp/v2/posts?"),
        (HOME, "https://site.kz/index.php/wp-json/", "https://site.kz/index.php/wp-json/wp/v2/posts?"),
        (HOME, "https://site.kz/api", "https://site.kz/api/wp/v2/posts?"),
        (HOME, "https://site.kz/?rest_route=/", "https://site.kz/?rest_route=/wp/v2/posts&"),
        (HOME, "https://site.kz/kk/index.php?lang=kk&rest_route=%2F", "https://site.kz/kk/index.php?lang=kk&rest_route=/wp/v2/posts&"),
    ],
)
def test_posts_are_asked_for_where_the_site_keeps_its_api(home: str, root: str | None, begin: str) -> None:
    assert posts_address(home, after=None, before=None, page=1, per_page=20, root=root) == f"{begin}per_page=20&page=1&{TAIL}"


@rows("page, per_page", [(0, 100), (1, 0), (1, 101)])
def test_what_wordpress_would_refuse_is_not_asked_for(page: int, per_page: int) -> None:
    with pytest.raises(ValueError, match="100"):
        posts_address(HOME, after=None, before=None, page=page, per_page=per_page)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        posts_address(HOME, after=datetime(2021, 6, 1), before=None, page=1)  # noqa: DTZ001


@rows(
    "html, root",
    [
        ('<head><link rel="https://api.w.org/" href="https://site.kz/wp-json/" /></head>', "https://site.kz/wp-json/"),
        ('<link href="https://www.site.kz/kk/wp-json/" rel="https://api.w.org/">', "https://www.site.kz/kk/wp-json/"),
        ("<link rel='https://api.w.org/' href='/?rest_route=/'>", "https://site.kz/?rest_route=/"),
        ('<link rel="https://api.w.org/" href="https://other.kz/wp-json/">', None),
        ('<link rel="https://api.w.org/" href="javascript:void(0)">', None),
        ('<link rel="alternate" type="application/json" href="https://site.kz/wp-json/wp/v2/pages/7">', None),
        ("<p>https://api.w.org/</p>", None),
        ("", None),
    ],
)
def test_the_api_lies_where_the_page_says_on_its_own_host(html: str, root: str | None) -> None:
    assert api_root(parsed_page(html), HOME) == root


@given(st.text(st.characters(), max_size=100) | st.text("<>link rel='htps:/api.w.org/' href=", max_size=100))
def test_no_page_harms_the_search_for_the_api(html: str) -> None:
    root = api_root(parsed_page(html), HOME)
    assert root is None or root.startswith("https://")


@rows(
    "total, page, more",
    [("3", 1, True), (" 3 ", 2, True), ("3", 3, False), ("0", 1, False), (None, 1, True), ("", 1, True), ("many", 1, True), ("9" * 5000, 1, True)],
)
def test_pages_go_on_as_long_as_the_site_counts_more_or_does_not_say(total: str | None, page: int, more: bool) -> None:
    assert more_pages(total, page) is more
