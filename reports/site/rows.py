"""Rows of published incidents in memory while the site is written, and the pages of groups: persons, outlets, regions, years, categories, actors.

A row has what lists, counts and filters need, and of the texts only the line of a list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from records.country import home, region_name
from records.i18n import LANGUAGES, reader_language, tr, use_language
from records.incident_model import Incident, Status
from records.incident_texts.sentences import TextKind, what_happened
from records.incident_texts.texts import checked_text
from records.language.letters import capitalized
from records.language.names import rough_form
from records.language.stems import words_in
from records.persons.transliteration import transliterate_name
from records.vocabulary import ACTOR_LABELS, BY_GRAVITY, Actor, Category, DatePrecision, StatusCode, Track
from reports.charts import Month, monthly_chart
from reports.charts.chart_words import incidents_in_words
from reports.impunity.clocks import Clocks, clocks, incident_until, is_counted, is_punishable, is_unanswered, last_status
from reports.one_line import one_line
from reports.publications import cases, wording
from reports.site.site_frame import PageHead, SiteFrame, outlet_page
from reports.withheld.public_incidents import load_by_language

# What the site publishes: confirmed incidents without withheld names, each as it was known on a day, in every language. They are the same incidents
# and fields as in a release (`reports.release`), and those without a date.

ByLanguage = Mapping[str, Incident]
_BATCH = 1000


def counted_incidents_by_language(session: Session, as_of: date) -> Iterator[ByLanguage]:
    """Yield the incidents that count on the day, by number, each in every language.

    They have nothing later than the day, and no withdrawn or misplaced status.
    """
    for by_language in load_by_language(session, LANGUAGES, batch=_BATCH):
        incident = next(iter(by_language.values()))
        if is_counted(incident, as_of):
            until_day = incident_until(incident, as_of)
            yield {lang: until_day if other is incident else incident_until(other, as_of) for lang, other in by_language.items()}


NOWHERE = "none"
"""The page and the filter of incidents in no region of the home country."""


@dataclass(frozen=True, slots=True)
class PagedPerson:
    """A person with a page: the number of the record, and the name by language; `spelled` as an incident has it."""

    id: int
    names: Mapping[str, str]
    spelled: str

    def name(self) -> str:
        """Return the name in the current language and its letters."""
        return self.names.get(reader_language()) or transliterate_name(self.spelled)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One incident.

    `titles` are by language: the checked title, else what happened; `lines` the entry of a list by language, whose links are relative to a folder one
    below that of the language. `told` says in a few words what, where and when, by language. `changed` is the last day on which something became
    known of it. `words` are the words by which the search finds it, in rough letters.
    """

    number: str
    day: date | None
    precision: DatePrecision | None
    category: Category
    region: str
    actor: Actor
    statuses: tuple[StatusCode, ...]
    clock: Clocks
    unanswered: bool
    punishable: bool
    persons: tuple[PagedPerson, ...]
    outlets: tuple[str, ...]
    recorded: date
    changed: date
    titles: Mapping[str, str]
    lines: Mapping[str, Markup]
    told: Mapping[str, str]
    words: str


def site_row(by_language: ByLanguage, as_of: date) -> SiteRow:
    """Return the row of an incident."""
    first = next(iter(by_language.values()))
    titles, lines, descriptions = {}, {}, {}
    for lang, incident in by_language.items():
        with use_language(lang):
            titles[lang] = _title(incident)
            lines[lang] = case_line(incident, titles[lang])
            descriptions[lang] = _description(incident)
    return SiteRow(
        number=first.number,
        day=first.day,
        precision=first.precision,
        category=first.primary,
        region=region_key(first.region),
        actor=first.actor,
        statuses=tuple(last.code for last in _last_of_each_track(first.statuses)),
        clock=clocks(first, as_of),
        unanswered=is_unanswered(first, as_of),
        punishable=is_punishable(first),
        persons=tuple(
            {
                victim.person: PagedPerson(victim.person, victim.names, victim.name) for victim in first.victims if victim.publish and victim.person
            }.values()
        ),
        outlets=tuple(dict.fromkeys(name.strip() for name in first.outlets if name.strip())),
        recorded=first.recorded,
        changed=min(max([first.recorded, *(status.day for status in first.statuses)]), as_of),
        titles=titles,
        lines=lines,
        told=descriptions,
        words=search_words(by_language),
    )


def region_key(region: str | None) -> str:
    """Return the name of a region's page."""
    return region if region in home().regions else NOWHERE


