"""Separate process that takes a mail apart: `python -m pipelines.intake.mail_process MAIL FOLDER`.

A mail built to crash a parser crashes only this process. The parts are written into the folder under numbers, and the contents as `mail.json`.
Nothing is unpacked, followed or executed; of HTML only the text is read.
"""

import json
import resource
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from lxml import etree, html

from pipelines.intake.mail_headers import MOST_HEADER, decode_text, header_values, header_words

# Maximum number of parts of a mail, multipart containers included, and their maximum depth. A mail with twenty pictures has thirty.
MOST_PARTS, _DEEPEST = 200, 20
# Characters of the whole text that are taken.
_MOST_TEXT = 100_000
_MEMORY = 1 << 30
_SECONDS = 20
_LARGEST_HTML = 4 << 20
_SILENT = ("script", "style", "head", "title", "template", "noscript")
_LINES = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre")
# Reasons to refuse a mail: the header is larger, or there are more or deeper parts.
HEADER_TOO_LARGE, TOO_MANY_PARTS = "header_too_large", "too_many_parts"


def parse_mail(mail: bytes, folder: Path) -> dict[str, Any]:
    """Write the parts of a mail into the folder and return {refused} or {subject, text, parts: [name]}.

    Raises whatever the parser raises.
    """
    end = min((position for mark in (b"\n\r\n", b"\n\n") if (position := mail.find(mark)) >= 0), default=len(mail))
    if end > MOST_HEADER:
        return {"refused": HEADER_TOO_LARGE}
    try:
        message = message_from_bytes(mail)
    except RecursionError:
        return {"refused": TOO_MANY_PARTS}
    leaves = _leaves(message)
    if leaves is None:
        return {"refused": TOO_MANY_PARTS}
    plain: list[str] = []
    pages: list[str] = []
    names: list[str] = []
    for part in leaves:
        kind, name = part.get_content_type(), _name(part)
        if kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else pages).append(_text(part, kind))
            continue
        body = _bytes(part)
        if body:
            (folder / str(len(names))).write_bytes(body)
            names.append(name)
    text = "\n\n".join(filter(None, plain)) or "\n\n".join(filter(None, pages))
    return {"subject": header_words("".join(header_values(message, "Subject")[:1])), "text": text[:_MOST_TEXT], "parts": names}


def _leaves(message: Message) -> list[Message] | None:
    """Return the parts that contain no others, in order, or None if there are too many or they are too deep.

    A mail attached as a file counts as one part.
    """
    leaves: list[Message] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    visited = 0
    while waiting:
        part, depth = waiting.pop()
        visited += 1
        if visited > MOST_PARTS or depth > _DEEPEST:
            return None
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend((child, depth + 1) for child in reversed(payload) if isinstance(child, Message))
        else:
            leaves.append(part)
    return leaves


def _name(part: Message) -> str:
    if part.get_content_type() == "message/rfc822" and not part.get_filename():
        return "forwarded.eml"
    return header_words(part.get_filename() or "")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):
        return payload[0].as_bytes() if payload and isinstance(payload[0], Message) else b""
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _text(part: Message, kind: str) -> str:
    body = _bytes(part)
    charset = part.get_content_charset()
    if kind == "text/plain":
        return decode_text(body[: _MOST_TEXT * 4], charset).replace("\r\n", "\n").strip()
    return html_words(decode_text(body[:_LARGEST_HTML], charset))


def html_words(page: str) -> str:
    """Return the text of a page with its line breaks, without scripts, styles and comments."""
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError):
        return ""
    lines = [" ".join(line.split()) for line in "".join(_words(root)).split("\n")]
    shown_lines = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(shown_lines).strip()


def _words(root: Any) -> Iterator[str]:
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield "" if silent else node.tail or ""
        elif event == "start":
            silent += node.tag in _SILENT
            if not silent:
                yield ("\n" if node.tag in _LINES else "") + " ".join((node.text or "").split("\n"))
        else:
            silent -= node.tag in _SILENT
            if not silent:
                yield ("\n" if node.tag in _LINES and node.tag != "br" else "") + " ".join((node.tail or "").split("\n"))


def _within_bounds() -> None:
    """Limit memory, CPU time and file size to what a mail needs."""
    for what, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, 1 << 26)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _main(mail: Path, folder: Path) -> None:
    parsed = parse_mail(mail.read_bytes(), folder)
    (folder / "mail.json").write_text(json.dumps(parsed), encoding="utf-8")


if __name__ == "__main__":
    _within_bounds()
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
