"""Forty cards of the queue, looked at and put right by keyboard: `python -m tests.bench.forty_cards --language kk` (or `ru`).

A scripted monitor in the real Chromium. The articles and the right answers are those of the published gold sets: `dev2.jsonl` (categories, day, place, victims, outcome) and
`outcome_of_unseen.jsonl` (whose an outcome is). The desk screens and proposes as in a run. The monitor reads a card; what is wrong on it is corrected on the page of the draft (`e`, Tab, typing,
back), and what is right is confirmed (`c`). Then every field of the incidents in the database is held against the answers.

Counted is interface time: from a key until the page shows what it does, added up. Nothing is allowed for reading and thinking. A back of the browser counts as one key.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from classify import clustering
from classify.screen import Screener
from classify.serialization import screening_to_json
from desk.rendering import day
from flows.models import active_screener
from records import review, screenings
from records.country import home, region_name
from records.i18n import tr, use_language
from records.incident_fields import BY_NAME
from records.model import Article
from records.tables import DraftRow, IncidentRow, StatusRow
from records.users import Role
from records.vocabulary import CATEGORIES, READ_BY_MACHINE, STATUS_LABELS, STATUSES, Category, CoarseClass, Outcome, StatusCode, Track
from records.vocabulary.incident_codes import status_of_outcome
from tests.conftest import NOW, PROGRAMS
from tests.desk.serving_desk import on_a_port
from tests.desk.site import NAMES, PASSWORD, Site, open_site
from tests.paths import ROOT
from tests.records.rows import article

# What a court can rule against a journalist or a perpetrator.
_RULINGS = frozenset({StatusCode.CVP, StatusCode.CVF, StatusCode.CVM, StatusCode.JAA, StatusCode.JFN, StatusCode.JSN, StatusCode.JDM, StatusCode.JBN})
# Seconds of interface for forty cards.
MOST = 360
_GOLD = ROOT / "classify" / "gold"


@dataclass(frozen=True)
class Answer:
    """What is right about an article, as far as the gold set knows; None = it does not say. `place` and `happened_on` may be known to be untold: ""."""

    id: str
    title: str
    text: str
    published: str
    coarse: frozenset[str] | None
    happened_on: str | None
    place: str | None
    region: str | None
    victims: tuple[str, ...] | None
    outcome: Outcome | None
    whose: Track | None


@dataclass
class Work:
    """What was done and what it took."""

    cards: int = 0
    corrected: Counter[str] = field(default_factory=Counter)
    cards_corrected: int = 0
    keys: int = 0
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def answers(language: str) -> list[Answer]:
    """The articles of a language that tell of an incident, one for each event; then those whose outcome is known to be somebody's."""
    found, events = [], set()
    for row in _rows("dev2"):
        if row["lang"] == language and row["label"] == "incident" and row.get("incident_key") not in events:
            events.add(row.get("incident_key"))
            outcome = Outcome(row["outcome"]) if row.get("outcome") else None
            found.append(
                Answer(row["id"], row["title"], row["text"], row["date"] or "", frozenset(row["categories"]), row["incident_date"] or "", row["place"] or "",
                       row.get("region") or "", tuple(row["victims"]), outcome, None)
            )  # fmt: skip
    for row in _rows("outcome_of_unseen"):
        if row["lang"] == language and row["outcome_of"]:
            found.append(
                Answer(row["id"], row["title"], row["text"], "", None, None, None, None, None, Outcome(row["outcome"]), Track(row["outcome_of"]))
            )
    return found


