"""Pages that are no articles, or hardly: lost, empty, closed, copied, in other languages, from the future."""

from collections.abc import Callable
from datetime import timedelta

from tests.press.desk import Desk, Draft
from tests.press.model import Article, Handler, Site, Snare
from tests.press.pages import Look, enlist, not_found, page_of
from tests.press.texts import Block, Text
from tests.press.traps import replies
from tests.press.traps.planting import NO_ARTICLE, ONE_OF_TWINS, STORED, plant

_TURKISH = """Belediye meclisi bu hafta eski pazar yerinin park olmasına karar verdi ve esnafa yeni tezgâhlar için üç ay süre tanıdı.
Toplantıya katılan mahalle sakinleri ağaçların korunmasını, çocuk bahçesinin büyütülmesini ve otobüs durağının yerinin değiştirilmemesini istedi.
Belediye başkan yardımcısı çalışmaların ilkbaharda başlayacağını, ihalenin şeffaf yürütüleceğini ve bütçenin internette yayımlanacağını söyledi.
Esnaf odası ise taşınma masraflarının karşılanmasını bekliyor; dernek başkanı kararın mahkemeye götürülebileceğini belirtti."""
_GERMAN = """Der Kulturverein der Deutschen hat am Wochenende in der alten Mühle eine Ausstellung über die Handwerker des Dorfes eröffnet.
Gezeigt werden Werkzeuge, Briefe und Fotografien, die mehrere Familien über viele Jahrzehnte in Truhen und auf Dachböden aufbewahrt hatten.
Die Leiterin des Vereins sagte, man habe zwei Jahre lang gesammelt, beschriftet und geputzt, bis jedes Stück seinen Platz gefunden hatte.
Besucher können die Schau bis zum Frühjahr sehen; danach soll sie als Wanderausstellung in die Nachbarstädte ziehen."""


def lost_pages(desk: Desk, site: Site, look: Look) -> None:
    """Pages that were: 404, 410, and a "not found" that claims to be a page."""
    plant(desk, site, "404", lambda ask: not_found(site, look, 404), Snare("404 in a source", ("/udaleno-redakciey/",), ("gone",)))
    plant(desk, site, "410", lambda ask: not_found(site, look, 410), Snare("410", ("/snyato-s-publikacii/",), ("gone",)))
    fates = ("gone", "not_article", "too_short", "empty")
    plant(desk, site, "soft", lambda ask: not_found(site, look, 200), Snare("soft 404 with status 200", ("/pogoda-na-nedelyu-mart/",), fates))
    plant(desk, site, "403", lambda ask: replies.nginx(403), Snare("403", ("/tolko-dlya-podpischikov/",), ("forbidden",)))


def not_articles(desk: Desk, site: Site, look: Look) -> None:
    """Lists that a source passes off as articles: a tag, an author, a section."""

    def listing(heading: str, start: int) -> Handler:
        return lambda ask: enlist(site, look, site.listed("side")[start : start + 12], heading)

    for name, path, start in (
        ("tag page", "/tag/otoplenie/", 2),
        ("author page", "/author/redakciya/", 5),
        ("section page", "/category/obshchestvo/", 0),
    ):
        plant(desk, site, name, listing(name, start), Snare(name + " listed as an article", (path,), NO_ARTICLE, never=STORED, optional=True))
    for section in site.profile.sections:
        site.routes[f"/category/{section.slug}/"] = listing(section.title, 0)


def closed_page(desk: Desk, site: Site, look: Look) -> None:
    """A page that robots.txt closes: a full article answers there, yet nobody may ask for it."""
    draft = Draft(777001, desk.writer.article(site.lang), site.profile.sections[0], site.now - timedelta(days=1))
    article = Article(draft.number, draft.text, "/zakryto/sluzhebnaya-zapiska-otdela/", draft.section, draft.published)
    plant(desk, site, "robots", page_of(site, look, article), Snare("closed by robots.txt", (article.path,), ("robots",)))


def foreign_tongues(desk: Desk, site: Site, look: Look) -> None:
    """Articles in Turkish and German: a reader may store them or leave them."""
    for place, (title, body) in enumerate((("Eski pazar yeri park oluyor", _TURKISH), ("Ausstellung in der alten Mühle eröffnet", _GERMAN))):
        lines = body.split("\n")
        text = Text(site.lang, title, (Block("lede", lines[0]), *(Block("para", line) for line in lines[1:])), "Редакция")
        article = desk.print(
            site, Draft(660100 + place, text, site.profile.sections[0], site.articles[6 + place].published), lambda draft: f"/world/{draft.number}"
        )
        article.expected, article.updated = False, article.published
        site.routes[article.path] = page_of(site, look, article)


def thin_pages(desk: Desk, site: Site, look: Look, address: Callable[[Draft], str]) -> None:
    """An article without text, and one of a single short sentence, both with all the furniture."""
    title = desk.writer.article(site.lang).title
    short = {"ru": "Подробности позже.", "kk": "Толығырақ кейінірек.", "en": "Details to follow."}[site.lang]
    for name, line, fates in (
        ("empty article", "", ("empty", "too_short", "not_article")),
        ("article of one short sentence", short, ("too_short", "empty", "not_article")),
    ):
        text = Text(site.lang, title if line else desk.writer.article(site.lang).title, (Block("lede", line),), desk.writer.say(site.lang, "author"))
        draft = Draft(550000 + len(line), text, site.profile.sections[0], site.articles[2].published)
        article = Article(draft.number, text, address(draft), draft.section, draft.published)
        plant(desk, site, name, page_of(site, look, article), Snare(name, (article.path,), fates))


def future_article(desk: Desk, site: Site, look: Look, address: Callable[[Draft], str]) -> None:
    """An article whose editor mistyped the year: it is real, its date is not."""
    draft = Draft(550900, desk.writer.article(site.lang), site.profile.sections[0], desk.now + timedelta(days=365 * 3 + 40))
    article = desk.print(site, draft, address)
    article.style = "future"
    site.routes[article.path] = page_of(site, look, article)
    site.snares.append(Snare("date in the future", (article.path,), STORED, note="stored, but never with a date to come"))


def near_copy(desk: Desk, site: Site, address: Callable[[Draft], str]) -> Article:
    """An article reprinted under another address with a sentence more."""
    first = site.articles[7 % len(site.articles)]
    draft = Draft(first.number + 1, desk.writer.near_copy(first.text), first.section, first.published + timedelta(minutes=3))
    copy = desk.print(site, draft, address)
    copy.expected, copy.twin_of = False, first.number
    site.snares.append(
        Snare("near copy under another address", (first.path, copy.path), ONE_OF_TWINS, note="one of the two is stored, the other is near_copy")
    )
    return copy
