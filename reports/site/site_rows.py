"""What is kept of each incident while the site is written: enough for every list, count and filter, and nothing of its text but the line of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from records.country import home
from records.i18n import reader, speaking, tr
from records.incident_model import Incident, Status
from records.incident_texts.text_slots import TextKind
from records.incident_texts.texts_of_incident import vouched
from records.incident_texts.told_sentences import what_happened
from records.persons.reader_letters import in_reader_letters
from records.persons.rough_letters import rough
from records.vocabulary import Actor, Category, DatePrecision, StatusCode, Track
from records.words.word_keys import words_in
from reports.impunity.clocks import Clocks, clocks, is_punishable, last_status, unanswered
from reports.one_line import one_line
from reports.publications import listing, wording
from reports.site.site_record import ByLanguage

NOWHERE = "none"
"""The page and the filter of incidents in no region of the home country."""


@dataclass(frozen=True, slots=True)
class PagedPerson:
    """A person with a page: the number of the record, and the name by language; `spelled` as an incident has it."""

    id: int
    names: Mapping[str, str]
    spelled: str

    def name(self) -> str:
        """In the language spoken here, and in its letters."""
        return self.names.get(reader()) or in_reader_letters(self.spelled)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One incident. `titles` are by language: the title for which a person vouches, else what happened; `lines` the entry of a list by language, whose links lead from a folder one below that of the
    language. `told` says in a few words what, where and when, by language. `changed` is the last day on which something became known of it. `words` are the words by which the search finds it, in rough letters."""

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


def site_row(shown: ByLanguage, as_of: date) -> SiteRow:
    """What is kept of an incident."""
    one = next(iter(shown.values()))
    titles, lines, told = {}, {}, {}
    for lang, incident in shown.items():
        with speaking(lang):
            titles[lang] = _title(incident)
            lines[lang] = case_line(incident, titles[lang])
            told[lang] = _told(incident)
    return SiteRow(
        number=one.number,
        day=one.day,
        precision=one.precision,
        category=one.primary,
        region=region_key(one.region),
        actor=one.actor,
        statuses=tuple(last.code for last in _last_of_each_track(one.statuses)),
        clock=clocks(one, as_of),
        unanswered=unanswered(one, as_of),
        punishable=is_punishable(one),
        persons=tuple(
            {
                victim.person: PagedPerson(victim.person, victim.names, victim.name) for victim in one.victims if victim.publish and victim.person
            }.values()
        ),
        outlets=tuple(dict.fromkeys(name.strip() for name in one.outlets if name.strip())),
        recorded=one.recorded,
        changed=min(max([one.recorded, *(status.day for status in one.statuses)]), as_of),
        titles=titles,
        lines=lines,
        told=told,
        words=search_words(shown),
    )


def region_key(region: str | None) -> str:
    """By which name the page of a region goes."""
    return region if region in home().regions else NOWHERE


def case_line(incident: Incident, title: str) -> Markup:
    """The entry of a list, in the language spoken here."""
    last = last_status(incident.statuses)
    when = wording.date_in_words(incident.day, incident.precision) if incident.day else tr("date not known")
    who = listing.affected_names(incident)
    told = f'<time datetime="{incident.day}">{escape(when)}</time>' if incident.day else str(escape(when))
    told += f" · {escape(listing.place(incident))} · {escape(wording.first_up(wording.category(incident.primary)))}"
    number = escape(incident.number)
    more = " · ".join(str(escape(words)) for words in (who, wording.first_up(wording.heard(last)) if last else "") if words)
    line = f'<li id="{number}"><a href="../incidents/{number}.html">{escape(title)}</a><p><span class="number">{number}</span> · {told}</p>'
    # Every piece was escaped.
    return Markup(f"{line}<p>{more}</p></li>" if more else f"{line}</li>")  # noqa: S704


def in_language(lang: str) -> Markup:
    """The attribute of a text that is in another language than the page; nothing for its own."""
    return Markup(' lang="{}"').format(lang) if lang and lang != reader() else Markup()


def in_order(rows: Iterable[SiteRow]) -> list[SiteRow]:
    """The newest first, those without a date last; of one day the highest number first."""
    return sorted(rows, key=lambda row: (row.day or date.min, row.number), reverse=True)


def search_words(shown: Mapping[str, Incident]) -> str:
    """The words by which the search finds an incident, each once, between spaces: of the titles and summaries that its pages tell, of names, outlets, place and number, in
    rough letters, so that every spelling of a name is found by every other. `shown` is the incident by language."""
    different = {id(one): one for one in shown.values()}.values()
    found = dict.fromkeys(part.casefold() for one in different for part in one.number.split("-"))
    told = [vouched(incident, kind, lang) for lang, incident in shown.items() for kind in TextKind]
    found |= dict.fromkeys(searched(word[0]) for text in told for word in words_in(text))
    for incident in different:
        texts = [incident.place or "", *incident.outlets]
        for victim in incident.victims:
            texts += [victim.name, victim.outlet, *victim.names.values()]
        for text in texts:
            found |= dict.fromkeys(searched(word[0]) for word in words_in(text))
    found.pop("", None)
    return f" {' '.join(found)} "


def searched(word: str) -> str:
    """A word as the search compares it: in rough letters; one with figures as it stands."""
    return word.casefold() if any(sign.isdigit() for sign in word) else rough(word)


def _title(incident: Incident) -> str:
    return one_line(vouched(incident, TextKind.TITLE), 160) or wording.first_up(what_happened(incident))


def _told(incident: Incident) -> str:
    when = wording.date_in_words(incident.day, incident.precision, "long") if incident.day else ""
    return ", ".join(part for part in (wording.first_up(wording.category(incident.primary)), listing.place(incident), when) if part)


def _last_of_each_track(statuses: tuple[Status, ...]) -> list[Status]:
    found = (last_status([status for status in statuses if status.track is track]) for track in Track)
    return [one for one in found if one]
