"""Which spellings of an address are one page, where a host lies, and whom a page may make us ask."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.address_scopes import AddressScope, address_scope, host_scope, is_ip_address, is_private
from pipelines.dedup.urls import accept_canonical, clean, identity, site_of
from tests.linear.growth import Measure
from tests.pipelines.rows import rows

SITES = frozenset({"site.kz"})
# Pieces of addresses, so that the search finds the corners rather than plain garbage.
PIECES = st.sampled_from(
    ["http://", "https://", "//", "/", "site.kz", "www.", "m.", "[::1]", "0x7f.1", "127.1", ":80", ":443", "@", "?", "&", "&amp;", "=", "#",
     "%", "%2e",
     "%D0%BF", "п", "..", ".", "\\", " ", "\n", "utm_source", "id", "1", "index.php", "amp", "print", "javascript:", "\ud800", "\x00", ";", "қаз"]
)  # fmt: skip
ADDRESSES = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=8).map(lambda p: "https://site.kz/" + "".join(p))
)


@rows(
    "written, asked",
    [
        (" https://WWW.Site.KZ:443/News/1 \n", "https://www.site.kz/News/1"), ("http://site.kz", "http://site.kz/"),
        ("https://site.kz/a/./b/../c/..", "https://site.kz/a/"), ("https://site.kz/a/%2e%2e/%2e%2e/b", "https://site.kz/b"),
        ("https://site.kz/новость", "https://site.kz/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
        ("https://site.kz/%d0%bd%41", "https://site.kz/%D0%BDA"), ("https://site.kz/100%", "https://site.kz/100%25"),
        ("https://site.kz/a\nb", "https://site.kz/ab"), ("https://site.kz/?id=5&amp;page=2#top", "https://site.kz/?id=5&page=2"),
        ("https://site.kz/a?b=1&#038;c=2", "https://site.kz/a?b=1&c=2"), ("http://сайт.қаз/x", "http://xn--80aswg.xn--80ao21a/x"),
        ("//site.kz/a", "https://site.kz/a"), ("http:\\\\site.kz\\a", "http://site.kz/a"), ("https://user:word@site.kz/a", "https://site.kz/a"),
        ("http://site.kz./a", "http://site.kz/a"), ("http://[::0001]:8080/a", "http://[::1]:8080/a"),
        ("http://2130706433/a", "http://127.0.0.1/a"),
    ],
)  # fmt: skip
def test_an_address_is_asked_for_in_its_canonical_form(written: str, asked: str) -> None:
    assert clean(written) == asked


@rows(
    "tracking",
    ["utm_source=tg", "UTM_campaign=x", "fbclid=1", "gclid=1", "yclid=1", "ysclid=1", "_openstat=1", "from=rss", "mc_cid=1", "ref=telegram"],
)
def test_tracking_parameters_go(tracking: str) -> None:
    assert clean(f"https://site.kz/a?{tracking}&id=7") == "https://site.kz/a?id=7"
    assert clean(f"https://site.kz/a?{tracking}") == "https://site.kz/a"


@rows(
    "own", ["id=1", "p=1", "newsid=1", "page=2", "gallery=3", "glava=1", "cid=4", "sid=5", "from=123", "source=42", "PAGEN_1=2", "lang=kk", "b=2&a=1"]
)
def test_parameters_that_may_name_an_article_stay_in_their_order(own: str) -> None:
    assert clean(f"https://site.kz/a?{own}") == f"https://site.kz/a?{own}"


@rows("address",
    ["", " ", "mailto:a@site.kz", "javascript:void(0)", "data:text/html,x", "tel:+77", "ftp://site.kz/a", "site.kz/a", "/a", "http://",
     "http://:80/", "http://a b.kz/",
     "http://site.kz:99999/", "http://[::1/", "http://1.2.3.4.5/", "http://256.1.1.1/",
     "https://site.kz/" + "a" * 5000, "https://" + "a." * 200 + "kz/", "http://site..kz/"],
)  # fmt: skip
def test_what_is_no_web_address_is_none(address: str) -> None:
    assert clean(address) is None


def test_a_relative_address_hangs_on_its_base() -> None:
    assert clean("../b?x=1", "https://site.kz/news/a/") == "https://site.kz/news/b?x=1"
    assert clean("//m.site.kz/b", "http://site.kz/") == "http://m.site.kz/b"
    assert clean("mailto:a@b.kz", "http://site.kz/") is None
    assert clean("b", "http://[broken") is None


@given(ADDRESSES)
def test_cleaning_never_raises_and_cleaning_twice_changes_nothing(written: str) -> None:
    once = clean(written)
    assert once is None or (clean(once) == once and site_of(once) and identity(once) == identity(written))
    site_of(written)
    is_private(written)
    accept_canonical(written, "https://site.kz/news/1", SITES)
    accept_canonical("https://site.kz/news/1", written, SITES)


@given(ADDRESSES)
def test_the_key_of_an_address_is_its_own_key(written: str) -> None:
    assert identity(identity(written)) == identity(written)


@rows(
    "other",
    [
        "http://site.kz/news/1-slovo?a=1&b=2", "https://www.site.kz/news/1-slovo/?b=2&a=1", "https://m.site.kz/news/1-slovo?a=1&b=2",
        "https://amp.site.kz/news/1-slovo?a=1&b=2", "https://site.kz/news/1-slovo/amp/?a=1&b=2", "https://site.kz/news/1-slovo?a=1&b=2&amp=1",
        "https://site.kz/amp/news/1-slovo?a=1&b=2", "https://site.kz/news/1-slovo/print?a=1&b=2",
        "https://site.kz/news/1-slovo?a=1&tmpl=component&print=1&b=2", "https://site.kz//news/1-slovo/index.php?a=1&b=2#comments",
        "https://site.kz/news/1-slovo;jsessionid=AB12?a=1&b=2",
    ],
)  # fmt: skip
def test_two_spellings_of_one_page_share_their_key(other: str) -> None:
    assert identity(other) == identity("https://site.kz/news/1-slovo?a=1&b=2")


@rows(
    "one, other",
    [
        ("https://site.kz/?p=1", "https://site.kz/?p=2"), ("https://site.kz/news/1", "https://site.kz/news/2"),
        ("https://site.kz/ru/news/1", "https://site.kz/kk/news/1"), ("https://kaz.site.kz/1", "https://site.kz/1"),
        ("https://m.kz/1", "https://kz/1"), ("https://site.kz/print", "https://site.kz/"), ("https://site.kz/News", "https://site.kz/news"),
        ("https://site.kz:8080/", "https://site.kz/"),
    ],
)  # fmt: skip
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_a_site_is_its_host_without_www_and_default_port() -> None:
    assert site_of("https://WWW.Site.kz:443/a") == "site.kz"
    assert site_of("http://127.0.0.1:8461/rss.xml") == "127.0.0.1:8461"
    assert site_of("http://site.kz:443/") == "site.kz:443"
    assert site_of("https://www.kz/") == "www.kz"
    assert site_of("https://сайт.қаз/") == "xn--80aswg.xn--80ao21a"
    assert site_of("not an address") == ""


@rows(
    "canonical, asked",
    [
        ("https://site.kz/news/12345-slovo", "https://m.site.kz/news/12345-slovo?utm_source=tg"),
        ("https://site.kz/news/12345-slovo", "https://site.kz/news/12345-slovo/amp/"),
        ("/news/12345-slovo", "https://site.kz/news/12345"),
        ("https://site.kz/2021/06/10/napadenie-na-zhurnalista/", "https://site.kz/?p=77"),
        ("https://site.kz/kokshetau/napadenie-na-zhurnalista", "https://site.kz/news/napadenie-na-zhurnalista.html"),
        ("https://site.kz/news/view/15", "https://site.kz/news/view/15?page=2"),
        ("https://site.kz/article.html", "https://site.kz/article"),
    ],
)
def test_the_name_a_page_gives_itself_is_believed_for_another_form_of_the_page(canonical: str, asked: str) -> None:
    assert accept_canonical(canonical, asked, SITES) == clean(canonical, asked)


@rows(
    "canonical, asked",
    [
        (None, "https://site.kz/news/12345-slovo"), ("", "https://site.kz/news/12345-slovo"),
        ("https://site.kz/", "https://site.kz/news/12345-slovo"), ("https://site.kz/", "https://site.kz/?p=77"),
        ("https://site.kz/ru/", "https://site.kz/news/12345-slovo"), ("https://site.kz/news", "https://site.kz/news/12345-slovo"),
        ("https://site.kz/news.php", "https://site.kz/news.php?id=15"), ("https://other.kz/news/12345-slovo", "https://site.kz/news/12345-slovo"),
        ("https://site.kz/news/12346-slovo", "https://site.kz/news/12345-slovo"), ("https://site.kz/news/5", "https://site.kz/news/6"),
        ("https://site.kz/kk/news/12345", "https://site.kz/ru/news/12345"),
        ("https://site.kz/2021/06/11/prognoz-pogody", "https://site.kz/2021/06/10/prognoz-pogody"),
        ("https://site.kz/odin-material-sovsem-drugoi", "https://site.kz/napadenie-na-zhurnalista"),
        ("https://site.kz/?id=2", "https://site.kz/?id=1"), ("javascript:alert(1)", "https://site.kz/news/12345-slovo"),
    ],
)  # fmt: skip
def test_a_canonical_address_that_hides_the_article_is_not_believed(canonical: str | None, asked: str) -> None:
    assert accept_canonical(canonical, asked, SITES) is None


@pytest.mark.parametrize(
    ("begin", "unit"), [("https://", "é"), ("https://site.kz/", "%"), ("https://site.kz/?", "&a="), ("https://site.kz", "/.."), ("", "a:")]
)
def test_hostile_addresses_take_time_that_grows_with_them(begin: str, unit: str, growth: Measure) -> None:
    def reading(size: int) -> Callable[[], object]:
        hostile = begin + unit * size
        return lambda: (clean(hostile), identity(hostile), is_private(hostile))

    assert (grown := growth(reading, (2_000, 8_000, 32_000))).linear, grown


REACHED = {
    AddressScope.LOOPBACK: ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"],
    AddressScope.PRIVATE: ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "fc00::1",
                    "fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:c0a8:1"],
    AddressScope.NOWHERE: ["0.0.0.0", "0.1.2.3", "169.254.169.254", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
                    "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
                    "::", "::7f00:1", "::ffff:0.0.0.0", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1",
                    "ff02::1", "100::1", "5f00::1",
                    # Tunnels and gateways: 6to4, Teredo, NAT64 with its well-known and its local prefix.
                    "2002:7f00:1::", "2002:808:808::", "2001:0:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808",
                    "2001:2::1", "2001:20::1", "2001:db8::1", "3fff::1"],
    AddressScope.PUBLIC: ["8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
                   "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00:1450:4001::1", "2606:4700::1111", "::ffff:8.8.8.8",
                   "64:ff9b::808:808"],
}  # fmt: skip
NAMES = {
    AddressScope.LOOPBACK: ["localhost", "LOCALHOST.", "localhost:5000", "a.localhost", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1",
                     "１２７.0.0.1", "%31%32%37.0.0.1", "127.0.0.1\u00ad", "[::1]:80", "[::ffff:127.0.0.1]:8080"],
    AddressScope.PRIVATE: ["router", "printer.local", "db.internal", "nas.lan", "a.home.arpa", "192.168.1.1:8080", "0xa000001"],
    AddressScope.NOWHERE: ["", "256.256.256.256", "0", "[fe80::1]", "a b", "1.2.3.4.5", "[::1", "169.254.169.254:80", "x" * 300],
    AddressScope.PUBLIC: ["site.kz", "716.kz", "site.kz:8080", "сайт.қаз", "localhost.kz", "127.0.0.1.nip.io", "[2a00:1450:4001::1]:443", "134744072"],
}  # fmt: skip


@rows("reach, address", [(reach, address) for reach, table in REACHED.items() for address in table])
def test_an_address_lies_where_its_block_lies_and_a_host_of_that_spelling_too(reach: AddressScope, address: str) -> None:
    assert address_scope(address) is reach
    # A zone has no place in an address of the web.
    assert host_scope(address) is (AddressScope.NOWHERE if "%" in address else reach)


@rows("reach, host", [(reach, host) for reach, table in NAMES.items() for host in table])
def test_a_host_lies_where_its_name_says_in_every_spelling(reach: AddressScope, host: str) -> None:
    assert host_scope(host) is reach
    assert is_private(host) is (reach is not AddressScope.PUBLIC)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: object) -> None:
    if not address.is_global or address.is_multicast:  # type: ignore[attr-defined]
        mapped = getattr(address, "ipv4_mapped", None)
        assert address_scope(str(address)) is not AddressScope.PUBLIC or (mapped and mapped.is_global)


@given(st.ip_addresses(v=4))
def test_an_address_in_ipv6_clothes_lies_where_it_lies_without(address: object) -> None:
    assert address_scope(f"::ffff:{address}") is address_scope(str(address))


def test_only_an_address_is_an_address() -> None:
    assert is_ip_address("127.0.0.1")
    assert is_ip_address("::1")
    assert not any(map(is_ip_address, ["site.kz", "127.1", "", "[::1]"]))
