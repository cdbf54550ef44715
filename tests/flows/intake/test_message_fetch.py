"""What people send is fetched once and whole, whatever breaks off, and hostile messages cost little and are told."""

import io
import json
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from syrupy.assertion import SnapshotAssertion

from flows.intake import step
from flows.intake.step import FetchCounts, answer_chat, count_lines, fetch_by_schedule, fetch_messages, receipt, screen_messages
from flows.intake_flow import qorgan_intake
from pipelines.evidence.files import file_path
from pipelines.evidence.writer import submitted_files
from pipelines.intake.bot import BotApi, BotMessage, BotUnavailable, read_update
from pipelines.intake.messages import MessageResult
from records import messages as messages_module
from records.database import read_session
from records.outlets import claims
from records.settings import Settings
from records.tables import DraftRow, EvidenceFileRow, LedgerRow, MessageFileRow, ReceivedMessageRow
from records.vocabulary import IntakeChannel, MessageFate
from tests.bombs import gzip_bomb
from tests.conftest import NOW
from tests.flows.intake.conftest import fetched, settings_for
from tests.paths import ROOT
from tests.pipelines.intake.bot_server import TOKEN, BotServer
from tests.pipelines.intake.mail_server import PASSWORD, MailServer
from tests.records.intake.received import receive
from tests.records.ledger.chain import chain_faults

MB = 2**20
PHOTO = b"\xff\xd8\xff\xe0" + b"light" * 1000