def case_line(incident: Incident, title: str) -> Markup:
    """Return the entry of a list, in the current language."""
    last = last_status(incident.statuses)
    when = wording.date_in_words(incident.day, incident.precision) if incident.day else tr("date not known")
    who = cases.affected_names(incident)
    facts = f'<time datetime="{incident.day}">{escape(when)}</time>' if incident.day else str(escape(when))
    facts += f" · {escape(cases.place(incident))} · {escape(capitalized(wording.category(incident.primary)))}"
    number = escape(incident.number)
    more = " · ".join(str(escape(words)) for words in (who, capitalized(wording.heard(last)) if last else "") if words)
    line = f'<li id="{number}"><a href="../incidents/{number}.html">{escape(title)}</a><p><span class="number">{number}</span> · {facts}</p>'
    # Every piece was escaped.
    return Markup(f"{line}<p>{more}</p></li>" if more else f"{line}</li>")  # noqa: S704


def in_language(lang: str) -> Markup:
    """Return the attribute of a text in another language than the page; empty for its own."""
    return Markup(' lang="{}"').format(lang) if lang and lang != reader_language() else Markup()


def in_order(rows: Iterable[SiteRow]) -> list[SiteRow]:
    """Sort the newest first, those without a date last; of one day the highest number first."""
    return sorted(rows, key=lambda row: (row.day or date.min, row.number), reverse=True)


def search_words(by_language: Mapping[str, Incident]) -> str:
    """Return the words by which the search finds an incident, each once, between spaces.

    They are the words of its published titles and summaries, names, outlets, place and number, in rough letters, so that every spelling of a name is
    found by every other. `by_language` is the incident by language.
    """
    different = {id(version): version for version in by_language.values()}.values()
    words = dict.fromkeys(part.casefold() for version in different for part in version.number.split("-"))
    checked = [checked_text(incident, kind, lang) for lang, incident in by_language.items() for kind in TextKind]
    words |= dict.fromkeys(searched(word[0]) for text in checked for word in words_in(text))
    for incident in different:
        texts = [incident.place or "", *incident.outlets]
        for victim in incident.victims:
            texts += [victim.name, victim.outlet, *victim.names.values()]
        for text in texts:
            words |= dict.fromkeys(searched(word[0]) for word in words_in(text))
    words.pop("", None)
    return f" {' '.join(words)} "


def searched(word: str) -> str:
    """Return a word as the search compares it: in rough letters; one with digits in its own letters."""
    return word.casefold() if any(sign.isdigit() for sign in word) else rough_form(word)


def _title(incident: Incident) -> str:
    return one_line(checked_text(incident, TextKind.TITLE), 160) or capitalized(what_happened(incident))


def _description(incident: Incident) -> str:
    when = wording.date_in_words(incident.day, incident.precision, "long") if incident.day else ""
    return ", ".join(part for part in (capitalized(wording.category(incident.primary)), cases.place(incident), when) if part)


def _last_of_each_track(statuses: tuple[Status, ...]) -> list[Status]:
    lasts = (last_status([status for status in statuses if status.track is track]) for track in Track)
    return [status for status in lasts if status]


# Pages of what incidents have in common: person, outlet, region, year, category or actor, a list each, and the index of each kind.

Item = TypeVar("Item")
A_PAGE = 100
"""The number of incidents on one page of a list."""
_NAMED = 500
"""The number of entries on one page of an index."""
DATELESS = "undated"
# The kinds that have feeds, and the prefixes of their names.
_FEEDS = {"regions": "region", "categories": "category"}


@dataclass(frozen=True)
class _CaseGroup:
    """Incidents with something in common, in the order of lists. `key` is the name of its page, `name` returns the words for it in the current
    language."""

    key: str
    name: Callable[[], str]
    rows: list[SiteRow] = field(default_factory=list)


Groups = Mapping[str, Sequence[_CaseGroup]]
"""Groups by the name of the folder: persons, outlets, regions, years, categories, actors."""


def groups_of(rows: Sequence[SiteRow]) -> Groups:
    """Return the groups of incidents, given in the order of lists. Regions and categories without incidents are included."""
    persons: dict[int, _CaseGroup] = {}
    outlets: dict[str, _CaseGroup] = {}
    years: dict[str, _CaseGroup] = {}
    regions = {code: _CaseGroup(code, _region(code)) for code in (*home().regions, NOWHERE)}
    categories = {code: _CaseGroup(code.value, _category(code)) for code in BY_GRAVITY}
    actors = {code: _CaseGroup(code.value, _actor(code)) for code in Actor}
    for row in rows:
        regions[row.region].rows.append(row)
        categories[row.category].rows.append(row)
        actors[row.actor].rows.append(row)
        year = str(row.day.year) if row.day else DATELESS
        years.setdefault(year, _CaseGroup(year, _year(year))).rows.append(row)
        for person in row.persons:
            persons.setdefault(person.id, _CaseGroup(str(person.id), _person(person))).rows.append(row)
        # All names of a known outlet are its one name already; spellings of another one in several scripts have one page.
        for key, outlet in {outlet_page(outlet): outlet for outlet in row.outlets}.items():
            outlets.setdefault(key, _CaseGroup(key, _plain(outlet))).rows.append(row)
    return {
        "persons": list(persons.values()),
        "outlets": list(outlets.values()),
        "regions": list(regions.values()),
        "years": list(years.values()),
        "categories": list(categories.values()),
        "actors": list(actors.values()),
    }


