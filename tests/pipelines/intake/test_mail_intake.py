"""One mail: known again whatever servers add to its header."""

from pathlib import Path

from pipelines.intake.mail_intake import mail_digest


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