def letter(
    text: str = "Бізге қоқан-лоққы жасады", sender: str = "Сәуле <saule@mail.example>", subject: str = "Хабар", id: str = "<1@mail.example>"
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"], made["To"] = sender, subject, id, "tips@newsroom.example"
    made.set_content(text)
    return made


def sent(made: EmailMessage) -> bytes:
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def messages(engine: Engine) -> list[ReceivedMessageRow]:
    with read_session(engine) as session:
        return list(session.scalars(select(ReceivedMessageRow).order_by(ReceivedMessageRow.id)))


def files(engine: Engine, *, whole: bool = False) -> list[EvidenceFileRow]:
    with read_session(engine) as session:
        query = select(EvidenceFileRow).join(MessageFileRow, MessageFileRow.file_id == EvidenceFileRow.id).where(MessageFileRow.whole.is_(whole))
        return list(session.scalars(query.order_by(EvidenceFileRow.id)))


def on_disk(settings: Settings) -> int:
    return len(submitted_files(settings.evidence)) if settings.evidence.exists() else 0


def test_a_mail_is_kept_as_it_came_with_its_text_and_files_and_marked_as_seen(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    made = letter()
    made.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="сурет.jpg")
    uid = mails.put(sent(made))
    assert fetched(engine, by_mail) == {"taken": 1}
    (row,) = messages(engine)
    assert (row.door, row.sender, row.sender_name, row.subject, row.text) == (
        "mail",
        "saule@mail.example",
        "Сәуле",
        "Хабар",
        "Бізге қоқан-лоққы жасады",
    )
    assert (row.state, row.standing, row.lang) == ("waiting", "claimed", "kk")
    assert [(one.name, one.kind, one.door, one.taken_by) for one in files(engine)] == [("сурет.jpg", "jpeg", "mail", "qorgan intake")]
    assert file_path(by_mail.evidence, files(engine)[0].sha256).read_bytes() == PHOTO
    assert [file_path(by_mail.evidence, one.sha256).read_bytes() for one in files(engine, whole=True)] == [mails.mails[uid].body]
    assert mails.unseen == []
    assert fetched(engine, by_mail) == {}, "it is not fetched again"
    with read_session(engine) as session:
        noted = session.scalars(select(LedgerRow).where(LedgerRow.subject == f"message {row.id}")).one()
        assert (noted.action, noted.who) == ("receive", "qorgan intake")
        assert "saule" not in json.dumps(noted.after), "who sent it stays in the house"
    assert chain_faults(engine) == []


def test_a_mail_that_somebody_has_read_elsewhere_is_not_missed(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    mails.put(sent(letter()))
    fetched(engine, by_mail)
    uid = mails.put(sent(letter("Екінші хат", id="<2@mail.example>")))
    mails.mails[uid].seen = True
    assert fetched(engine, by_mail) == {"taken": 1}


def test_a_line_that_breaks_in_the_middle_of_a_mail_leaves_nothing_and_the_next_fetch_takes_it(
    engine: Engine, mails: MailServer, by_mail: Settings
) -> None:
    made = letter()
    made.add_attachment(bytes(range(256)) * 12_000, maintype="application", subtype="octet-stream", filename="a.bin")
    mails.put(sent(made))
    mails.cut_at = 2
    counts, faults = fetch_messages(engine, by_mail, lambda: NOW)
    assert counts[0].fates.total() == 0
    assert len(faults) == 1
    assert PASSWORD not in str(faults[0])
    assert (messages(engine), on_disk(by_mail), len(mails.unseen)) == ([], 0, 1)
    mails.cut_at = None
    assert fetched(engine, by_mail) == {"taken": 1}
    assert mails.unseen == []


def test_a_crash_between_storing_and_marking_doubles_nothing(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    for number in range(3):
        mails.put(sent(letter(id=f"<{number}@mail.example>")))
    mails.cut_store = True
    _, faults = fetch_messages(engine, by_mail, lambda: NOW)
    assert len(faults) == 1
    assert (len(messages(engine)), len(mails.unseen)) == (1, 3)
    mails.cut_store = False
    assert fetched(engine, by_mail) == {"taken": 2}
    assert (len(messages(engine)), mails.unseen) == (3, [])
    assert chain_faults(engine) == []


def test_the_same_mail_under_another_number_is_told_as_repeated_and_kept_once(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    body = sent(letter())
    mails.put(body)
    mails.put(b"Received: by another way\r\n" + body)
    assert fetched(engine, by_mail) == {"taken": 1, "repeated": 1}
    first, second = messages(engine)
    assert (second.same_as, second.state, second.text) == (first.id, "not_kept", "")
    assert on_disk(by_mail) == 1
    # Somebody else's mail with its Message-ID is another mail.
    mails.put(sent(letter("Мүлдем басқа хат")))
    assert fetched(engine, by_mail) == {"taken": 1}


def test_a_mailbox_that_is_numbered_anew_loses_nothing(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    mails.put(sent(letter()))
    fetched(engine, by_mail)
    mails.mails.clear()
    mails.numbering = 8
    mails.put(sent(letter("Жаңа хат", id="<2@mail.example>")))
    assert fetched(engine, by_mail) == {"taken": 1}


def test_a_wrong_password_is_told_without_it(engine: Engine, mails: MailServer, by_mail: Settings, caplog: pytest.LogCaptureFixture) -> None:
    mails.no_login = True
    _, faults = fetch_messages(engine, by_mail, lambda: NOW)
    assert len(faults) == 1
    assert PASSWORD not in str(faults[0]) + caplog.text + repr(by_mail)


# Hostile mails.


def test_a_mail_with_a_thousand_parts_is_refused_and_nothing_of_it_stays(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    made = letter()
    for number in range(1000):
        made.add_attachment(b"x" * 10, maintype="application", subtype="octet-stream", filename=f"{number}.bin")
    mails.put(sent(made))
    mails.put(sent(letter(id="<2@mail.example>")))
    assert fetched(engine, by_mail) == {"too_many_parts": 1, "taken": 1}
    assert messages(engine)[0].subject == "Хабар", "whoever looks is told what it was"
    assert (on_disk(by_mail), mails.unseen) == (1, [])


def test_parts_within_parts_are_refused(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    for depth in (50, 5000):
        heads = "".join(f'Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n' for number in range(depth))
        mails.put(b"From: a@mail.example\r\n" + heads.encode() + b"Content-Type: text/plain\r\n\r\nx")
    assert fetched(engine, by_mail) == {"too_many_parts": 2}
    assert on_disk(by_mail) == 0


def test_a_forged_sender_is_not_called_verified(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    genuine = b"Authentication-Results: mx.newsroom.example; dmarc=pass header.from=mail.example\r\n"
    forged = b"Authentication-Results: mx.newsroom.example; dmarc=fail header.from=mail.example\r\n"
    elsewhere = b"Authentication-Results: mx.evil.example; dmarc=pass header.from=mail.example\r\n"
    for number, head in enumerate((genuine, forged, elsewhere, elsewhere + genuine)):
        mails.put(head + sent(letter(id=f"<{number}@mail.example>")))
    assert fetched(engine, by_mail) == {"taken": 4}
    assert [row.standing for row in messages(engine)] == ["verified", "forged", "claimed", "claimed"]


def test_of_html_only_the_words_are_taken(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    made = letter()
    made.set_content(
        "<style>p{color:red}</style><p>Нам <b>угрожают</b></p><script>alert(1)</script><p onclick='x()'>второй<!-- тайный --> абзац</p>",
        subtype="html",
    )
    mails.put(sent(made))
    fetched(engine, by_mail)
    (row,) = messages(engine)
    assert row.text == "Нам угрожают\n\nвторой абзац"


def test_what_an_attachment_is_its_bytes_say_and_no_name_leads_out_of_the_folder(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    made = letter()
    polyglot = b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 10
    made.add_attachment(polyglot, maintype="text", subtype="html", filename="../../etc/<img src=x onerror=alert(1)>.html")
    made.add_attachment(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", maintype="image", subtype="svg+xml", filename="a.svg")
    made.add_attachment(gzip_bomb(100), maintype="application", subtype="zip", filename="bomb.zip")
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    Image.new("RGB", (40, 30), "teal").save(held, "JPEG", exif=exif)
    made.add_attachment(held.getvalue(), maintype="image", subtype="jpeg", filename="photo.jpg")
    mails.put(sent(made))
    assert fetched(engine, by_mail) == {"taken": 1}
    assert [one.kind for one in files(engine)] == ["jpeg", "bytes", "bytes", "jpeg"]
    assert files(engine)[2].size < MB, "nothing is unpacked"
    assert {path.relative_to(by_mail.evidence).parts[0] for path in by_mail.evidence.rglob("*") if path.is_file()} == {"files"}
    assert list((by_mail.data / "intake").iterdir()) == []


def test_a_mail_of_a_hundred_megabytes_is_not_fetched_and_one_that_lies_about_its_size_is_broken_off(
    engine: Engine, mails: MailServer, by_mail: Settings
) -> None:
    head = sent(letter()).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    huge = head + bytes(100 * MB)
    mails.put(huge)
    tracemalloc.start()
    assert fetched(engine, by_mail) == {"too_large": 1}
    assert mails.pieces == 0, "its size was looked at first"
    mails.put(huge, said_size=1000)
    assert fetched(engine, by_mail) == {"too_large": 1}
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30 * MB, "it is never whole in memory"
    assert mails.largest == MB
    assert on_disk(by_mail) == 0


def test_a_header_of_megabytes_is_refused(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    mails.put(b"From: a@mail.example\r\nX-Filler: " + b"x" * (5 * MB) + b"\r\n\r\ntext")
    assert fetched(engine, by_mail) == {"header_too_large": 1}
    assert on_disk(by_mail) == 0


MALFORMED = [
    b"",
    b"\r\n\r\n\r\n",
    b"From: =?utf-9?B?////?= <a@b@c>, <x@y.example>\r\nSubject: =?zip?B?AAAA?=\r\nContent-Type: text/plain; charset=zip\r\n\r\nx\xff\x00y",
    b"From: <a@mail.example\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
    b'From: a@mail.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b',
    b"From: a@mail.example\r\nContent-Type: text/plain; charset*=utf-8''%FF\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 1\r\nx",
    b"\x00\xff\xfe" * 1000,
    b"From: \xd0\xd1@mail.example\r\nSubject: \xd2\xe5\xf1\xf2\r\n\r\n\xcd\xe0\xec \xf3\xe3\xf0\xee\xe6\xe0\xfe\xf2",
    b"From: a@mail.example\nContent-Type: message/rfc822\n\nFrom: b@mail.example\n\nforwarded",
]


def test_malformed_mails_are_taken_or_told_and_stop_nothing(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    for body in MALFORMED:
        mails.put(body)
    mails.put(sent(letter(id="<2@mail.example>")))
    found = fetched(engine, by_mail)
    assert sum(found.values()) == len(MALFORMED) + 1
    assert set(found) <= {"taken", "empty", "unreadable"}
    assert messages(engine)[-1].text == "Бізге қоқан-лоққы жасады"
    assert mails.unseen == []


def test_a_mail_without_a_charset_in_the_letters_of_old_programs_is_read(engine: Engine, mails: MailServer, by_mail: Settings) -> None:
    mails.put(b"From: a@mail.example\r\n\r\n" + "Нам угрожают".encode("cp1251"))
    fetched(engine, by_mail)
    assert messages(engine)[0].text == "Нам угрожают"


# Floods.


def test_a_flood_of_mails_is_bounded_for_each_sender_and_for_all_strangers(
    engine: Engine, mails: MailServer, by_mail: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_module, "STRANGERS_LIMIT_FACTOR", 5)
    few = by_mail.model_copy(update={"intake_daily": 2})
    for number in range(5):
        mails.put(sent(letter(id=f"<{number}@mail.example>")))
    assert fetched(engine, few) == {"taken": 2, "over_limit": 3}
    for number in range(12):
        mails.put(sent(letter(sender=f"a{number}@mail.example", id=f"<a{number}@mail.example>")))
    assert fetched(engine, few) == {"taken": 8, "over_limit": 4}, "an address costs nothing to invent"
    assert mails.unseen == []
    # The next day.
    mails.put(sent(letter(id="<9@mail.example>")))
    assert fetched(engine, few, NOW + timedelta(days=1)) == {"taken": 1}


def test_a_flood_at_the_bot_is_bounded_and_answered_once(engine: Engine, bot: BotServer, by_bot: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MOST_MESSAGES", 120)
    for _ in range(150):
        bot.write("спам")
    counts, faults = fetch_messages(engine, by_bot, lambda: NOW)
    assert faults == []
    assert {fate.value: number for fate, number in counts[0].fates.items()} == {"taken": 20, "over_limit": 100}
    assert counts[0].waiting, "the rest waits, and that is told"
    assert [words for _, words in bot.said] == ["Получено, спасибо. Сообщение прочитает человек."]
    assert fetched(engine, by_bot) == {"over_limit": 30}
    assert [row.text for row in messages(engine) if row.fate == "over_limit"] == [""] * 130


# Telegram.


def test_a_message_of_telegram_is_kept_with_its_files_and_answered_in_the_senders_language(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.write("Бізге қоқан-лоққы жасады, көмектесіңіздерші", forward_origin={"type": "hidden_user", "sender_user_name": "Біреу"})
    small, large = bot.put("small", b"\xff\xd8\xffs"), bot.put("large", PHOTO)
    bot.write(chat=12, caption="Смотрите", photo=[{**small, "width": 90, "height": 60}, {**large, "width": 900, "height": 600}])
    bot.write(chat=13, voice=bot.put("voice", b"OggS" + b"v" * 100), document={**bot.put("doc", b"%PDF-1.7"), "file_name": "акт.pdf"})
    assert fetched(engine, by_bot) == {"taken": 3}
    first, second, third = messages(engine)
    assert (first.door, first.sender, first.sender_name, first.standing, first.forwarded_from) == (
        "telegram",
        "4711",
        "Сәуле @saule",
        "account",
        "Біреу",
    )
    assert (first.lang, second.text, third.text) == ("kk", "Смотрите", "")
    assert [(one.name, one.kind) for one in files(engine)] == [("photo.jpg", "jpeg"), ("акт.pdf", "pdf"), ("voice.ogg", "audio")]
    assert file_path(by_bot.evidence, files(engine)[0].sha256).read_bytes() == PHOTO
    assert bot.said == [(4711, "Алынды, рақмет. Оны адам оқиды."), *((chat, "Получено, спасибо. Сообщение прочитает человек.") for chat in (12, 13))]
    assert bot.updates == [], "Telegram was told that they are stored"
    whole = json.loads(file_path(by_bot.evidence, files(engine, whole=True)[0].sha256).read_bytes())
    assert whole["update_id"] == first.nth
    assert chain_faults(engine) == []


def test_a_line_that_breaks_in_the_middle_of_a_file_leaves_nothing_and_the_next_fetch_takes_it(
    engine: Engine, bot: BotServer, by_bot: Settings
) -> None:
    bot.write("первое")
    bot.write("второе", document={**bot.put("doc", PHOTO * 100), "file_name": "a.jpg"})
    bot.cut_file = True
    counts, faults = fetch_messages(engine, by_bot, lambda: NOW)
    assert (counts[0].fates.total(), len(faults)) == (1, 1)
    assert TOKEN not in str(faults[0])
    bot.cut_file = False
    assert fetched(engine, by_bot) == {"taken": 1}
    assert [row.text for row in messages(engine)] == ["первое", "второе"]
    assert file_path(by_bot.evidence, files(engine)[0].sha256).read_bytes() == PHOTO * 100


def test_a_crash_between_storing_and_telling_telegram_doubles_nothing(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.write("первое")
    waiting = list(bot.updates)
    fetched(engine, by_bot)
    # Telegram was never told, and a week has passed, after which the number before is not asked for.
    bot.updates = waiting
    bot.write("второе")
    assert fetched(engine, by_bot, NOW + timedelta(days=8)) == {"taken": 1}
    assert [row.text for row in messages(engine)] == ["первое", "второе"]
    assert "offset" not in bot.asked[-2]


def test_a_file_that_claims_to_be_small_and_is_large_is_broken_off_and_the_message_taken_without_it(
    engine: Engine, bot: BotServer, by_bot: Settings
) -> None:
    few = by_bot.model_copy(update={"file_mb": 1.0})
    huge = bot.put("huge", bytes(60 * MB))
    bot.write("вот", document={**huge, "file_size": 100, "file_name": "small.bin"})
    bot.write("и вот", chat=12, document={**huge, "file_name": "large.bin"})
    bot.refused = {"gone"}
    bot.write("и это", chat=13, document={"file_id": "gone", "file_name": "old.bin"})
    assert fetched(engine, few) == {"taken": 3}
    assert [row.left_out for row in messages(engine)] == [
        [{"name": "small.bin", "why": "too_large"}], [{"name": "large.bin", "why": "too_large"}], [{"name": "old.bin", "why": "not_given"}],
    ]  # fmt: skip
    assert bot.given < 20 * MB
    assert files(engine) == []


def test_only_chats_on_the_list_are_read_where_there_is_one_and_never_a_group_that_is_not(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.write("из группы", chat=-100, kind="group")
    bot.write("из списка", chat=12)
    bot.write("от другого", chat=13)
    assert fetched(engine, by_bot.model_copy(update={"telegram_chats": "12"})) == {"not_listed": 2, "taken": 1}
    assert [chat for chat, _ in bot.said] == [12]
    bot.write("из группы", chat=-100, kind="group")
    assert fetched(engine, by_bot) == {"not_listed": 1}


def test_what_telegram_never_sends_stops_nothing(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.updates += [
        {"update_id": 1},
        {"update_id": 2, "message": "x"},
        {"update_id": 3, "message": {"chat": {"id": "a", "type": 5}, "from": [], "text": {"a": 1}, "photo": "x", "document": [1], "date": "x"}},
    ]
    bot.write("/start")
    bot.write(sticker={"file_id": "x"}, chat=12)
    bot.write("\ud800<b>текст</b>\x00", chat=13, entities=[{"type": "text_link", "url": "https://716.kz/1"}, 7])
    found = fetched(engine, by_bot)
    assert found == {"not_listed": 3, "empty": 2, "taken": 1}
    assert messages(engine)[-1].text == "?<b>текст</b>\nhttps://716.kz/1"
    assert [chat for chat, _ in bot.said] == [4711, 12, 13]
    assert fetched(engine, by_bot) == {}


def test_a_bot_that_is_away_or_unknown_is_told_without_its_token(
    engine: Engine, bot: BotServer, by_bot: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    bot.down = True
    _, faults = fetch_messages(engine, by_bot, lambda: NOW)
    unknown = by_bot.model_copy(update={"telegram_token": "99:anotherSecretToken"})
    bot.down = False
    _, more = fetch_messages(engine, unknown, lambda: NOW)
    _, away = fetch_messages(engine, settings_for(by_bot.data, telegram_api="http://127.0.0.1:9", telegram_token=TOKEN), lambda: NOW)
    told = " ".join(map(str, faults + more + away)) + caplog.text + repr(by_bot)
    assert len(faults + more + away) == 3
    assert TOKEN not in told
    assert "anotherSecret" not in told


def test_whoever_blocks_the_bot_keeps_no_message_from_being_taken(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.blocked = True
    bot.write("сообщение")
    assert fetched(engine, by_bot) == {"taken": 1}
    assert bot.said == []


def test_one_door_that_fails_does_not_keep_the_other_closed(engine: Engine, mails: MailServer, bot: BotServer, by_mail: Settings) -> None:
    both = by_mail.model_copy(update={"telegram_api": bot.address, "telegram_token": TOKEN})
    mails.no_login = True
    bot.write("сообщение")
    counts, faults = fetch_messages(engine, both, lambda: NOW)
    assert len(faults) == 1
    assert [one.fates.total() for one in counts] == [0, 1]


def test_what_became_of_the_messages_is_a_line_for_each_door(snapshot: SnapshotAssertion) -> None:
    mail, bot = FetchCounts(IntakeChannel.MAIL), FetchCounts(IntakeChannel.TELEGRAM, waiting=30)
    mail.fates.update({MessageFate.TAKEN: 2, MessageFate.TOO_LARGE: 1})
    assert count_lines([mail, bot, FetchCounts(IntakeChannel.MAIL)]) == snapshot


def test_it_is_told_after_the_run_and_a_mailbox_that_is_away_stops_nothing(
    engine: Engine, mails: MailServer, by_mail: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    fetch_by_schedule(engine, settings_for(tmp_path), NOW)
    assert capsys.readouterr().err == "", "nothing is set up"
    mails.put(b"From: a@mail.example\r\n\r\ntext")
    fetch_by_schedule(engine, by_mail, NOW)
    assert capsys.readouterr().err == snapshot(name="words")
    mails.no_login = True
    fetch_by_schedule(engine, by_mail, NOW)
    assert capsys.readouterr().err == snapshot(name="words 2")


def test_a_database_that_is_away_stops_no_run(
    engine: Engine, by_bot: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(step, "fetch_updates", away)
    fetch_by_schedule(engine, by_bot, NOW)
    assert "away" in capsys.readouterr().err


def test_of_two_that_fetch_at_once_one_does(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.write("x")
    with claims.exclusive_claim(engine, "(intake)", NOW):
        assert fetch_messages(engine, by_bot, lambda: NOW) == ([], [])
    assert fetch_messages(engine, by_bot, lambda: NOW)[0][0].fates.total() == 1


def written(text: str = "", language: str = "", lang: str = "") -> BotMessage:
    sender = {"id": 5, "language_code": language}
    found = read_update({"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, "from": sender, "text": text}}, "telegram:1", NOW)
    return replace(found, arrived=replace(found.arrived, lang=lang))


@pytest.mark.parametrize(
    ("language", "lang", "word"),
    [("ru", "", "спасибо"), ("ru", "kk", "рақмет"), ("kk-KZ", "", "рақмет"), ("de", "", "thank"), ("en", "ru", "спасибо"), ("../x", "de", "thank")],
)
def test_it_speaks_the_language_of_the_text_and_then_of_the_telephone(language: str, lang: str, word: str) -> None:
    assert word in receipt(written("x", language, lang), MessageFate.TAKEN)


def test_each_fate_has_its_words_and_some_have_none() -> None:
    assert "tomorrow" in receipt(written("x"), MessageFate.OVER_LIMIT)
    assert "as text" in receipt(written("x"), MessageFate.EMPTY)
    assert "what happened" in receipt(written("/start"), MessageFate.EMPTY)
    assert receipt(written("x"), MessageFate.NOT_LISTED) == ""


def test_a_chat_is_answered_once_a_fetch(bot: BotServer) -> None:
    api, answered = BotApi(bot.address, TOKEN), set[int]()
    for _ in range(3):
        answer_chat(api, written("x"), MessageResult(MessageFate.TAKEN, True), answered)
    assert len(bot.said) == 1


TEXT = "В Уральске журналиста газеты «Орал өңірі» избили у подъезда его дома. Он подал заявление в полицию, и она начала досудебное расследование по факту нападения на журналиста."


def test_a_text_about_an_attack_looks_like_an_incident_and_a_short_one_is_not_read(engine: Engine) -> None:
    ids = [receive(engine, 1, text=TEXT, subject="Избили журналиста"), receive(engine, 2, text="Сәлем")]
    screen_messages(engine, Settings(_env_file=None), ids)  # type: ignore[call-arg]
    with read_session(engine) as session:
        first, second = session.scalars(select(ReceivedMessageRow).order_by(ReceivedMessageRow.id))
        assert first.label in ("incident", "followup")
        assert first.state == "waiting"
        assert first.score is not None
        assert first.score > 0.5
        assert (second.label, second.score) == (None, None)
        assert session.scalars(select(DraftRow)).all() == []


def test_its_schedule_is_paused_and_names_the_flow() -> None:
    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    (one,) = [deployment for deployment in told["deployments"] if deployment["name"] == "messages"]
    assert [schedule["active"] for schedule in one["schedules"]] == [False]
    module, _, name = one["entrypoint"].rpartition(".")
    assert getattr(import_module(module), name) is qorgan_intake


def test_it_tells_what_became_of_the_messages_and_fails_with_a_door(monkeypatch: pytest.MonkeyPatch) -> None:
    assert qorgan_intake.fn() == [], "where nothing is set up nothing is fetched"
    monkeypatch.setenv("QORGAN_TELEGRAM_TOKEN", "1:aSecretToken")
    monkeypatch.setenv("QORGAN_TELEGRAM_API", "http://127.0.0.1:9")
    with pytest.raises(BotUnavailable):
        qorgan_intake.fn()
