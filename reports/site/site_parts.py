"""The parts of the site that are written by themselves, in any process: the pages of some incidents, and in one language all that stands around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.i18n import reader, speaking, tr
from records.vocabulary import Category
from reports.publications import wording
from reports.site.site_corrections import Change
from reports.site.site_explorer import write_lists
from reports.site.site_feeds import write_feeds
from reports.site.site_frame import SiteFrame
from reports.site.site_front import write_corrections, write_data, write_front, write_method, write_tombstone
from reports.site.site_groups import groups_of, write_groups
from reports.site.site_incident import told_case, write_incident
from reports.site.site_pictures import sharing_picture
from reports.site.site_record import ByLanguage
from reports.site.site_rows import SiteRow, site_row

_SITE_PICTURE = "pictures/site.png"


@dataclass(frozen=True)
class SiteAround:
    """What the pages beside those of the incidents tell. `gone` are withdrawn incidents, each with the day on which it was, where that is known; `release` is the address of the open
    data, or empty."""

    rows: Sequence[SiteRow]
    changes: Sequence[Change]
    gone: Mapping[str, date | None]
    release: str


def write_share(
    frame: SiteFrame, some: Sequence[ByLanguage], titles: Mapping[str, Sequence[Mapping[str, str]]], changes: Sequence[tuple[Change, ...]]
) -> list[SiteRow]:
    """Write the pages of some incidents in every language, and give what is kept of each. `titles` say by language what the outlets of each are called, `changes` how each was corrected."""
    rows = []
    for nth, shown in enumerate(some):
        row = site_row(shown, frame.as_of)
        # Where nobody is withheld the incident is one for all languages, and so is its case.
        cases = {id(incident): told_case(incident, frame.as_of) for incident in {id(each): each for each in shown.values()}.values()}
        for lang, incident in shown.items():
            with speaking(lang):
                case = replace(cases[id(incident)], outlet_titles=titles[lang][nth])
                write_incident(frame, case, row, changes[nth], f"pictures/{row.category.value}.png")
        rows.append(row)
    return rows


def write_language(frame: SiteFrame, lang: str, around: SiteAround) -> None:
    """Write in one language everything but the pages of the incidents that are told."""
    groups = groups_of(around.rows)
    with speaking(lang):
        _write_pictures(frame, [Category(group.key) for group in groups["categories"] if group.rows])
        for number, day in around.gone.items():
            write_tombstone(frame, number, day)
        write_front(frame, around.rows, groups, _SITE_PICTURE)
        write_lists(frame, around.rows, groups)
        write_groups(frame, groups)
        write_method(frame)
        write_corrections(frame, around.changes, list(around.gone))
        write_data(frame, groups, around.release)
        if frame.base_url:
            write_feeds(frame, around.rows, groups)


def _write_pictures(frame: SiteFrame, categories: Iterable[Category]) -> None:
    """The pictures for sharing, which need an address to be found at: one of the site, one of each of these categories."""
    if not frame.base_url:
        return
    front = tr("Confirmed incidents against journalists")
    pictures = {_SITE_PICTURE: front, **{f"pictures/{one.value}.png": wording.first_up(wording.category(one)) for one in categories}}
    for name, words in pictures.items():
        frame.folder.add(f"{reader()}/{name}", sharing_picture(words, "" if words == front else front))
