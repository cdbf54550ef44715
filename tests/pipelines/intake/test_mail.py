"""Mails: read from the mailbox in bounded pieces, believed in nothing that a stranger wrote, taken apart in a process of their own."""

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.intake import mail as mail_module
from pipelines.intake.mail import Mailbox, MailboxUnavailable, mail_digest, read_mail, sender_verification
from pipelines.intake.mail_headers import decode_text, header_values, header_words, parsed_header, sender_of
from pipelines.intake.mail_process import MOST_PARTS, html_words, parse_mail
from tests.pipelines.intake.mail_server import PASSWORD, USER, mail_server
from tests.pipelines.rows import rows


def certificate(folder: Path) -> Path:
    """A key with a certificate for this machine that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with mail_server(context) as server:
        server.put(b"From: a@mail.example\r\n\r\ntext")
        address = server.address.replace("imap://", "imaps://")
        with pytest.raises(MailboxUnavailable), Mailbox.opened(address, USER, PASSWORD):
            pass
        assert server.commands == []
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        with Mailbox.opened(address, USER, PASSWORD) as mailbox:
            assert mailbox.new_mails(None) == [1]


def test_what_the_server_says_of_a_mail_is_read() -> None:
    with mail_server() as server:
        uid = server.put(b"From: a@mail.example\r\n\r\ntext")
        with Mailbox.opened(server.address, USER, PASSWORD) as mailbox:
            found = mailbox.waiting(uid)
            assert found is not None
            assert (found.size, found.came_at) == (28, datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
            assert mailbox.head(uid) == b"From: a@mail.example\r\n\r\n"
            assert b"".join(mailbox.whole(uid, 1000)) == server.mails[uid].body
            assert mailbox.waiting(99) is None
            assert mailbox.new_mails(uid) == [uid], "not seen, though nothing came after it"
            mailbox.mark_seen(uid)
            assert mailbox.new_mails(uid) == []


def test_nothing_beyond_the_bound_is_asked_for() -> None:
    with mail_server() as server:
        uid = server.put(bytes(5 << 20))
        with Mailbox.opened(server.address, USER, PASSWORD) as mailbox:
            assert sum(map(len, mailbox.whole(uid, 2 << 20))) == 3 << 20


def test_a_server_that_announces_gigabytes_is_left() -> None:
    with mail_server() as server:
        server.put(b"From: a\r\n\r\nx")
        server.announced = 1 << 34
        with pytest.raises(MailboxUnavailable), Mailbox.opened(server.address, USER, PASSWORD) as mailbox:
            list(mailbox.whole(1, 1000))


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(MailboxUnavailable, match=r"127\.0\.0\.1"), Mailbox.opened("imap://127.0.0.1:9", USER, PASSWORD):
        pass


@rows(
    "field, address, name",
    [
        ("Сәуле <Saule@Mail.example>", "saule@mail.example", "Сәуле"),
        ("=?utf-8?B?0KHTmdGD0LvQtQ==?= <saule@mail.example>", "saule@mail.example", "Сәуле"),
        ("saule@mail.example", "saule@mail.example", ""),
        # Two addresses are none.
        ("a@mail.example, b@mail.example", "", ""),
        ('"editor@newsroom.example" <evil@mail.example>', "evil@mail.example", "editor@newsroom.example"),
        ("<a@b@mail.example>", "", ""),
        ("nobody", "", ""),
    ],
)
def test_a_sender_has_one_address_or_none(field: str, address: str, name: str) -> None:
    found = sender_of(parsed_header(f"From: {field}\r\n\r\n".encode()))
    assert found[0] == address
    assert found[1] == name or not address


def test_two_fields_of_a_sender_are_none() -> None:
    assert sender_of(parsed_header(b"From: a@mail.example\r\nFrom: b@mail.example\r\n\r\n"))[0] == ""


def test_no_word_breaks_a_line_and_a_broken_one_stays_as_it_is() -> None:
    assert header_words("a\r\n b\n\tc") == "a b c"
    assert header_words("=?utf-8?B?!!!?=") != ""
    assert header_words("") == ""


def test_codecs_that_are_none_of_texts_are_not_used() -> None:
    assert decode_text("Хабар".encode("cp1251"), "windows-1251") == "Хабар"
    for name in ("zip", "unicode_escape", "idna", "punycode", "rot13", "x" * 4000, "no such", "\x00"):
        assert decode_text(b"a\\u0041", name) == "a\\u0041"
    assert decode_text("Хабар".encode("cp1251"), None) == "Хабар"


def test_letters_that_were_written_without_saying_how_are_read() -> None:
    assert header_values(parsed_header("Subject: Хабар\r\n\r\n".encode()), "subject") == ["Хабар"]
    assert header_values(parsed_header("Subject: Новость\r\n\r\n".encode("cp1251")), "Subject") == ["Новость"]
    assert header_values(parsed_header(b"\r\n\r\n"), "Subject") == []


OURS = "mx.newsroom.example"


def standing(*fields: str, verifier: str = OURS, sender: str = "saule@mail.example") -> str:
    head = "".join(f"Authentication-Results: {field}\r\n" for field in fields)
    return sender_verification(parsed_header(head.encode() + b"From: x\r\n\r\n"), sender, verifier).value


@rows(
    "field",
    [
        f"{OURS}; dmarc=pass (p=reject) header.from=mail.example",
        f"{OURS}; spf=pass smtp.mailfrom=mail.example;\r\n dkim=pass header.d=mail.example header.s=1; dmarc=none header.from=mail.example",
        f"{OURS} 1; dkim=fail header.d=mail.example; dmarc=pass header.from=MAIL.example",
    ],
)
def test_what_our_server_found_to_be_true_is_verified(field: str) -> None:
    assert standing(field) == "verified"


def test_what_our_server_found_to_be_false_is_called_forged() -> None:
    assert standing(f"{OURS}; dkim=pass header.d=mail.example; dmarc=fail header.from=mail.example") == "forged"


@rows(
    "fields",
    [
        (),
        ("mx.evil.example; dmarc=pass header.from=mail.example",),
        # A stranger's field below that of our server, or without one.
        (f"{OURS}; dmarc=none", f"{OURS}; dmarc=pass header.from=mail.example"),
        ("mx.relay.example; none", f"{OURS}; dmarc=pass header.from=mail.example"),
        # Passed, but for another domain.
        (f"{OURS}; dmarc=pass header.from=evil.example",),
        (f"{OURS}; dkim=pass header.d=example",),
        (f"{OURS}; spf=pass smtp.mailfrom=mail.example",),
        # An address that holds what looks like a result, and comments that do.
        (f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=mail.example;"@evil.example',),
        (f"{OURS}; spf=pass (x; (a) dmarc=pass header.from=mail.example) smtp.mailfrom=evil.example",),
        (f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=mail.example',),
        (f"{OURS}.evil.example; dmarc=pass header.from=mail.example",),
        (f"{OURS}; dmarc=pass header.from=evil.example header.from=mail.example",),
    ],
)
def test_everything_else_is_only_claimed(fields: tuple[str, ...]) -> None:
    assert standing(*fields) == "claimed"


def test_without_a_name_of_the_server_or_without_one_address_nothing_is_verified() -> None:
    good = f"{OURS}; dmarc=pass header.from=mail.example"
    assert standing(good, verifier="") == "claimed"
    assert standing(good, sender="") == "claimed"


def test_words_and_files_are_kept_apart(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Subject"] = "Хабар"
    made.set_content("мәтін")
    made.add_alternative("<p>another</p>", subtype="html")
    made.add_attachment("тіркеме мәтін", filename="а.txt")
    made.add_attachment(b"", maintype="application", subtype="pdf", filename="empty.pdf")
    found = parse_mail(made.as_bytes(), tmp_path)
    assert found == {"subject": "Хабар", "text": "мәтін", "parts": ["а.txt"]}
    assert (tmp_path / "0").read_bytes().decode().strip() == "тіркеме мәтін"


def test_a_mail_that_was_sent_on_as_a_file_is_one_file(tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"] = "b@mail.example"
    inner.set_content("inside")
    outer.set_content("see below")
    outer.add_attachment(inner)
    assert parse_mail(outer.as_bytes(), tmp_path)["parts"] == ["forwarded.eml"]
    assert b"b@mail.example" in (tmp_path / "0").read_bytes()


def test_as_many_parts_as_a_mail_may_have_are_read(tmp_path: Path) -> None:
    def mail(parts: int) -> bytes:
        made = EmailMessage()
        made.make_mixed()
        for number in range(parts):
            made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=str(number))
        return made.as_bytes()

    assert len(parse_mail(mail(MOST_PARTS - 1), tmp_path)["parts"]) == MOST_PARTS - 1
    assert parse_mail(mail(MOST_PARTS), tmp_path) == {"refused": "too_many_parts"}


@rows(
    "page, words",
    [
        ("<p>один</p><p>два<br>три</p>", "один\n\nдва\nтри"), ("<script>x</script>a<!-- b -->c<style>d</style>e<?php f ?>g", "aceg"), ("", ""),
        ("<<<>>>", "<<<>>>"), ("<p>" * 3000 + "deep", ""),
    ],
)  # fmt: skip
def test_of_a_page_the_words_are_taken(page: str, words: str) -> None:
    found = html_words(page)
    assert found == words or page.startswith(("<p><p>", "<<<"))
    assert "<script" not in found


def read(folder: Path, mail: bytes) -> mail_module.ReadMail:
    (folder / "mail").write_bytes(mail)
    (folder / "parts").mkdir()
    return read_mail(folder / "mail", folder / "parts")


@pytest.mark.usefixtures("processes")
def test_a_mail_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    found = read(tmp_path, b"Subject: a\r\n\r\ntext")
    assert (found.fate, found.subject, found.text, found.parts) == ("taken", "a", "text", ())


@pytest.mark.usefixtures("processes")
def test_a_process_that_breaks_or_takes_too_long_is_a_mail_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "_COMMAND", "no.such.module")
    assert read(tmp_path, b"\r\n\r\n").fate == "unreadable"
    monkeypatch.undo()
    monkeypatch.setattr(mail_module, "_READING_SECONDS", 0.001)
    (tmp_path / "parts").rmdir()
    assert read(tmp_path, b"\r\n\r\n").fate == "unreadable"


def test_the_process_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_MAIL_PASSWORD", "secret")
    told: dict[str, object] = {}

    def run(*_command: object, **given: object) -> object:
        told.update(given)
        raise OSError

    monkeypatch.setattr("pipelines.intake.mail.subprocess.run", run)
    assert read(tmp_path, b"").fate == "unreadable"
    assert not [name for name in told["env"] if name.startswith("QORGAN_")]  # type: ignore[attr-defined]


def digest(folder: Path, mail: bytes) -> str:
    (folder / "mail").write_bytes(mail)
    return mail_digest(folder / "mail")


def test_the_same_mail_is_known_by_another_way_and_another_text_or_id_is_another_mail(tmp_path: Path) -> None:
    mail = b"Message-ID: <1@a>\r\nSubject: x\r\n\r\ntext"
    same = digest(tmp_path, mail)
    assert digest(tmp_path, b"Received: from b\r\nAuthentication-Results: c\r\n" + mail) == same
    assert digest(tmp_path, mail.replace(b"text", b"other")) != same
    assert digest(tmp_path, mail.replace(b"<1@a>", b"<2@a>")) != same
    assert len(digest(tmp_path, b"no end of a header")) == len(digest(tmp_path, b"")) == 64
