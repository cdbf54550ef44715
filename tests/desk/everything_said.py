"""All that the desk says to one person: every page, part of a page, refusal and answer to a program, over a record in which everything has happened once."""

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from records import review
from records.persons.repository import new_person
from records.review import Decision
from records.vocabulary import DecisionAction, PageChange
from tests.conftest import NOW
from tests.desk.draft_case import KAZAKH, TITLE, html_page, later, make_case, store
from tests.desk.incident_records import add_outlet, admit_all, many
from tests.desk.probe import every_route, example
from tests.desk.site import Site, add_draft

# What is asked for beside the plain address.
ASKED = (
    "?since=abc&until=2026-13-40&region=ZZ&order=foo&state=x&kind=y&q=%00&score=200&lang=q&category=Q&format=csv&edit=1&correct=1&told=1&after=zz",
    "?state=rejected", "?state=merged", "?state=deferred", "?state=confirmed", "?kind=second", "?q=nobody-is-called-so", "?period=all",
)  # fmt: skip
# Forms that are refused, each for something else, and some that are not.
SENT: tuple[dict[str, Any], ...] = (
    {},
    {"do": "confirm", "incident_date": "nonsense", "victim_name": ["А", "А"], "status": "CVF", "status_date": "31.12.2099"},
    {"do": "confirm", "follows": "KZ-1999-0001", "safety_notes": "x"},
    {"do": "confirm", "follows": "KZ-2026-0001", "safety_notes": "x"},
    {"do": "merge", "into": "99999", "id": "1", "action": "merge"},
    {"do": "merge", "into": "nothing", "id": ["1", "2"], "action": "merge"},
    {"do": "reject:other", "id": "1", "action": "reject", "reason": "other", "second": "1"},
    {"do": "reject:nothing", "id": "999", "action": "reject", "reason": "nothing"},
    {"do": "defer", "until": "yesterday", "id": "1", "action": "defer"},
    {"do": "split", "split": "zz", "last": "1", "row": "1", "outlet": "zz", "url": "file:///etc", "note": "n", "code": "CVF", "day": "x", "act": "withdraw"},
    {"code": "CVF", "day": "2020-01-01", "source": "s", "version": "9", "title": "", "name": "x", "role": "y", "format": "zz", "kind": "monthly", "lang": "en"},
    {"kind": "monthly", "format": "md", "lang": "en", "tell": "KZ-1999-0001", "since": "abc", "until": "abc", "incident": "KZ-2026-0001", "a": "1", "b": "99"},
    {"person": "99", "other": "98", "do": "same", "reason": "x", "one": "confirm:1"},
)  # fmt: skip
# Whoever signs out, or goes through what asks for a password, sees no page afterwards.
_LEFT_OUT = ("/logout", "/login", "/static", "/lang", "/account/language", "/account/sessions")


def fill(site: Site) -> None:
    """A record in which everything has happened once. The drafts of `site.drafts` come before; the case is the fourth."""
    admit_one = list(many(12))
    case = make_case(site)
    store(site, "case1", html_page(TITLE, KAZAKH))
    later(site, "case1", PageChange.EDITED, html_page(TITLE, "другое"), title=TITLE, text="другое")
    for file in site.settings.evidence.rglob("*.warc*"):
        file.write_bytes(b"damaged")
    with site.writing() as session:
        admit_all(session, admit_one)
        add_outlet(session, "kz_fails", fails=9)
        for name in ("Бауыржан Жүсіпов", "Бауыржан Жусупов"):
            new_person(session, [{"name": name}], who="Berik", now=NOW)
        more = [add_draft(session, f"m{nth}", title=f"Черновик{nth} избит", text="т") for nth in range(6)]
        review.confirm(session, more[0], who="Berik", now=NOW)
        review.reject(session, more[1], who="Berik", now=NOW, reason="opinion")
        review.defer(session, more[2], who="Berik", now=NOW, until=date(2026, 12, 1))
        review.decide(session, more[3], Decision(DecisionAction.MERGE, into=str(more[4])), who="Berik", now=NOW)
        review.decide(session, case, Decision(DecisionAction.SPLIT, articles=("case4",)), who="Berik", now=NOW)
        review.confirm(session, more[5], who="Berik", now=NOW)
        review.decide(session, more[5], Decision(DecisionAction.UNDO), who="Berik", now=NOW)


def everything_said(site: Site, role: str, lang: str, *, sending: bool = True, full: bool = True) -> Iterator[tuple[str, str]]:
    """Where it was said, and the words as a person reads them. With `sending` also what is said to forms that are refused. Unless `full`, each address is
    asked with nonsense once, and each form is sent in two of the ways, in turn."""
    browser = site.signed_in(role, lang=lang)
    token = browser.csrf()
    for nth, (method, path) in enumerate(sorted(set(every_route(site)))):
        if path.startswith(_LEFT_OUT) or method not in ("GET", "POST"):
            continue
        if method == "GET":
            for way in _places(path):
                for query in ("", *(ASKED if full and "{" not in path else ASKED[:1])):
                    yield from _answer(f"{method} {way}{query}", browser.get(way + query, follow_redirects=True))
        elif sending:
            headers = {"X-CSRF-Token": token, "Accept-Language": lang}
            in_json = path.startswith("/api/") or path.endswith(("/edits", "/presence"))
            for sent in SENT if full else (SENT[nth % len(SENT)], SENT[(nth + 5) % len(SENT)]):
                given: dict[str, Any] = {"json": sent} if in_json else {"data": {"csrf": token, **sent}}
                way = example(path)
                yield from _answer(f"{method} {way} {sent}", browser.post(way, headers=headers, follow_redirects=True, **given))


def _places(path: str) -> tuple[str, ...]:
    """The address with something that is there, and with something that is not."""
    if "/drafts/{id}" in path or "/queue/{id}" in path:
        ids = map(str, range(1, 12)) if path == "/drafts/{id}" else ("4", "999")
        return tuple(path.replace("{id}", id) for id in ids)
    if "{number}" in path:
        return tuple(example(path.replace("{number}", number)) for number in ("KZ-2026-0001", "KZ-2026-0006", "KZ-1999-0001"))
    if "/articles/" in path:
        return tuple(path.replace("{id}", id) for id in ("case1", "zz"))
    return (example(path),)


def _answer(where: str, answer: Any) -> Iterator[tuple[str, str]]:
    kind = answer.headers.get("content-type", "")
    if "html" in kind and "content-disposition" not in answer.headers:
        yield f"{where} {answer.status_code}", read_by_people(answer.text)
    elif "json" in kind and answer.status_code >= 400:
        yield f"{where} {answer.status_code}", answer.text


def read_by_people(page: str) -> str:
    """The words of a page, also those that only a script shows."""
    shown = re.findall(r'(?:title|aria-label|placeholder|alt|value|data-[a-z]+)="([^"]*)"', page)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL) + " ¦ " + " ¦ ".join(shown)))