def _region(code: str) -> Callable[[], str]:
    return lambda: tr("Region not known, or abroad") if code == NOWHERE else region_name(code)


def _category(code: Category) -> Callable[[], str]:
    return lambda: capitalized(wording.category(code))


def _actor(code: Actor) -> Callable[[], str]:
    return lambda: capitalized(tr(ACTOR_LABELS[code]))


def _year(year: str) -> Callable[[], str]:
    return lambda: tr("Date not known") if year == DATELESS else year


def _person(person: PagedPerson) -> Callable[[], str]:
    return lambda: one_line(person.name(), 120)


def _plain(words: str) -> Callable[[], str]:
    return lambda: one_line(words, 120)


def write_groups(frame: SiteFrame, groups: Groups) -> None:
    """Write every page of every group, and the index of each kind, in the current language."""
    headings = {
        "persons": tr("Persons"), "outlets": tr("Outlets"), "regions": tr("Regions"), "years": tr("Years"), "categories": tr("Kinds of violations"),
        "actors": tr("Who did it"),
    }  # fmt: skip
    leads = {
        "persons": tr("Journalists and others against whom it was directed. Whoever must not be named for safety has no page."),
        "outlets": tr("Media against which it was directed, as they are written in the record."),
        "regions": tr("Where it happened, in today's borders."),
        "years": tr("When it happened."),
        "categories": tr("Each incident stands under its main category, the gravest first."),
        "actors": tr("Who did it, as far as is known."),
    }
    for kind, of_kind in groups.items():
        for group in of_kind:
            _write_group(frame, kind, headings[kind], group)
        # Persons and outlets are sorted by name; the others have an order of their own.
        named = [(group.name(), group) for group in of_kind]
        if kind in ("persons", "outlets"):
            named.sort(key=lambda pair: (pair[0].casefold(), pair[1].key))
        _write_index(frame, kind, headings[kind], leads[kind], named)


def _write_group(frame: SiteFrame, kind: str, heading: str, group: _CaseGroup) -> None:
    name, count = group.name(), len(group.rows)
    feed = f"feeds/{_FEEDS[kind]}-{group.key}" if kind in _FEEDS and frame.base_url else ""
    numbers = [(tr("Incidents"), count), *((words, n) for words, n in counted(group.rows) if n)]
    for nth, page_rows, last in pages(group.rows, A_PAGE):
        head = PageHead(
            f"{kind}/{group.key}{f'-{nth}' if nth > 1 else ''}.html",
            name,
            kind,
            f"{name}: {incidents_in_words(count)}",
            feeds=(feed,) if feed else (),
        )
        frame.write(
            "site_group.html", head, kind=kind, heading=heading, name=name, numbers=numbers, lines=[row.lines[reader_language()] for row in page_rows],
            chart=_chart(group) if kind == "years" and nth == 1 and group.key != DATELESS else "", now=nth, last=last, stem=group.key,
            feed=feed,
        )  # fmt: skip


def _write_index(frame: SiteFrame, kind: str, heading: str, lead: str, named: list[tuple[str, _CaseGroup]]) -> None:
    for nth, page_groups, last in pages(named, _NAMED):
        head = PageHead(f"{kind}/index{f'-{nth}' if nth > 1 else ''}.html", heading, kind, lead)
        entries = [(group.key, name, len(group.rows)) for name, group in page_groups]
        frame.write("site_index.html", head, heading=heading, lead=lead, entries=entries, now=nth, last=last, stem="index")


def counted(rows: Sequence[SiteRow]) -> Iterator[tuple[str, int]]:
    """Yield further counts, as words and numbers."""
    yield tr("Nobody held to account"), sum(row.unanswered for row in rows)
    yield tr("Journalist in custody"), sum(row.clock.in_custody_now for row in rows)


def pages(items: Sequence[Item], most: int) -> Iterator[tuple[int, Sequence[Item], int]]:
    """Yield the parts of a list with their numbers from 1, and the last number; one empty part for an empty list."""
    last = max(1, -(-len(items) // most))
    for nth in range(last):
        yield nth + 1, items[nth * most : (nth + 1) * most], last


def _chart(group: _CaseGroup) -> Markup:
    """Return the chart of the months of a year."""
    year = int(group.key)
    months: dict[Month, int] = {(year, of_year): 0 for of_year in range(1, 13)}
    for row in group.rows:
        if row.day:
            months[row.day.year, row.day.month] += 1
    return monthly_chart(months, key="months")
