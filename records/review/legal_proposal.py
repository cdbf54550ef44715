"""The legal case that articles report, as the fields and the statuses that a draft proposes.

A screening holds it under `legal` (docs/contracts.md, section 5); older screenings have none and propose none. Only a value that an article states is
proposed: a ruling with its penalty, a detention with its length if one is told, and otherwise without.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from records.vocabulary import Outcome, ScreeningLabel, SentenceKind, StatusCode, SumRole, TermKind, TermUnit, Track, UnsureField

# A screening as `proposal.screening_with_article` returns it.
_Body = Mapping[str, Any]
_SENTENCES = {
    TermKind.PRISON: SentenceKind.PRISON,
    TermKind.RESTRICTED: SentenceKind.RESTRICTED,
    TermKind.SUSPENDED: SentenceKind.SUSPENDED,
    TermKind.SENTENCE: None,
}
_MEASURES = {TermKind.REMAND: StatusCode.JDT, TermKind.HOUSE_ARREST: StatusCode.JHA, TermKind.TRAVEL_BAN: StatusCode.JHA}
_SUMS = {SumRole.FINED: StatusCode.JFN, SumRole.AWARDED: StatusCode.JDM}
_AMOUNT_FIELDS = {SumRole.CLAIMED: "amount_claimed", SumRole.AWARDED: "amount_awarded"}
_OVER = frozenset({Outcome.ACQUITTED, Outcome.DROPPED})


def proposed_legal_fields(screenings: Mapping[str, _Body]) -> dict[str, Any]:
    """Return the legal fields that the articles state, the likeliest article first, in the form in which corrections are stored.

    `quotes` are the words that state each field: article, offsets and text. Fields that no article states are left out.
    """
    fields: dict[str, Any] = {}
    quotes: dict[str, list[dict[str, Any]]] = {}
    for name, values in (("law_articles", _articles(screenings)), ("next_dates", _hearings(screenings))):
        if values:
            fields[name] = [value for value, _, _ in values]
            quotes[name] = [_quote(article, stated) for _, article, stated in values]
    for role, name in _AMOUNT_FIELDS.items():
        for article, stated in _stated(screenings, "sums"):
            of_journalist = stated["role"] == role and stated["track"] != Track.PERPETRATOR
            # A field holds one currency; of sums in another one the person decides.
            if of_journalist and fields.get("currency", stated["currency"]) == stated["currency"] and fields.get(name, -1) < stated["amount"]:
                fields |= {name: stated["amount"], "currency": stated["currency"]}
                quotes[name] = [_quote(article, stated)]
    return {**fields, "quotes": quotes} if quotes else {}


def unsure_legal_fields(screenings: Iterable[_Body]) -> list[str]:
    """Return the legal fields of which the screenings are unsure: articles of law of which the text names no code."""
    unsure = any(stated["unsure"] for body in screenings for stated in _legal(body).get("articles", ()))
    return [UnsureField.LAW_ARTICLES.value] if unsure else []


def reported_legal_statuses(bodies: Sequence[_Body]) -> list[dict[str, Any]]:
    """Return the rulings and measures that the articles report of the journalist's case, each code once, by the first article that reports it.

    A status has the day that its sentence names, else that of the article. One whose length or sum is stated goes before one without.
    """
    first: dict[StatusCode, dict[str, Any]] = {}
    for body in sorted(bodies, key=lambda body: (body["day"], body["url"])):
        for code, penalty, stated in _steps(body):
            day = stated["day"] or body["day"]
            if stated.get("until"):
                length = (date.fromisoformat(stated["until"]) - date.fromisoformat(day)).days
                penalty = {"term": length, "unit": TermUnit.DAYS.value} if length > 0 else {}
            if code not in first or (penalty and not first[code]["penalty"]):
                first[code] = {
                    "date": day, "outcome_of": Track.JOURNALIST.value, "code": code.value, "penalty": penalty, "source": body["url"],
                    "quote": stated["text"],
                }  # fmt: skip
    return list(first.values())


def _steps(body: _Body) -> Iterator[tuple[StatusCode, dict[str, Any], Mapping[str, Any]]]:
    """Yield the steps of the journalist's case in one article, with their penalties."""
    ended = body.get("outcome_of") == Track.JOURNALIST and body.get("outcome") in _OVER
    later = body.get("label") == ScreeningLabel.FOLLOWUP and body.get("outcome") != Outcome.CONVICTED
    for stated in _legal(body).get("terms", ()):
        kind = TermKind(stated["kind"])
        length = {"term": stated["term"], "unit": stated["unit"]} if stated["term"] else {}
        if stated["track"] != Track.JOURNALIST:
            continue
        if kind in _MEASURES:
            code = _MEASURES[kind]
            if not ended:
                yield code, length if code is StatusCode.JDT else {}, stated if code is StatusCode.JDT else {**stated, "until": None}
        # The day of a ruling that news recalls is known only if it is told.
        elif stated["day"] or not (ended or later):
            sentence = _SENTENCES.get(kind)
            yield (StatusCode.JAA, length, stated) if kind is TermKind.ARREST else (
                StatusCode.JSN, {**({"kind": sentence.value} if sentence else {}), **length}, stated
            )  # fmt: skip
    for stated in _legal(body).get("sums", ()):
        code_of_sum = _SUMS.get(SumRole(stated["role"]))
        if code_of_sum and stated["track"] == Track.JOURNALIST and (stated["day"] or not (ended or later)):
            yield code_of_sum, {"sum": stated["amount"], "currency": stated["currency"]}, stated


def _legal(body: _Body) -> Mapping[str, Any]:
    return body.get("legal") or {}


def _stated(screenings: Mapping[str, _Body], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((article, stated) for article, body in screenings.items() for stated in _legal(body).get(name, ()))


def _articles(screenings: Mapping[str, _Body]) -> list[tuple[dict[str, Any], str, Mapping[str, Any]]]:
    """Return each article of law once, with its part if any text names one."""
    found: dict[tuple[str, str], tuple[dict[str, Any], str, Mapping[str, Any]]] = {}
    for article, stated in _stated(screenings, "articles"):
        key = stated["code"], stated["article"]
        if key not in found or (stated["part"] and not found[key][0]["part"]):
            found[key] = {"code": key[0], "article": key[1], "part": stated["part"], "stage": None}, article, stated
    return list(found.values())


def _hearings(screenings: Mapping[str, _Body]) -> list[tuple[dict[str, Any], str, Mapping[str, Any]]]:
    """Return each hearing once by its day, in order."""
    found: dict[str, tuple[dict[str, Any], str, Mapping[str, Any]]] = {}
    for article, stated in _stated(screenings, "hearings"):
        what = ", ".join(filter(None, (stated["what"], stated["time"])))
        found.setdefault(stated["day"], ({"date": stated["day"], "what": what, "where": stated["where"]}, article, stated))
    return [found[day] for day in sorted(found)]


def _quote(article: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    return {"article": article, "start": stated["start"], "end": stated["end"], "text": stated["text"]}
