"""A mail server on loopback that speaks as much IMAP as a mailbox needs (RFC 9051), on real sockets, and can be told to fail."""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "tips@newsroom.example", "a secret of the mailbox"
_PART = re.compile(r"BODY\.PEEK\[(HEADER)?\]<(\d+)\.(\d+)>")


@dataclass
class StoredMail:
    """A mail in the mailbox. `said_size`: what the server says of it in place of the truth."""

    body: bytes
    seen: bool = False
    said_size: int | None = None


@dataclass
class MailServer:
    """The mailbox by UID, and how the server fails: `cut_at`, it hangs up in the middle of a piece of a mail after so many pieces; `cut_store`, it hangs up in place of marking a mail;
    `no_login`, it refuses everybody; `announced`, so many bytes it says that it gives; `before_store` and `before_piece` are called before it marks a mail, and before it gives out so many pieces. `pieces`: how many it has given out; `largest`: the most bytes of one."""

    mails: dict[int, StoredMail] = field(default_factory=dict)
    numbering: int = 7
    cut_at: int | None = None
    cut_store: bool = False
    no_login: bool = False
    announced: int | None = None
    before_store: Callable[[], None] = lambda: None
    before_piece: Callable[[int], None] = lambda _number: None
    pieces: int = 0
    largest: int = 0
    port: int = 0
    commands: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"imap://127.0.0.1:{self.port}"

    def put(self, body: bytes, *, said_size: int | None = None) -> int:
        """Let a mail come in; its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = StoredMail(body, said_size=said_size)
        return uid

    @property
    def unseen(self) -> list[int]:
        return [uid for uid, mail in self.mails.items() if not mail.seen]


class _HungUp(Exception):
    pass


class _Session(socketserver.StreamRequestHandler):
    server: "_MailListener"

    def handle(self) -> None:
        self._say("* OK at your service")
        try:
            while line := self.rfile.readline(10_000):
                tag, _, words = line.decode().strip().partition(" ")
                self.server.box.commands.append(words)
                if not self._answer(tag, words):
                    return
        except (_HungUp, ConnectionError):
            return

    def _answer(self, tag: str, words: str) -> bool:
        box = self.server.box
        command = words.upper()
        if command.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            if box.no_login or words != f'LOGIN {USER} "{PASSWORD}"':
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] not {words}")
                return True
        elif command.startswith("SELECT"):
            self._say(f"* {len(box.mails)} EXISTS", f"* OK [UIDVALIDITY {box.numbering}] numbered")
        elif command.startswith("UID SEARCH"):
            self._say("* SEARCH " + " ".join(map(str, self._found(command.removeprefix("UID SEARCH ")))))
        elif command.startswith("UID FETCH"):
            self._fetch(words)
        elif command.startswith("UID STORE"):
            box.before_store()
            if box.cut_store:
                raise _HungUp
            box.mails[int(words.split()[2])].seen = True
        elif command.startswith("LOGOUT"):
            self._say("* BYE", f"{tag} OK")
            return False
        self._say(f"{tag} OK done")
        return True

    def _found(self, asked: str) -> list[int]:
        box = self.server.box
        if asked == "UNSEEN":
            return box.unseen
        first = int(asked.removeprefix("UID ").partition(":")[0])
        # As the RFC says, the last mail always belongs to `n:*`.
        return [uid for uid in box.mails if uid >= first] or list(box.mails)[-1:]

    def _fetch(self, words: str) -> None:
        box, uid = self.server.box, int(words.split()[2])
        mail = box.mails.get(uid)
        if mail is None:
            return
        if found := _PART.search(words):
            end = mail.body.find(b"\r\n\r\n") + 4 if found[1] else len(mail.body)
            start, length = int(found[2]), int(found[3])
            piece = mail.body[start : min(start + length, end)]
            self.wfile.write(
                f"* 1 FETCH (UID {uid} BODY[{found[1] or ''}]<{start}> {{{len(piece) if box.announced is None else box.announced}}}\r\n".encode()
            )
            if not found[1]:
                box.pieces += 1
                box.before_piece(box.pieces)
                box.largest = max(box.largest, len(piece))
                if box.cut_at is not None and box.pieces > box.cut_at:
                    self.wfile.write(piece[: len(piece) // 2])
                    raise _HungUp
            self.wfile.write(piece)
            self._say(")")
        else:
            size = len(mail.body) if mail.said_size is None else mail.said_size
            self._say(f'* 1 FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "23-Nov-2026 21:30:00 +0500")')

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(line.encode() + b"\r\n")


class _MailListener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: MailServer, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.box = box
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is no error of a test."""


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """The server, until the end. With a context it speaks TLS."""
    box = MailServer()
    with _MailListener(box, context) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(10)
