"""The texts of an incident as a reader gets them: in each language what stands in the record, else what is proposed, and how far it has come.

The one door for lists, pages, feeds, the API and documents. Nothing is translated by a machine: a text of a language that nobody wrote comes from an article in
that language, or is told from the fields. `docs/decisions/0029-texts-in-three-languages.md` gives the reasons.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.i18n import LANGUAGES, reader
from records.incident_model import Incident
from records.incident_texts.sentences import TOLD_FIELDS, TextKind, TextNote, TextOrigin, TextState, slot, slots, told_from_fields
from records.language.names import normal_form
from records.persons.repository import language_of

# Which headline of a draft's articles is proposed as its title: of the language, without what an outlet puts around it, not shouting.

# Between a headline and what an outlet puts before or behind it.
_BEHIND = re.compile(r" [|•·:]{1,2} | [-–—] ")
_BEFORE = re.compile(
    r"(?:срочно|молния|видео|фото|эксклюзив|шұғыл|жедел|бейне|breaking|video|photo|exclusive)(?: ?[/,+и] ?(?:видео|фото|video|photo))? ?[:!.|–—-]+ ?",
    re.I,
)
_IN_BRACKETS = re.compile(r" ?[(\[](?:видео|фото|фото ?[+,и/] ?видео|video|photos?|бейне|сурет)[)\]]$", re.I)
_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,4}$", re.I)
# Longer is no name of an outlet.
_LONGEST_NAME = 60
# Longer, and it is no headline; shorter, and it says nothing.
_LONGEST, _SHORTEST = 200, 12
# Of this share of capital letters a headline shouts; names and abbreviations make up less.
_SHOUTING = 0.5


@dataclass(frozen=True)
class TellingArticle:
    """What of an article may become a text: its headline, and the sentences that the machine proposes as a summary. `outlet` is the code of its outlet, or its name.
    `told_most`: of the articles of its draft it told the most, so the draft is shown by it."""

    id: str
    lang: str
    title: str
    outlet: str = ""
    summary: str = ""
    told_most: bool = False


def best_headline(articles: Iterable[TellingArticle], lang: str, titles: Mapping[str, Sequence[str]] | None = None) -> tuple[str, str]:
    """The best headline in this language and the article that has it; twice empty if there is none. Of equally good ones the first. `titles` are the names of
    outlets by their codes."""
    found = [(headline(one.title, (titles or {}).get(one.outlet, ()), one.outlet), one) for one in articles if one.lang == lang]
    fit = [(words, one) for words, one in found if _SHORTEST <= len(words) <= _LONGEST and not shouts(words)]
    words, one = min(fit, key=lambda pair: _faults(pair[0]), default=("", None))
    return words, one.id if one else ""


def best_summary(articles: Iterable[TellingArticle], lang: str) -> tuple[str, str]:
    """The summary that the machine proposes in this language, and its article; twice empty if there is none. Of several that of an article that told the most, else
    the first: what somebody read before she confirmed is what the record shows."""
    found = sorted((one for one in articles if one.lang == lang and one.summary), key=lambda one: not one.told_most)
    return next(((one.summary, one.id) for one in found), ("", ""))


def headline(title: str, names: Sequence[str] = (), code: str = "") -> str:
    """A headline without the kicker before it, the outlet's name behind it, and a full stop."""
    words = " ".join(title.split())
    words = _IN_BRACKETS.sub("", _BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words)
    ends = [cut for cut in _BEHIND.finditer(words) if len(words) - cut.end() <= _LONGEST_NAME]
    cuts = [cut for cut in ends if _is_outlet(words[cut.end() :], names, code)]
    words = words[: cuts[0].start()] if cuts else words
    words = words.strip() if words.endswith("...") else words.rstrip(" .|")
    return words[:1].upper() + words[1:]


def shouts(words: str) -> bool:
    """Whether half of its letters are capitals."""
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > _SHOUTING * len(letters)


def _is_outlet(words: str, names: Sequence[str], code: str) -> bool:
    bare = words.strip(' «»"“”.')
    if _ADDRESS.match(bare):
        return True
    plain = re.sub(r"\W", "", bare).casefold()
    known = {re.sub(r"\W", "", name).casefold() for name in (*names, code)} | {code.partition("_")[2].replace("_", "").casefold()}
    return bool(plain) and (plain in known or normal_form(bare) in {normal_form(name) for name in names})


