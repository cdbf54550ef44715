"""The lines that `qorgan screen` reads and prints."""

import json

import pytest

from classify.serialization import RejectedLine, article_from_json, refusal_to_json, screening_to_json, to_line
from records.model import Article, CategoryScore, LegalArticle, LegalFacts, LegalHearing, LegalSum, LegalTerm, Passage, Person, Reason, Screening
from records.vocabulary import Actor, Category, DatePrecision, Outcome, Readers, ScreeningLabel, SumRole, TermKind, TermUnit, Track, UnsureField


def test_a_screening_has_exactly_the_fields_of_the_contract() -> None:
    screening = Screening(
        id="a1", model="cues 0.1.0", lang="ru", score=0.93, flagged=True, label=ScreeningLabel.INCIDENT, categories=(CategoryScore(Category.ATT, 0.91),),
        persons=(Person("Айгерим Досанова", "victim"),), outlets=("Степной вестник",), country="KZ", place="Кокшетау", region="KZ-11",
        incident_date="2021-06-10", date_precision=DatePrecision.DAY, actor=Actor.PRIVATE_PERSON, outcome=Outcome.DROPPED, outcome_of=Track.PERPETRATOR,
        reasons=(Reason(0, 6, "избили", "ATT"),), summary=(Passage(0, 22, "избили у входа в акимат"),), unsure=(UnsureField.PLACE, UnsureField.OUTCOME_OF),

            legal=LegalFacts(
                (LegalArticle("KZ-CC", "274", "4", False, 0, 13, "ст. 274 ч. 4 УК"),),
                (LegalSum(200_000, "KZT", SumRole.FINED, Track.JOURNALIST, None, 1, 2, "200 тыс. тенге"),),
                (LegalTerm(TermKind.ARREST, 15, TermUnit.DAYS, None, Track.JOURNALIST, "2021-06-10", 3, 4, "15 суток"),),
                (LegalHearing("2021-12-15", "10:00", "заседание", "Медеуский районный суд", 5, 6, "15 декабря"),),
            ),
            readers=Readers.BOTH, disagreement=0.0412,
    )  # fmt: skip
    assert screening_to_json(screening) == {
        "id": "a1", "lang": "ru", "score": 0.93, "flagged": True, "label": "incident", "categories": [{"code": "ATT", "score": 0.91}],
        "persons": [{"name": "Айгерим Досанова", "role": "victim"}], "outlets": ["Степной вестник"], "country": "KZ", "place": "Кокшетау",
        "region": "KZ-11", "incident_date": "2021-06-10", "date_precision": "day", "actor": "private_person", "outcome": "dropped",
        "outcome_of": "perpetrator",
        "reasons": [{"start": 0, "end": 6, "text": "избили", "cue": "ATT", "role": "act"}],
        "summary": [{"start": 0, "end": 22, "text": "избили у входа в акимат"}], "unsure": ["place", "outcome_of"],
            "legal": {
                "articles": [{"code": "KZ-CC", "article": "274", "part": "4", "unsure": False, "start": 0, "end": 13, "text": "ст. 274 ч. 4 УК"}],
                "sums": [
                    {"amount": 200_000, "currency": "KZT", "role": "fined", "track": "journalist", "day": None, "start": 1, "end": 2, "text": "200 тыс. тенге"}
                ],
                "terms": [
                    {
                        "kind": "administrative_arrest", "term": 15, "unit": "days", "until": None, "track": "journalist", "day": "2021-06-10", "start": 3,
                        "end": 4, "text": "15 суток",
                    }
                ],
                "hearings": [
                    {
                        "day": "2021-12-15", "time": "10:00", "what": "заседание", "where": "Медеуский районный суд", "start": 5, "end": 6,
                        "text": "15 декабря",
                    }
                ],
            },
            "readers": "both", "disagreement": 0.0412,
        "model": "cues 0.1.0",
    }  # fmt: skip


def test_what_is_unknown_is_null_and_not_left_out() -> None:
    line = screening_to_json(Screening("a1", "cues 0.1.0", lang="kk"))
    assert line["outcome_of"] is None
    assert (line["summary"], line["unsure"], line["readers"], line["disagreement"]) == ([], [], "lexical", None)
    assert (line["country"], line["incident_date"], line["date_precision"], line["actor"], line["outcome"]) == (None, None, None, "unknown", "none")


def test_an_article_that_could_not_be_read_gives_the_short_form() -> None:
    assert screening_to_json(Screening("a1", "cues 0.1.0", error="language")) == {
        "id": "a1", "error": "language", "flagged": False, "score": 0, "label": "none", "categories": [],
    }  # fmt: skip


def test_a_full_line_becomes_an_article_and_unknown_fields_are_passed_over() -> None:
    line = '{"id": "7", "text": "т", "title": "з", "lang": "ru", "url": "https://x.example/1", "published_at": "2021-06-10", "more": 1}'
    assert article_from_json(line) == Article("7", "т", title="з", lang="ru", url="https://x.example/1", published_at="2021-06-10")


def test_a_number_serves_as_id_and_null_as_a_missing_field() -> None:
    assert article_from_json('{"id": 7, "text": "т", "title": null}') == Article("7", "т")


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("{", RejectedLine(None, "json")),
        ("", RejectedLine(None, "json")),
        ("[" * 100_000, RejectedLine(None, "json")),
        ('["a"]', RejectedLine(None, "object")),
        ("null", RejectedLine(None, "object")),
        ('{"text": "т"}', RejectedLine(None, "id")),
        ('{"id": true, "text": "т"}', RejectedLine(None, "id")),
        ('{"id": "", "text": "т"}', RejectedLine(None, "id")),
        ('{"id": "7"}', RejectedLine("7", "text")),
        ('{"id": "7", "text": null}', RejectedLine("7", "text")),
        ('{"id": "7", "text": ["т"]}', RejectedLine("7", "text")),
        ('{"id": "7", "text": "т", "title": 5}', RejectedLine("7", "title")),
        ('{"id": "7", "text": "т", "lang": {}}', RejectedLine("7", "lang")),
        ('{"id": "7", "text": "т", "published_at": 20210610}', RejectedLine("7", "published_at")),
    ],
)
def test_a_bad_line_is_refused_by_code_and_never_raises(line: str, refusal: RejectedLine) -> None:
    assert article_from_json(line) == refusal
    assert refusal_to_json(refusal) == {
        "id": refusal.id, "error": refusal.error, "flagged": False, "score": 0, "label": "none", "categories": [],
    }  # fmt: skip


def test_an_empty_text_is_an_article_so_that_screening_can_name_it() -> None:
    assert article_from_json('{"id": "7", "text": ""}') == Article("7", "")


def test_lines_keep_letters_readable_and_can_always_be_written_as_utf8() -> None:
    assert to_line({"text": "қамауға"}) == '{"text": "қамауға"}'
    broken = to_line({"text": "\ud800"})
    assert json.loads(broken.encode("utf-8")) == {"text": "\ud800"}
