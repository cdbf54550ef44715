"""What strangers send is kept as it is, given out as bytes to be saved, and never a page of this desk."""

import html
import io
import re
import zipfile
import zlib
from struct import pack
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from desk.pages.files.routes import size_words
from pipelines.evidence.writer import submitted_files
from records import review, tokens
from records.database import read_session, write_transaction
from records.evidence_files import files_of_draft
from records.tables import EvidenceFileRow, LedgerRow, UserRow
from records.tokens import TokenScope
from records.vocabulary import FileKind
from tests.desk.site import Site

SCRIPT = b"<script>alert(document.cookie)</script>"
POLYGLOTS = {
    "a GIF that is a script": (b"GIF89a=1/*" + b"\x00" * 8 + b"*/;alert(1)//", FileKind.BYTES),
    "a PDF that is a page": (b"%PDF-1.7\n<!doctype html><html>" + SCRIPT, FileKind.PDF),
    "a page": (b"<!doctype html><html>" + SCRIPT, FileKind.BYTES),
    "an SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", FileKind.BYTES),
}
JPEG_AND_PAGE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00<html>" + SCRIPT
DOCUMENT = b"%PDF-1.7 x"


def add(site: Site, body: bytes, name: str = "photo.jpg", kind: str = "image/jpeg", role: str = "monitor", **more: Any) -> Any:
    return site.signed_in(role).submit(f"/drafts/{site.drafts[0]}/files", files={"file": (name, body, kind)}, **more)


def row(site: Site) -> EvidenceFileRow:
    with read_session(site.engine) as session:
        found = session.scalars(select(EvidenceFileRow)).one()
        session.expunge(found)
        return found


def nothing_stays(site: Site) -> bool:
    with read_session(site.engine) as session:
        rows = list(session.scalars(select(EvidenceFileRow)))
    left = [path for path in (site.settings.evidence / "files").rglob("*") if path.is_file()] if site.settings.evidence.exists() else []
    return rows == [] and left == []


def picture(**more: Any) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(held, "JPEG", **more)
    return held.getvalue()


def given_out_as_bytes(site: Site, body: bytes, kind: FileKind) -> None:
    """Send this under a header and a name that lie, and see what comes back."""
    assert add(site, body, "holiday.png", "image/png").status_code == 303
    id, monitor = row(site).id, site.signed_in("monitor")
    assert row(site).kind == kind
    answer = monitor.get(f"/files/{id}")
    assert answer.content == body
    names = ("content-type", "x-content-type-options", "content-security-policy")
    assert [answer.headers[name] for name in names] == ["application/octet-stream", "nosniff", "sandbox; default-src 'none'"]
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert monitor.get(f"/files/{id}/shown").status_code == 404


@pytest.mark.parametrize("which", POLYGLOTS)
def test_what_is_two_things_at_once_is_only_ever_given_out_as_bytes(site: Site, which: str) -> None:
    given_out_as_bytes(site, *POLYGLOTS[which])


@pytest.mark.usefixtures("processes")
def test_a_picture_that_is_a_page_too_is_only_given_out_as_bytes(site: Site) -> None:
    given_out_as_bytes(site, JPEG_AND_PAGE, FileKind.JPEG)


@pytest.mark.usefixtures("processes")
def test_a_picture_is_shown_as_a_new_one_and_what_its_exif_says_stays_in_the_original(site: Site) -> None:
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    body = picture(exif=exif)
    add(site, body)
    monitor = site.signed_in("monitor")
    shown = monitor.get(f"/files/{row(site).id}/shown")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert b"script" not in shown.content
    assert monitor.get(f"/files/{row(site).id}").content == body
    assert SCRIPT.decode() not in monitor.get(f"/drafts/{site.drafts[0]}").text


def test_a_zip_bomb_is_kept_as_it_is_and_never_unpacked(site: Site) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(5 * 2**20))
    add(site, held.getvalue(), "report.pdf", "application/pdf")
    assert (row(site).kind, row(site).size) == (FileKind.BYTES, len(held.getvalue()))
    assert sum(path.stat().st_size for path in site.settings.data.rglob("*") if path.is_file() and "files" in path.parts) == len(held.getvalue())


@pytest.mark.usefixtures("processes")
def test_a_picture_that_would_unpack_to_gigabytes_is_kept_and_not_shown(site: Site) -> None:
    head = pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(2000))), (b"IEND", b"")]
    body = b"\x89PNG\r\n\x1a\n" + b"".join(pack(">I", len(one)) + name + one + pack(">I", zlib.crc32(name + one)) for name, one in chunks)
    assert add(site, body).status_code == 303
    assert row(site).kind == FileKind.PNG
    assert site.signed_in("monitor").get(f"/files/{row(site).id}/shown").status_code == 404