def _faults(words: str) -> int:
    """What speaks against a headline: that it asks, exclaims, breaks off, or quotes and does not tell."""
    return sum([words.endswith("?"), words.endswith("!"), words.endswith(("…", "...")), words.startswith(("«", '"', "“")), len(words) > 140])


# A note on a step in several languages. It is one text: a line each, begun with the language's code, as «ru: не расслышал». A note without codes is in the language of its letters.

_BEGUN = re.compile(r"\s*([a-z]{2})\s*:\s*(.*)", re.DOTALL)


def note_for_reader(note: str) -> str:
    """What the note says in the reader's language; empty if it says nothing in it. A Kazakh note without any Kazakh letter is taken for Russian, unless it begins with its code."""
    return notes_by_language(note).get(reader(), "")


def notes_by_language(note: str) -> dict[str, str]:
    """The note by language. What stands before the first code is told by its letters."""
    found: dict[str, list[str]] = {}
    lang = ""
    for line in note.splitlines():
        begun = _BEGUN.fullmatch(line)
        if begun and begun[1] in LANGUAGES:
            lang, line = begun[1], begun[2]
        if line.strip():
            found.setdefault(lang or language_of(note), []).append(line.strip())
    return {one: " ".join(lines) for one, lines in found.items()}


# How the texts of an incident are kept: who vouches for which, and what was changed since. A checked text is changed by nobody but a person who means it.
#
# Works on the columns of a row, so that recording, correcting and importing all keep the same rules and write the same ledger.

_VICTIM = ("name", "profession", "outlet")
TEXT_COLUMNS = ("title", "title_lang", "titles", "summary", "text_notes")


