"""The pages of the day's outlets: three faces that our reader knows, and one that it cannot read."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.press import dates
from tests.press.dates import ZONE
from tests.press.furniture import first_sentence, surround
from tests.press.labels import LABELS
from tests.press.model import Article, Ask, Entry, Handler, Reply, Site
from tests.press.pages import number, slice_of

FACES = ("blog.html", "portal.html", "gazette.html")
UNREADABLE = "changed.html"
_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
for _name in ("iso", "long_day", "dotted"):
    _TEMPLATES.filters[_name] = getattr(dates, _name)


def page_of(site: Site, face: str, article: Article) -> Handler:
    """The handler of an article's address."""
    return lambda ask: _html(site, face, article.number, page="article", article=article, text=article.text)


def list_of(site: Site, face: str, size: int, *, head: str = "", pages: str = "") -> Handler:
    """A page that lists the newest `size` articles. `head` goes into its head; `pages` is the address of its further ones, `{page}` standing for their
    number, and empty where there are none. In both `{base}` stands for the site's address."""

    def handle(ask: Ask) -> Reply:
        page = number(ask.query.get("page"))
        entries = site.listed("list")
        more = pages.format(base=site.base, page=page + 1) if pages and page * size < len(entries) else None
        shown = slice_of(entries, page, size)
        return _html(site, face, 0, page="list", entries=shown, next=more, head=head.format(base=site.base))

    return handle


def posts(site: Site) -> Handler:
    """WordPress's list of posts as JSON: `page`, `per_page` (10, at most 100), `after`, `before` and `_fields` are understood."""

    def handle(ask: Ask) -> Reply:
        size = min(number(ask.query.get("per_page"), 10), 100)
        page = number(ask.query.get("page"))
        entries = [entry for entry in site.listed("feed") if _between(entry.published, ask.query.get("after", ""), ask.query.get("before", ""))]
        last = max(1, -(-len(entries) // size))
        counted = (("X-WP-Total", str(len(entries))), ("X-WP-TotalPages", str(last)))
        if page > last:
            refusal = {"code": "rest_post_invalid_page_number", "message": "-", "data": {"status": 400}}
            return Reply(json.dumps(refusal).encode(), 400, "application/json; charset=UTF-8")
        fields = {field.partition(".")[0] for field in ask.query.get("_fields", "").split(",") if field}
        shown = [
            {name: value for name, value in _post(site, entry).items() if not fields or name in fields} for entry in slice_of(entries, page, size)
        ]
        return Reply(json.dumps(shown, ensure_ascii=False).encode(), 200, "application/json; charset=UTF-8", counted)

    return handle


def _between(published: datetime, after: str, before: str) -> bool:
    return (not after or published > _moment(after)) and (not before or published < _moment(before))


def _moment(text: str) -> datetime:
    """A moment as WordPress reads it: in the site's own zone where it names none."""
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _post(site: Site, entry: Entry) -> dict[str, Any]:
    local, world = entry.published.isoformat()[:19], dates.utc(entry.published).rstrip("Z")
    return {
        "id": entry.article.number if entry.article else 0,
        "date": local,
        "date_gmt": world,
        "modified": local,
        "modified_gmt": world,
        "status": "publish",
        "type": "post",
        "link": site.link(entry),
        "title": {"rendered": entry.title},
        "excerpt": {"rendered": f"<p>{entry.lede}</p>\n", "protected": False},
    }


def _html(site: Site, face: str, place: int, **context: Any) -> Reply:
    """A page of the site; `place` chooses what stands around it."""
    words = {"head": "", "next": None, "labels": LABELS[site.lang], "all_labels": LABELS, "first_sentence": first_sentence}
    text = _TEMPLATES.get_template(face).render(site=site, now=site.now, around=surround(site, place), **{**words, **context})
    return Reply(text.encode())
