"""Servers that fail, stall, overflow, loop or defend themselves."""

from tests.press.desk import Desk
from tests.press.model import Bound, Handler, Reply, Site, Snare
from tests.press.pages import Look, page_of, redirect
from tests.press.traps import replies
from tests.press.traps.planting import BROKEN, ONE_OF_TWINS, RETRIES, STORED, on_article, plant


def server_moods(desk: Desk, site: Site, look: Look) -> None:
    """Servers that fail for ever, and servers that come to themselves."""
    plant(desk, site, "429", lambda ask: replies.busy(429, "1"), Snare("429 for ever, Retry-After 1", ("/lenta/429001/peregruzka",), ("too_many",)))
    plant(desk, site, "500", lambda ask: replies.nginx(500), Snare("500 for ever", ("/lenta/500001/oshibka-bazy",), ("server_error",)))
    for path in ("/lenta/429001/peregruzka", "/lenta/500001/oshibka-bazy"):
        site.bounds.append(Bound("failing page asked again and again", f"^{path}$", RETRIES, "a failing page is given up"))
    for place, status, name in ((5, 429, "429 once, then fine"), (8, 503, "503 once, then fine")):
        article = on_article(site, place, name, "the first request is refused with Retry-After: 1")
        site.routes[article.path] = _once(replies.busy(status, "1"), page_of(site, look, article))


def _once(first: Reply, then: Handler) -> Handler:
    return lambda ask: first if ask.times == 1 else then(ask)


def broken_wires(desk: Desk, site: Site) -> None:
    """A connection reset in the middle of the page, and one on which nothing ever comes."""
    page = ("<html><head><title>Новости</title></head><body><h1>Обрыв</h1>" + "<p>Начало статьи, которой не видно конца.</p>" * 40).encode("cp1251")
    reset = Reply(page, type="text/html; charset=windows-1251", conduct="reset")
    plant(desk, site, "reset", lambda ask: reset, Snare("connection reset in the middle", ("/obshchestvo/99001-obryv.html",), BROKEN, never=STORED))
    hang = Reply(conduct="hang")
    plant(desk, site, "hang", lambda ask: hang, Snare("page that never answers", ("/obshchestvo/99002-tishina.html",), ("timeout",)))
    for path in ("99001-obryv", "99002-tishina"):
        site.bounds.append(Bound("failing page asked again and again", f"/{path}", RETRIES, "a failing page is given up"))


def heavy_pages(desk: Desk, site: Site) -> None:
    """A page that streams without end, and one that unpacks to hundreds of megabytes."""
    endless = Reply(conduct="endless", type="text/html; charset=windows-1251")
    # Whichever bound is reached first ends it: on a busy machine that is the time and not the 10 MB (tests/spiders/downloader/test_packed_bombs.py holds the size alone).
    ends = ("too_large", "timeout")
    plant(
        desk, site, "endless", lambda ask: endless, Snare("page over 10 MB, without end", ("/kultura/99003-beskonechnost.html",), ends, never=STORED)
    )
    plant(desk, site, "bomb", lambda ask: replies.gzip_bomb(), Snare("gzip bomb", ("/kultura/99004-arhiv.html",), ("too_large",)))
    for path in ("99003-beskonechnost", "99004-arhiv"):
        site.bounds.append(Bound("oversized page asked again and again", f"/{path}", 4, "what is too large stays too large"))


def paper_page(desk: Desk, site: Site) -> None:
    """A PDF under an address that looks like an article's."""
    reply = Reply(replies.PDF, type="application/pdf")
    plant(
        desk,
        site,
        "pdf",
        lambda ask: reply,
        Snare("PDF served as an article", ("/ekonomika/99005-postanovlenie.html",), ("bad_content", "not_article")),
    )


def moved_pages(desk: Desk, site: Site) -> None:
    """A loop of redirects, and a redirect that leads to an article."""
    loop = Snare("redirect loop", ("/tuyiq/a", "/tuyiq/b"), ("redirect_loop",))
    plant(desk, site, "loop", redirect(lambda: site.base + "/tuyiq/b"), loop)
    site.routes["/tuyiq/b"] = redirect(lambda: site.base + "/tuyiq/a")
    site.bounds.append(Bound("redirect loop walked on and on", "^/tuyiq/", 60, "a loop ends"))
    article = site.articles[6 % len(site.articles)]
    moved = Snare("redirect to an article", ("/eski/" + str(article.number),), ONE_OF_TWINS, optional=True, note="the article is stored once")
    plant(desk, site, "moved", redirect(lambda: site.url(article.path), 301), moved)
    article.twins.append(moved.paths[0])


def wall_pages(desk: Desk, site: Site) -> None:
    """Bot walls with 403 and with 200."""
    plant(desk, site, "wall 403", lambda ask: replies.challenge(403), Snare("bot wall with 403", ("/news/qorgan-qabyrga",), ("bot_wall",)))
    plant(desk, site, "wall 200", lambda ask: replies.challenge(200), Snare("bot wall with 200", ("/news/tekseru-beti",), ("bot_wall",)))