@dataclass(frozen=True)
class TextsGiven:
    """The texts that a person gave in one act: their names, for which she vouches (None: for all of them), and from where they come, by their words."""

    by_hand: frozenset[str] = frozenset()
    checked: frozenset[str] | None = None
    sources: Mapping[str, tuple[TextOrigin, str]] = field(default_factory=dict)

    @staticmethod
    def of(
        given: Mapping[str, Any], title_lang: str, checked: Collection[str] | None, sources: Mapping[str, tuple[TextOrigin, str]] | None = None
    ) -> "TextsGiven":
        """From corrections, or from columns that a correction changes."""
        return TextsGiven(frozenset(_given_by_hand(given, title_lang)), None if checked is None else frozenset(checked), sources or {})

    def over(self, stands: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of texts where `facts` are recorded anew over what `stands`: what a person gave before stays, unless this person gave another."""
        own = slot(TextKind.TITLE, stands["title_lang"] or "")
        found = {name: {**stands[name], **facts[name]} for name in ("titles", "summary")}
        if own in stands["text_notes"] and not any(name.startswith(f"{TextKind.TITLE}_") for name in self.by_hand):
            found |= {"title": stands["title"], "title_lang": stands["title_lang"]}
        return original_apart({**facts, **found}) if "title" in found else found

    def notes(self, before: Mapping[str, Any], after: Mapping[str, Any], *, who: str, now: datetime) -> dict[str, Any]:
        """What is kept of each text after this act."""
        return kept_notes(before, after, by_hand=self.by_hand, checked=self.checked, who=who, now=now, sources=self.sources)


def columns_of(row: Any) -> dict[str, Any]:
    """The columns of a row that texts are, and those of which they tell, as they stand now."""
    return {name: getattr(row, name) for name in (*TEXT_COLUMNS, *(column for columns in TOLD_FIELDS.values() for column in columns))}


def title_language(title: str, lang: str = "") -> str:
    """The language of a title that came in an article of this language, or stood so before. Letters decide only where they say otherwise: a title in Latin
    letters is in no language of Cyrillic ones."""
    if not title:
        return ""
    read = language_of(title)
    if lang not in LANGUAGES:
        return lang or read
    return lang if (read == "en") == (_language_of_script(lang) == "en") else read


def _language_of_script(lang: str) -> str:
    """`en` for a language in Latin letters, else `ru`."""
    return "ru" if lang in ("kk", "ru") else "en"


def original_apart(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with the title in the language of the original in `title` alone: two places would come apart."""
    found = dict(columns)
    titles = dict(found.get("titles") or {})
    if titles and not found.get("title"):
        # Nobody recorded a headline: the first that somebody wrote is the original.
        found["title_lang"] = next(iter(sorted(titles, key=[*LANGUAGES, *titles].index)))
    if own := titles.pop(found.get("title_lang") or "", ""):
        found["title"] = own
    return {**found, "titles": titles}


def texts_of(columns: Mapping[str, Any]) -> dict[str, str]:
    """Every text that stands in the columns, by its name."""
    titles = {**(columns.get("titles") or {}), **({columns["title_lang"]: columns.get("title") or ""} if columns.get("title_lang") else {})}
    of = {TextKind.TITLE: titles, TextKind.SUMMARY: columns.get("summary") or {}}
    return {name: words for name, kind, lang in slots() if (words := (of[kind].get(lang) or "").strip())}


def kept_notes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by_hand: Collection[str],
    checked: Collection[str] | None,
    who: str,
    now: datetime,
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> dict[str, Any]:
    """What is kept of each text after a change from `before` to `after` (columns of an incident; `before` is empty for a new one).

    `by_hand` are the texts that this person gave. `checked` are those for which she vouches, None: all that she gave. `sources` say by their words from where
    texts come, with the article. A text that others gave keeps its note; one that was checked says from now on what was changed of which it tells.
    """
    was, stands, at = texts_of(before), texts_of(after), now.isoformat()
    notes = {name: TextNote.from_json(held) for name, held in (before.get("text_notes") or {}).items() if name in stands}
    moved = changed_fields(before, after) if before else ()
    vouched = set(by_hand if checked is None else checked) & set(stands)
    for name, words in stands.items():
        new = words != was.get(name)
        origin, article = (sources or {}).get(words, (TextOrigin.PERSON, ""))
        if name in vouched:
            if new or name not in notes or notes[name].state is not TextState.CHECKED or checked is not None:
                old = notes.get(name)
                origin, article = (old.origin, old.article) if old and not new else (origin, article)
                notes[name] = TextNote(TextState.CHECKED, who, at, origin, article)
        elif new and name in by_hand:
            notes[name] = TextNote(TextState.PROPOSED, who, at, origin, article)
        elif new:
            notes.pop(name, None)
        elif name in notes and notes[name].state is TextState.CHECKED and moved:
            note = notes[name]
            stale = tuple(one for one in TOLD_FIELDS if one in {*note.stale, *moved})
            notes[name] = TextNote(note.state, note.by, note.at, note.origin, note.article, stale)
    return {name: notes[name].to_json() for name, _, _ in slots() if name in notes}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of which a text tells that a change changes."""
    return tuple(
        field for field, columns in TOLD_FIELDS.items() if any(_plain(one, before.get(one)) != _plain(one, after.get(one)) for one in columns)
    )


def _given_by_hand(given: Mapping[str, Any], title_lang: str) -> set[str]:
    """The names of the texts that a person's corrections (`records.review.draft_fields`) hold."""
    found = {slot(TextKind.TITLE, title_lang)} if given.get("title") else set()
    found |= {slot(TextKind.TITLE, lang) for lang in given.get("titles") or {}}
    return found | {slot(TextKind.SUMMARY, lang) for lang in given.get("summary") or {}}


def _plain(column: str, value: Any) -> Any:
    """A value without what says nothing of what happened, as the number of a person's record."""
    if column == "victims":
        return [tuple(str(one.get(key) or "") for key in _VICTIM) for one in value or []]
    if column == "categories":
        return sorted(map(str, value or []))
    return str(value) if value else ""


@dataclass(frozen=True)
class IncidentText:
    """A text in one language. `lang` is the language in which it is written. `article` is the one that it comes from; `by` and `at` say who put it there or
    checked it; `stale` are the fields that were changed after it was checked."""

    kind: TextKind
    lang: str
    text: str
    state: TextState
    origin: TextOrigin = TextOrigin.PERSON
    article: str = ""
    by: str = ""
    at: str = ""
    stale: tuple[str, ...] = ()

    @property
    def checked(self) -> bool:
        """Whether a person vouches for it."""
        return self.state is TextState.CHECKED

    @property
    def needs_a_look(self) -> bool:
        """Whether nobody has checked it, or the record was changed since."""
        return not self.checked or bool(self.stale)


def stored_text(incident: Incident, kind: TextKind, lang: str) -> IncidentText | None:
    """What stands in the record in this language; None if nothing does. A headline that nobody has looked at is a proposal."""
    words = ((incident.titles if kind is TextKind.TITLE else incident.summary).get(lang) or "").strip()
    if not words:
        return None
    held = incident.text_notes.get(slot(kind, lang))
    if held is None:
        article = next((one.id for one in incident.articles if one.title.strip() == words), "") if kind is TextKind.TITLE else ""
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE if article else TextOrigin.IMPORT, article)
    note = TextNote.from_json(held)
    return IncidentText(kind, lang, words, note.state, note.origin, note.article, note.by, note.at, note.stale)


