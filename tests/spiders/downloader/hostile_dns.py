"""A crawler of the house, in a process of its own, whose DNS is an adversary's: `python -m tests.spiders.downloader.hostile_dns FILE`.

The file holds what it is to do (`Asking`). Names are answered from a list, one answer a look-up, the last one again and again. A public address
cannot be reached from a test; what lies there is a connection that is refused, or, with `turned`, one that ends at a port of this machine. It prints
a line of JSON for each address: status or fate, and the detail.
"""

import json
import socket
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines.address_scopes import AddressScope, address_scope, is_ip_address


@dataclass(frozen=True)
class Asking:
    """What is asked for, and what the DNS says. `sites` are the outlet's, `browser` the choice of QORGAN_BROWSER."""

    urls: list[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)
    private: bool = False
    turned: bool = False
    browser: str = ""

    def written(self, file: Path) -> Path:
        """The file for the process."""
        file.write_text(json.dumps(asdict(self)))
        return file


def hostile(answers: dict[str, list[str]]) -> None:
    """Answer names from this list, in both ways in which Python can ask."""

    def next_answer(name: str) -> str:
        given = answers.get(name)
        if is_ip_address(name):
            return name
        if not given:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return given.pop(0) if len(given) > 1 else given[0]

    def all_answers(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next_answer(name), int(port or 0)))]

    socket.gethostbyname = next_answer
    socket.getaddrinfo = all_answers  # type: ignore[assignment]


def public_net(turned: bool) -> None:
    """What lies at public addresses: a closed door, or a port of this machine, as behind a resolver or a router that lies."""
    from twisted.internet import reactor as installed

    reactor: Any = installed
    connect = reactor.connectTCP

    def connected(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if address_scope(host) is AddressScope.PUBLIC:
            host, port = ("127.0.0.1", port) if turned else ("127.0.0.1", 1)
        return connect(host, port, *args, **kwargs)

    reactor.connectTCP = connected


def main(file: str) -> None:
    asking = Asking(**json.loads(Path(file).read_text()))
    hostile(asking.answers)
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from spiders.downloader import guard as dns_guard
    from spiders.downloader.browser_settings import browser_crawl_settings, browser_meta
    from spiders.downloader.outcomes import fate_of_failure

    own = frozenset(asking.sites)
    dns_guard.trust(own, private=asking.private)
    settings = get_project_settings()
    settings.setdict({"LOG_FILE": f"{file}.log", "ITEM_PIPELINES": {}, "EXTENSIONS": {}, "RETRY_TIMES": 2, "DOWNLOAD_DELAY": 0})
    # Each try looks the name up anew.
    settings.setdict({"DNSCACHE_ENABLED": False, "DOWNLOAD_TIMEOUT": 10})
    middlewares = {name: place for name, place in settings.getdict("DOWNLOADER_MIDDLEWARES").items() if "RateLimit" not in name}
    settings.set("DOWNLOADER_MIDDLEWARES", middlewares)
    settings.setdict(browser_crawl_settings(asking.browser, own) or {})

    class Visits(Spider):
        name = "visits"
        sites = own

        async def start(self) -> Any:
            public_net(asking.turned)
            for url in asking.urls:
                meta = {"asked": url, **browser_meta(self.settings, zone="Asia/Aqtobe", language="ru")}
                yield Request(url, callback=self.read, errback=self.failed, dont_filter=True, meta=meta)

        def read(self, response: Any) -> None:
            sent = {name.decode(): value[0].decode() for name, value in response.request.headers.items()}
            print(json.dumps({"asked": response.meta["asked"], "status": response.status, "url": response.url, "sent": sent}), flush=True)

        def failed(self, failure: Any) -> None:
            fate, status, detail = fate_of_failure(failure)
            print(json.dumps({"asked": failure.request.meta["asked"], "fate": fate, "status": status, "detail": detail}), flush=True)

    process = AsyncCrawlerProcess(settings)
    process.crawl(Visits)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
