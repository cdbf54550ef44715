"""The mailbox over a real connection: with TLS whose certificate is checked, and in bounded pieces."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.intake.mailbox import Mailbox, MailboxAway
from tests.pipelines.intake.mail_server import PASSWORD, USER, mail_server


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


def test_a_server_whose_certificate_nobody_vouches_for_is_told_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with mail_server(context) as server:
        server.put(b"From: a@mail.example\r\n\r\ntext")
        address = server.address.replace("imap://", "imaps://")
        with pytest.raises(MailboxAway), Mailbox.opened(address, USER, PASSWORD):
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
        with pytest.raises(MailboxAway), Mailbox.opened(server.address, USER, PASSWORD) as mailbox:
            list(mailbox.whole(1, 1000))


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(MailboxAway, match=r"127\.0\.0\.1"), Mailbox.opened("imap://127.0.0.1:9", USER, PASSWORD):
        pass