def vouched(incident: Incident, kind: TextKind, lang: str = "") -> str:
    """The text in this language (of whoever reads, if none is given) for which a person vouches as the record is now; empty if nobody does. What is told of a case outside of the house
    is this, or what the fields say."""
    found = stored_text(incident, kind, lang or reader())
    return found.text if found and not found.needs_a_look else ""


def proposed_text(
    incident: Incident,
    kind: TextKind,
    lang: str,
    articles: Iterable[TellingArticle] | None = None,
    outlets: Mapping[str, Sequence[str]] | None = None,
) -> IncidentText:
    """What is proposed in this language: from an article in it, else told from the fields. `articles` are the incident's own if none are given."""
    known = _articles_of(incident) if articles is None else list(articles)
    words, article = best_headline(known, lang, outlets) if kind is TextKind.TITLE else best_summary(known, lang)
    if words:
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    return IncidentText(kind, lang, told_from_fields(incident, kind, lang), TextState.PROPOSED, TextOrigin.FIELDS)


def text_in(incident: Incident, kind: TextKind, lang: str, articles: Iterable[TellingArticle] | None = None) -> IncidentText:
    """The text of an incident in this language, and whether it is checked: what stands in the record, else what is proposed."""
    return stored_text(incident, kind, lang) or proposed_text(incident, kind, lang, articles)


def title_for(incident: Incident, lang: str = "", articles: Iterable[TellingArticle] | None = None) -> IncidentText:
    """The title for a reader of this language (of whoever reads, if none is given): her own where there is one, else the original with its language. Where there
    is no original either, it is told from the fields. Never empty. `articles` are the incident's own if none are given."""
    lang = lang or reader()
    if found := stored_text(incident, TextKind.TITLE, lang):
        return found
    words, article = best_headline(_articles_of(incident) if articles is None else articles, lang)
    if words:
        return IncidentText(TextKind.TITLE, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    if original := incident.title.strip():
        return _original(incident, original)
    return proposed_text(incident, TextKind.TITLE, lang, ())


def checked_titles(incident: Incident) -> dict[str, str]:
    """The titles for which a person vouches, by language."""
    found = {lang: stored_text(incident, TextKind.TITLE, lang) for lang in LANGUAGES} if incident.text_notes else {}
    return {lang: text.text for lang, text in found.items() if text and text.checked}


def published_title(incident: Incident, lang: str = "") -> tuple[str, str]:
    """The title that leaves the house, and its language: in the reader's only if a person vouches for it, else the original. Where somebody has emptied that, what the
    fields tell. Never empty."""
    found = stored_text(incident, TextKind.TITLE, lang or reader())
    if found and found.checked:
        return found.text, found.lang
    if incident.title.strip():
        return incident.title, incident.title_lang
    return told_from_fields(incident, TextKind.TITLE, lang or reader()), lang or reader()


def stands(incident: Incident, title: IncidentText) -> bool:
    """Whether a title that is shown stands in the record; else it is proposed alone."""
    return title.text in (incident.title.strip(), *(words.strip() for words in incident.titles.values()))


def _original(incident: Incident, words: str) -> IncidentText:
    found = stored_text(incident, TextKind.TITLE, incident.title_lang)
    return found or IncidentText(TextKind.TITLE, incident.title_lang, words, TextState.PROPOSED, TextOrigin.IMPORT)


def states(incident: Incident) -> dict[str, TextState]:
    """The state of each text that stands in the record, by its name; `none` where none does."""
    found = {name: stored_text(incident, kind, lang) for name, kind, lang in slots()}
    return {name: text.state if text else TextState.NONE for name, text in found.items()}


def lacks_checked(incident: Incident, lang: str) -> bool:
    """Whether the title or the summary in this language needs a person's look: nobody has checked it, or the record was changed since."""
    # Of twenty thousand incidents for one page: a note stands only beside a text, so the notes alone tell.
    notes = (incident.text_notes.get(slot(kind, lang)) for kind in TextKind) if incident.text_notes else (None,)
    return any(note is None or note["state"] != TextState.CHECKED or bool(note.get("stale")) for note in notes)


def _articles_of(incident: Incident) -> list[TellingArticle]:
    """The articles of an incident as far as their headlines count."""
    return [TellingArticle(one.id, one.lang, one.title, one.outlet) for one in incident.articles]