def _rows(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (_GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


def newsroom(site: Site, told: list[Answer], cards: int) -> dict[int, Answer]:
    """Articles screened and proposed as in a run, until there are so many drafts of one article each; the right answers by draft."""
    screener: Screener = active_screener(site.settings, None)
    found: dict[int, Answer] = {}
    with site.writing() as session:
        for one in told:
            published = f"{one.published or NOW.date().isoformat()}T10:00:00+05:00"
            row = article(
                session,
                one.id,
                title=one.title,
                text=one.text,
                published_at=published,
                outlet=f"kz_{one.id}",
                published_on=date.fromisoformat(published[:10]),
            )
            (screening,) = screener.screen_many(
                [Article(id=row.id, text=row.text, title=row.title, lang=row.lang, url=row.url, published_at=published)]
            )
            if not screening.flagged or screening.error:
                continue
            screenings.add_screening(session, one.id, screener.model, screening_to_json(screening), NOW)
            for draft in review.propose(session, review.screenings_without_draft(session, screener.model), now=NOW, recogniser=clustering):
                if (row_ := session.get(DraftRow, getattr(draft, "id", draft))) and row_.label != "none":
                    found[row_.id] = one
            if len(found) == cards:
                break
    return found


class Monitor:
    """Somebody at the keyboard: reads what the page says, presses keys, and waits for what they do."""

    def __init__(self, page: Page, language: str, work: Work) -> None:
        self.page, self.language, self.work = page, language, work

    # --- Hands

    @contextmanager
    def counted(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.work.seconds += time.perf_counter() - began

    def press(self, *keys: str) -> None:
        for key in keys:
            self.work.keys += 1
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Instead of what stands in the field."""
        self.press("ControlOrMeta+a", *(() if words else ("Delete",)))
        if words:
            self.work.keys += len(words)
            self.page.keyboard.insert_text(words)

    def tab_to(self, selector: str) -> bool:
        """Press Tab until this has the focus. False if it never has."""
        for _ in range(220):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return True
            self.press("Tab")
        return False

    def choose(self, name: str, value: str) -> bool:
        """Go through a choice with the arrows until this one is taken."""
        if not self.tab_to(f"select[name={name}]"):
            return False
        place = self.page.evaluate("([name, value]) => [...document.activeElement.options].findIndex(one => one.value === value)", [name, value])
        if place < 0:
            return False
        self.press("Home", *["ArrowDown"] * place)
        return bool(self.page.evaluate("value => document.activeElement.value === value", value))

    # --- Eyes

    def told(self) -> tuple[int, dict[str, str], list[str]]:
        """The draft of the card that has the focus, what it says by field, and its categories."""
        found: Any = self.page.evaluate(
            """() => {
                const card = document.activeElement.closest('.draft');
                const lines = [...card.querySelectorAll('.known dt')].map(one => [one.firstChild.textContent.trim(), one.nextElementSibling.firstChild?.textContent.trim() || '']);
                return [Number(card.dataset.id), lines, [...card.querySelectorAll('.facts > span.badge')].map(one => one.textContent.trim())];
            }"""
        )
        draft, lines, badges = found
        return draft, dict(lines), badges

    def wrong(self, lines: dict[str, str], badges: list[str], answer: Answer) -> list[str]:
        """The fields of which the card does not tell what is right."""
        with use_language(self.language):
            said = {name: lines.get(_heading(name), "") for name in ("incident_date", "place", "victims")}
            labels = {tr(CATEGORIES[code].label): CATEGORIES[code].coarse.value for code in CATEGORIES}
            dated = day(date.fromisoformat(answer.happened_on)) if answer.happened_on else tr("no date")
            nowhere = tr("no place")
            region = region_name(answer.region) if answer.region in home().regions else ""
            statuses = [
                code
                for code in StatusCode
                if any(tr(STATUS_LABELS[code]) in words.split(", ")[0] or f"; {tr(STATUS_LABELS[code])}," in words for words in lines.values())
            ]
        coarse = {labels[one] for one in badges if one in labels}
        names = [] if said["victims"] == "" else [one.split(" (")[0].strip() for one in said["victims"].split("; ")]
        found = []
        if answer.coarse is not None and coarse != answer.coarse:
            found.append("categories")
        if answer.happened_on is not None and said["incident_date"] != dated:
            found.append("incident_date")
        if answer.place is not None and not _is_there(said["place"], answer.place, region, nowhere):
            found.append("place")
        if answer.victims is not None and sorted(map(str.casefold, names)) != sorted(map(str.casefold, answer.victims)):
            found.append("victims")
        if answer.outcome is not None and not _tells(statuses, answer):
            found.append("outcome")
        return found

    # --- What is done

    def clear(self, right: dict[int, Answer]) -> None:
        """One card after the other, the one that has the focus, until none is left."""
        while self.page.locator(".cards > li:not([hidden]) > .draft").count():
            expect(self.page.locator(".draft:focus")).to_be_visible()
            draft, lines, badges = self.told()
            answer = right[draft]
            self.work.cards += 1
            if answer.outcome not in (None, Outcome.NONE) and _status(answer) is None:
                self.work.unsaid.append(f"draft {draft} ({answer.id}): the record has no status by which “{answer.outcome}” is said of such a case")
            wrong = self.wrong(lines, badges, answer)
            if wrong:
                self.work.cards_corrected += 1
                self.correct(draft, answer, wrong)
                _, lines, badges = self.told()
                for name in self.wrong(lines, badges, answer):
                    self.work.refused.append(f"draft {draft} ({answer.id}): {name} is still wrong on the card: {lines}, {badges}")
            self.confirm(draft)

    def confirm(self, draft: int) -> None:
        card = self.page.locator(f"#d{draft}")
        with self.counted():
            self.press("c")
            # Asked once more, or gone, or refused.
            self.page.wait_for_selector(f"#d{draft} .again, li[hidden] > #d{draft}, #d{draft} [data-stands]:not([hidden])", state="attached")
        if card.locator(".again").count():
            with self.counted():
                self.press("c")
                self.page.wait_for_selector(f"li[hidden] > #d{draft}, #d{draft} [data-stands]:not([hidden])", state="attached")
        if card.is_visible():
            self.work.refused.append(f"draft {draft}: {card.locator('[data-stands]').inner_text()}")
            with self.counted():
                self.press("r", "9")
                self.type("?")
                self.press("Enter")
                expect(card).to_be_hidden()

    def correct(self, draft: int, answer: Answer, wrong: list[str]) -> None:
        """On the page of the draft: each field, then back to the card, which tells it."""
        with self.counted():
            self.press("e")
            self.page.wait_for_url(f"**/drafts/{draft}*")
            self.page.locator("[data-autosave-said]").wait_for(state="attached")
        steps: dict[str, Callable[[Answer], bool]] = {
            "victims": self.put_victims, "categories": self.put_categories, "incident_date": self.put_day, "place": self.put_place, "outcome": self.put_outcome,
        }  # fmt: skip
        # In the order of the form, so that Tab goes one way.
        for name in (name for name in steps if name in wrong):
            with self.counted():
                entered = steps[name](answer)
            self.work.corrected[name] += 1
            if not entered:
                self.work.refused.append(f"draft {draft}: {name} cannot be entered")
        with self.counted():
            self.press("Escape", "Escape")
            self.page.wait_for_function(
                "() => !document.querySelector('[data-autosave-said]').dataset.how || document.querySelector('[data-autosave-said]').dataset.how === 'saved'"
            )
            self.work.keys += 1
            self.page.go_back()
            expect(self.page.locator(f"#d{draft}")).to_be_focused()

    def put_victims(self, answer: Answer) -> bool:
        wanted = list(answer.victims or ())
        for nth, name in enumerate(wanted):
            if not self.tab_to(f"#v-name-{nth}"):
                return False
            self.type(name)
        # Those who are too many, from below.
        while (
            rows := self.page.locator("[data-row]").evaluate_all("all => all.filter(one => one.querySelector('[data-key=name]').value).length")
        ) > len(wanted):
            if not self.tab_to(f"[data-row]:nth-child({rows}) [data-remove]"):
                return False
            self.press("Enter")
        return True

    def put_categories(self, answer: Answer) -> bool:
        wanted = set(answer.coarse or ())
        first = self.page.locator("#f-primary")
        boxes = self.page.locator("details[data-field=categories] [type=checkbox]").evaluate_all("all => all.map(one => [one.value, one.checked])")
        ticked = {Category(code) for code, checked in boxes if checked}
        primary = Category(first.input_value())
        keep = {code for code in ticked | {primary} if CATEGORIES[code].coarse.value in wanted}
        keep |= {_code_of(coarse) for coarse in wanted - {CATEGORIES[code].coarse.value for code in keep}}
        if primary not in keep and not self.choose("primary", max(keep, key=lambda code: CATEGORIES[code].gravity)):
            return False
        primary = Category(first.input_value())
        if ticked - {primary} == keep - {primary}:
            return True
        if not self.tab_to("details[data-field=categories] > summary"):
            return False
        if not self.page.evaluate("document.activeElement.parentElement.open"):
            self.press("Enter")
        return all(self.tick(Category(code)) for code, checked in boxes if checked != (code in keep) and code != primary)

    def tick(self, code: Category) -> bool:
        """Tick a category of the open list, or take the tick away."""
        if not self.tab_to(f"[name=categories][value={code}]"):
            return False
        self.press("Space")
        return True

    def put_day(self, answer: Answer) -> bool:
        if not self.tab_to("[name=incident_date]"):
            return False
        self.type(f"{date.fromisoformat(answer.happened_on):%d.%m.%Y}" if answer.happened_on else "")
        return True

    def put_place(self, answer: Answer) -> bool:
        if not self.tab_to("[name=place]"):
            return False
        self.type(answer.place or "")
        return self.choose("region", answer.region or "")

    def put_outcome(self, answer: Answer) -> bool:
        if not self.page.locator("select[name=status]").is_visible():
            if not self.tab_to("details.group:has([name=status]) > summary"):
                return False
            self.press("Enter")
        status = _status(answer)
        return (not status or answer.coarse is not None or self.suit(STATUSES[status].track)) and self.choose("status", status or "")

    def suit(self, track: Track) -> bool:
        """Where nothing was done that such a status follows on, add what was: the desk refuses it else, and says so. Of these articles the gold set says no category."""
        boxes = self.page.locator("details[data-field=categories] [type=checkbox]:checked").evaluate_all("all => all.map(one => one.value)")
        given = [CATEGORIES[Category(code)] for code in (*boxes, self.page.locator("#f-primary").input_value())]
        wanted, fits = (
            (Category.CRM, any(one.pursuit for one in given)) if track is Track.JOURNALIST else (Category.ATT, any(one.punishable for one in given))
        )
        if fits:
            return True
        self.work.corrected["categories"] += 1
        if not self.tab_to("details[data-field=categories] > summary"):
            return False
        if not self.page.evaluate("document.activeElement.parentElement.open"):
            self.press("Enter")
        return self.tick(wanted)


def _heading(name: str) -> str:
    entry = BY_NAME[name].form_prompt
    return tr(entry.words) if entry else tr(BY_NAME[name].label)


def _is_there(said: str, place: str, region: str, nowhere: str) -> bool:
    """Whether the card says the place. The name of the region is the same place in another spelling; a country alone is no place."""
    if not place:
        return not said or said == nowhere or "," not in said
    parts = said.casefold().split(", ")
    return place.casefold() in parts or region.casefold() in parts


def _code_of(coarse: str) -> Category:
    """The category that stands for a coarse class."""
    return next(code for code in READ_BY_MACHINE if CATEGORIES[code].coarse.value == coarse)


def _status(answer: Answer) -> StatusCode | None:
    """The status that the outcome is. Where the gold set does not say whose it is, it is that of whoever is pursued in such an incident."""
    if answer.outcome in (None, Outcome.NONE):
        return None
    codes = [code for code in READ_BY_MACHINE if CATEGORIES[code].coarse.value in (answer.coarse or ())]
    pursued = any(CATEGORIES[code].pursuit for code in codes) and not any(CATEGORIES[code].punishable for code in codes)
    ruled = answer.outcome in (Outcome.CONVICTED, Outcome.ACQUITTED) and CoarseClass.PROSECUTION in (answer.coarse or ())
    whose = answer.whose or (Track.JOURNALIST if pursued or ruled else Track.PERPETRATOR)
    return status_of_outcome(whose, answer.outcome, codes)


def _tells(statuses: list[StatusCode], answer: Answer) -> bool:
    """Whether these are what came of it. That something was reported is no outcome; whose it is counts where the gold set says it."""
    steps = {code for code in statuses if code is not StatusCode.REP}
    if answer.outcome is Outcome.NONE:
        return not steps
    if answer.outcome is None or _status(answer) is None:
        # There is no status by which it is said; `Work.unsaid` tells it.
        return not steps
    either = {status_of_outcome(whose, answer.outcome, list(CATEGORIES)) for whose in ((answer.whose,) if answer.whose else Track)}
    rulings = {code for code in steps if STATUSES[code].track in ((answer.whose,) if answer.whose else tuple(Track))}
    return bool(steps & either) or (answer.outcome is Outcome.CONVICTED and bool(rulings & _RULINGS))


def recorded_wrongly(site: Site, right: dict[int, Answer]) -> list[str]:
    """Every field of the incidents in the database held against the answers."""
    found = []
    with site.reading() as session:
        for draft, answer in right.items():
            row = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one_or_none()
            if row is None:
                found.append(f"draft {draft} ({answer.id}): not recorded")
                continue
            statuses = [
                StatusCode(code)
                for code in session.scalars(select(StatusRow.code).where(StatusRow.number == row.number, StatusRow.withdrawn.is_(False)))
            ]
            faults = {
                "categories": answer.coarse is not None and {CATEGORIES[code].coarse.value for code in row.categories} != answer.coarse,
                "incident_date": answer.happened_on is not None and (row.happened_on.isoformat() if row.happened_on else "") != answer.happened_on,
                "place": answer.place is not None and (row.place or "") != answer.place and (row.region or "") != (answer.region or "-"),
                "victims": answer.victims is not None
                and sorted(one["name"].casefold() for one in row.victims) != sorted(map(str.casefold, answer.victims)),
                "outcome": answer.outcome is not None and not _tells(statuses, answer),
            }
            found += [f"{row.number} ({answer.id}): {name}" for name, wrong in faults.items() if wrong]
    return found


def sign_in(page: Page, language: str) -> None:
    """As a monitor whose browser asks for this language."""
    page.goto("/login")
    page.keyboard.insert_text(NAMES[Role.MONITOR])
    page.keyboard.press("Tab")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue*")
    expect(page.locator("html")).to_have_attribute("lang", language)


def report(work: Work) -> str:
    """The figures, one a line."""
    kinds = ", ".join(f"{name} {n}" for name, n in work.corrected.most_common()) or "none"
    lines = [
        f"cards: {work.cards}, of which {work.cards_corrected} had something to correct",
        f"corrected fields: {sum(work.corrected.values())} ({kinds})",
        f"keystrokes: {work.keys}",
        f"interface time: {work.seconds:.1f} s (bar: {MOST} s at most for 40 cards; nothing is allowed for reading and thinking)",
        f"fields recorded otherwise than the answers: {len(work.wrong)}",
    ]
    return "\n".join([*lines, *(f"    {one}" for one in work.wrong), *(f"    {one}" for one in (*work.refused, *work.unsaid))])


def main(words: Sequence[str] | None = None) -> int:
    """Print the figures of each language. Exit 1 above the bar, or where a field is recorded wrongly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=("kk", "ru"), action="append", help="one of them; both without it")
    parser.add_argument("--cards", type=int, default=40)
    given = parser.parse_args(words)
    failed = False
    for language in given.language or ("kk", "ru"):
        work = worked(language, given.cards)
        print(f"{language}\n{report(work)}", flush=True)
        failed |= work.seconds > MOST or bool(work.wrong or work.refused)
    return int(failed)


def worked(language: str, cards: int) -> Work:
    """A desk of its own with so many drafts, worked through in this language."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = open_site(f"sqlite:///{folder}/desk.db", Path(folder) / "var", origin="")
        right = newsroom(site, answers(language), cards)
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, PROGRAMS))), args=["--no-sandbox"])
        with on_a_port(site.app) as address:
            page = browser.new_context(base_url=address, locale=language, viewport={"width": 1440, "height": 900}).new_page()
            sign_in(page, language)
            work = Work()
            Monitor(page, language, work).clear(right)
        browser.close()
        work.wrong = recorded_wrongly(site, right)
        site.engine.dispose()
    return work


if __name__ == "__main__":
    raise SystemExit(main())