def test_a_photo_of_more_than_the_limit_is_refused_and_nothing_of_it_stays(site: Site) -> None:
    # As a setting of 1 MB would have it; a form may be as large as the file and some more.
    site.app.state.office.settings.__dict__["file_mb"] = 1.0
    answer = add(site, b"\xff\xd8\xff" + bytes(2**20))
    assert answer.status_code == 413

    assert nothing_stays(site)
    announced = site.signed_in("monitor").post(f"/drafts/{site.drafts[0]}/files", content=b"x", headers={"Content-Length": str(200 * 2**20)})
    assert announced.status_code == 413


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "photo\u202egpj.exe", "a\r\nSet-Cookie: x=1.jpg", '"><img src=x onerror=alert(1)>.jpg']
)
def test_no_name_of_a_stranger_leads_anywhere_or_stands_in_a_header(site: Site, name: str) -> None:
    boundary = "b0undary"
    monitor = site.signed_in("monitor")
    # A browser writes quotes and line ends so; somebody who wants to harm us writes what he likes.
    written = name.replace('"', "%22").replace("\r\n", "%0D%0A")
    body = b"".join((
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{monitor.csrf()}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{written}"\r\nContent-Type: text/html\r\n\r\n'.encode(), DOCUMENT,
        f"\r\n--{boundary}--\r\n".encode(),
    ))  # fmt: skip
    answer = monitor.post(f"/drafts/{site.drafts[0]}/files", content=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert answer.status_code == 303, html.unescape(answer.text)
    (path,) = submitted_files(site.settings.evidence)
    assert re.fullmatch(r"[0-9a-f]{64}", path.name)
    given = monitor.get(f"/files/{row(site).id}")
    assert given.headers["content-disposition"] == f'attachment; filename="qorgan-file-{row(site).id}.pdf"'
    assert "set-cookie" not in given.headers
    shown = monitor.get(f"/drafts/{site.drafts[0]}").text
    assert [words for words in ("<img src=x", "\u202e") if words in shown] == []


def test_a_name_of_five_thousand_letters_is_refused_with_its_form_and_nothing_stays(site: Site) -> None:
    assert add(site, DOCUMENT, "ж" * 5000).status_code == 400
    assert nothing_stays(site)
    assert add(site, DOCUMENT, "ж" * 1500).status_code == 303
    assert "ж" * 121 not in site.signed_in("monitor").get(f"/drafts/{site.drafts[0]}").text


def test_a_form_that_ends_in_the_middle_has_too_many_parts_or_comes_from_nobody_who_may_leaves_nothing(site: Site) -> None:
    monitor, way = site.signed_in("monitor"), f"/drafts/{site.drafts[0]}/files"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "X-CSRF-Token": monitor.csrf()}
    half = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + DOCUMENT
    assert monitor.post(way, content=half, headers=headers).status_code in (303, 400, 422)
    assert nothing_stays(site)
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'
    assert [monitor.post(way, content=part * count + b"--b--\r\n", headers=headers).status_code for count in (10_000, 21)] == [400, 422]
    assert monitor.post(way, files={"file": ("a.jpg", DOCUMENT)}).status_code == 403, "without the token of a form"
    with site.writing() as session:
        token = tokens.create_token(session, session.get_one(UserRow, "Aigul"), name="reader", scope=TokenScope.READ, who="Aigul", now=site.clock())
    answer = site.browser().post(way, files={"file": ("a.jpg", DOCUMENT)}, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")
    assert nothing_stays(site)


def test_a_file_is_seen_by_who_is_signed_in_and_one_that_belongs_to_nothing_yet_by_who_sent_it_alone(site: Site) -> None:
    monitor = site.signed_in("monitor")
    answer = monitor.post("/cases/files", files={"file": ("a.jpg", DOCUMENT)}, headers={"X-CSRF-Token": monitor.csrf(), "HX-Request": "true"})
    id = row(site).id
    assert (answer.status_code, f'name="given" value="{id}"' in answer.text) == (200, True)
    assert monitor.get(f"/files/{id}").status_code == 200
    assert site.signed_in("operator").get(f"/files/{id}").status_code == 404
    for way in ("", "/shown"):
        answer = site.browser().get(f"/files/{id}{way}")
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


def test_an_editor_takes_a_file_off_with_a_reason_and_a_monitor_does_not(site: Site) -> None:
    add(site, DOCUMENT)
    id = row(site).id
    assert site.signed_in("monitor").submit(f"/files/{id}/withdraw", {"because": "wrong"}).status_code == 403
    editor = site.signed_in("editor")
    assert editor.submit(f"/files/{id}/withdraw", {"because": " "}).status_code == 422
    assert editor.submit(f"/files/{id}/withdraw", {"because": "names a minor"}).status_code == 303
    assert editor.get(f"/files/{id}").status_code == 404
    with read_session(site.engine) as session:
        assert files_of_draft(session, site.drafts[0]) == []
        assert [one.action for one in session.scalars(select(LedgerRow).where(LedgerRow.subject == f"file {id}"))] == ["take_file", "withdraw_file"]
    assert "file taken off" in html.unescape(editor.get("/history").text)


def test_a_file_is_added_to_an_incident_and_answers_a_script_with_the_whole_list(site: Site) -> None:
    with write_transaction(site.engine) as session:
        number = review.confirm(session, site.drafts[0], who="Berik", now=site.clock()).incident
    monitor = site.signed_in("monitor")
    headers = {"X-CSRF-Token": monitor.csrf(), "HX-Request": "true"}
    for name in ("one.jpg", "two.jpg"):
        answer = monitor.post(f"/incidents/{number}/files", files={"file": (name, DOCUMENT + name.encode())}, headers=headers)
        assert answer.status_code == 200
    assert answer.text.count("<li") == 2
    assert monitor.get(f"/incidents/{number}").text.count('class="file-name"') == 2
    assert monitor.post("/incidents/KZ-2026-0999/files", files={"file": ("a", b"x")}, headers=headers).status_code == 404
    assert monitor.post("/drafts/999/files", files={"file": ("a", b"x")}, headers=headers).status_code == 404


def test_a_recording_is_saved_with_the_ending_of_its_bytes_and_a_size_is_told_in_kilobytes_or_megabytes(site: Site) -> None:
    assert add(site, b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64), "голос.exe").status_code == 303
    given = site.signed_in("monitor").get(f"/files/{row(site).id}")
    assert given.headers["content-disposition"] == f'attachment; filename="qorgan-file-{row(site).id}.wav"'
    assert [size_words(size) for size in (1, 2048, 50 * 2**20, 1_600_000)] == ["1 kB", "2 kB", "50 MB", "1.5 MB"]
