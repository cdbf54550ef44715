"""One process serves the day: a loopback port for every outlet, each with a real backlog; two outlets on one port, one port with a certificate of its own
making, one that is closed, and one host that has no address."""

import contextlib
import ssl
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from socket import socket
from socketserver import TCPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.day.day import Day
from tests.day.failing import Failing
from tests.press.model import Ask, Reply, Site
from tests.press.press import Press
from tests.press.server import Host

_LOOPBACK = "127.0.0.1"
# Seconds between two looks of a port whether the day is over; 150 of them look.
_POLL = 0.5


class _Door(Host):
    """A port of the day."""

    def server_bind(self) -> None:
        # HTTPServer would look up the host's full name, which takes seconds on a machine without DNS.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = _LOOPBACK, self.port


@contextlib.contextmanager
def serve(day: Day) -> Iterator[Press]:
    """Serve the day on free ports of 127.0.0.1 while the context lasts. Gives the press that keeps the log of all requests (`hits`)."""
    press = Press(day.now, day.sites)
    doors: list[_Door] = []
    with contextlib.ExitStack() as held:
        for site in day.living:
            if site not in day.shared:
                doors.append(_door(press, site))
        doors.append(_shared_door(press, day.shared))
        doors.append(_door(press, day.changing.site))
        for outlet in day.failing:
            doors += _failing_door(press, outlet, held)
        for door in doors:
            threading.Thread(target=door.serve_forever, args=(_POLL,), daemon=True, name="day").start()
        held.callback(_stop, doors)
        yield press


def _door(press: Press, site: Site) -> _Door:
    door = _Door((_LOOPBACK, 0), press, site)
    site.base = f"http://{_LOOPBACK}:{door.port}"
    return door


def _shared_door(press: Press, sites: list[Site]) -> _Door:
    """One port for several outlets, each in a folder of its own."""
    folders = {f"/gazeta-{place}": site for place, site in enumerate(sites, start=1)}

    def answer(ask: Ask) -> Reply:
        folder = "/" + ask.path.strip("/").partition("/")[0]
        if folder in folders:
            return folders[folder].answer(replace(ask, path=ask.path.removeprefix(folder) or "/"))
        return Reply(b"", 404)

    front = Site(sites[0].profile, press.now, sites[0].writer, fallback=answer)
    door = _door(press, front)
    for folder, site in folders.items():
        site.base = front.base + folder
    return door


def _failing_door(press: Press, outlet: Failing, held: contextlib.ExitStack) -> list[_Door]:
    """The port of a failing outlet; none where nobody listens."""
    if outlet.port == "nowhere":
        outlet.site.base = "http://kz-day-nowhere.invalid"
        return []
    if outlet.port == "closed":
        # Bound, so that nobody else takes it, and not listening.
        port = held.enter_context(socket())
        port.bind((_LOOPBACK, 0))
        outlet.site.base = f"http://{_LOOPBACK}:{port.getsockname()[1]}"
        return []
    door = _door(press, outlet.site)
    if outlet.port == "tls":
        door.socket = _self_signed(press.now).wrap_socket(door.socket, server_side=True)
        outlet.site.base = f"https://{_LOOPBACK}:{door.port}"
    return [door]


def _self_signed(now: datetime) -> ssl.SSLContext:
    """A server's context with a certificate for 127.0.0.1 that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _LOOPBACK)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=30))
    certificate = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(_LOOPBACK))]), critical=False).sign(
        key, hashes.SHA256()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder) / "server.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        context.load_cert_chain(pem)
    return context


def _stop(doors: list[_Door]) -> None:
    stoppers = [threading.Thread(target=door.stop) for door in doors]
    for stopper in stoppers:
        stopper.start()
    for stopper in stoppers:
        stopper.join()
