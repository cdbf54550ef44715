"""A case of which everything is known, so that no column of a release stays unseen."""

from datetime import date

from records.incident_model import Incident, Penalty, Source, Status, Victim
from records.legal_case import Appointment, ChargedArticle
from records.vocabulary import Actor, Category, Claimant, DatePrecision, During, Lawful, LawStage, Motive, SentenceKind, StatusCode, Target, TermUnit


def full_case(number: str = "KZ-2021-0900") -> Incident:
    """A criminal case of June 2021 with a verdict, two articles, sums, hearings and texts in two languages."""
    told = (
        Status(date(2021, 6, 17), StatusCode.JIN, "https://dala.example/1", "ru: возбуждено дело"),
        Status(date(2021, 8, 1), StatusCode.JHA, "https://dala.example/2"),
        Status(date(2021, 9, 1), StatusCode.JSN, "https://dala.example/3", penalty=Penalty(SentenceKind.PRISON, 3, TermUnit.YEARS)),
    )
    articles = (
        Source("a" * 64, "https://dala.example/1", "dala", "ru", "Дело", "2021-06-17T10:00:00+05:00", "c" * 64),
        Source("b" * 64, "https://dala.example/2", published_at="2021-08-01"),
    )
    return Incident(
        number, Category.CRM, (Category.CRM, Category.ARR), date(2021, 6, 17), "Дело", date(2021, 6, 10), DatePrecision.DAY, "KZ", "Орал", "KZ-27",
        (Victim("Асель Ким", "репортёр", "Дала"), Victim("Ержан Серік")), ("Дала", "a; b"), Actor.LAW_ENFORCEMENT,
        {"ru": "Возбуждено дело.", "kk": "Іс қозғалды."},
        {
            "target": next(iter(Target)), "online": True, "during": next(iter(During)), "motive": next(iter(Motive)), "lawful": next(iter(Lawful)),
            "law_articles": (ChargedArticle("KZ-CC", "274", "4", next(iter(LawStage))), ChargedArticle("KZ-CC", "158")),
            "claimant": next(iter(Claimant)), "amount_claimed": 20_000_000, "amount_awarded": 0, "currency": "KZT",
            "next_dates": (Appointment(date(2021, 12, 1), "appeal", "Орал"),),
        },
        told, articles=articles, title_lang="ru", titles={"ru": "Дело", "kk": "Іс"},
    )  # fmt: skip
