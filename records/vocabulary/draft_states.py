"""The states of a draft, and the reasons to reject one."""

from enum import StrEnum

from records.vocabulary.label import Label


class DraftState(StrEnum):
    """Where a draft stands."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    DEFERRED = "deferred"


DRAFT_STATE_LABELS: dict[DraftState, Label] = {
    DraftState.NEW: Label("жаңа", "новый", "new"),
    DraftState.CONFIRMED: Label("расталды", "подтверждён", "confirmed"),
    DraftState.REJECTED: Label("қабылданбады", "отклонён", "rejected"),
    DraftState.MERGED: Label("біріктірілді", "объединён", "merged"),
    DraftState.DEFERRED: Label("кейінге қалдырылды", "отложен", "deferred"),
}


class RejectReason(StrEnum):
    """Why a person rejected a draft."""

    NOT_PRESS = "not_press"
    NOT_WORK = "not_work"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    STATISTICS = "statistics"
    OPINION = "opinion"
    OLD = "old"
    EXTRACTION = "extraction"
    OTHER = "other"


REJECT_REASON_LABELS: dict[RejectReason, Label] = {
    RejectReason.NOT_PRESS: Label("баспасөзге қатысы жоқ", "не пресса", "not the press"),
    RejectReason.NOT_WORK: Label("жұмысына байланысты емес", "не из-за работы", "not because of their work"),
    RejectReason.DUPLICATE: Label("қайталама", "повтор", "duplicate"),
    RejectReason.OUTSIDE: Label("бақылаудан тыс жер", "вне наблюдаемых стран", "outside the countries watched"),
    RejectReason.STATISTICS: Label("статистика, шолу", "статистика, обзор", "statistics, overview"),
    RejectReason.OPINION: Label("пікір", "мнение", "opinion"),
    RejectReason.OLD: Label("ескі оқиға", "старое событие", "old event"),
    RejectReason.EXTRACTION: Label("мәтін дұрыс алынбаған", "текст извлечён неверно", "text extracted wrongly"),
    RejectReason.OTHER: Label("басқа себеп", "другое", "other"),
}
