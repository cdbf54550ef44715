"""Articles that break on the line, each in a way of its own (`tests.faults.faulty_site`), and are whole when the next run asks."""

import os
from pathlib import Path

from tests.faults.fault_outcome import FaultOutcome
from tests.faults.faulty_site import FAULTS, NAMELESS_HOST, TLS_HOST, FaultySite, faulty_site
from tests.flows.real_command import Home

TIMES = len(FAULTS) + 2
OUTLET = """
- name: kz_aray
  title: {{ru: Арай}}
  home: {site.home}/
  country: KZ
  languages: [kk]
  feeds: ["{site.home}/rss.xml"]
  sections: [{{url: "{site.nameless}/none/"}}, {{url: "{site.secured}/none/"}}]
  private: true
  delay: 0
"""
# Put before everything in the processes of a run: a DNS that does not know one of the hosts as long as a file lies there.
RESOLVER = """
import os, socket
_ask = socket.gethostbyname
def gethostbyname(name):
    if name.removeprefix("www.") not in ({nameless!r}, {secured!r}):
        return _ask(name)
    if name == {nameless!r} and os.path.exists({away!r}):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return "127.0.0.1"
socket.gethostbyname = gethostbyname
"""


def scenario(folder: Path, times: int) -> FaultOutcome:
    """One run over the faults, one after all is healed, and the comparison with a run that had none."""
    outcome = FaultOutcome(f"faults of the line on articles, {TIMES} kinds")
    with faulty_site(folder) as site:
        away = folder / "away"
        (folder / "python").mkdir()
        (folder / "python" / "sitecustomize.py").write_text(
            RESOLVER.format(nameless=NAMELESS_HOST, secured=TLS_HOST, away=str(away)), encoding="utf-8"
        )
        file, more = folder / "aray.yaml", _environment(folder, site)
        file.write_text(OUTLET.format(site=site), encoding="utf-8")
        articles = site.print_feed(times)
        site.healed = True
        quiet = Home(folder / "undisturbed", more)
        quiet.qorgan("run", "--outlets", str(file))
        printed = frozenset((row["outlet"], row["url"]) for row in quiet.rows("articles"))
        if {url for _, url in printed} != set(articles):
            outcome.stuck += 1
            outcome.notes.append(f"the undisturbed run brought {len(printed)} of {len(articles)}")
        site.healed = False
        away.touch()
        home = Home(folder / "disturbed", more)
        outcome.read_words(home.qorgan("run", "--outlets", str(file), code=None).stderr, "the run over the faults")
        outcome.times = times
        _note_fates(home, articles, outcome)
        site.healed = True
        away.unlink()
        outcome.read_words(home.qorgan("run", "--outlets", str(file)).stderr, "the next run")
        outcome.compare(home, printed, "after the faults")
    return outcome


def _environment(folder: Path, site: FaultySite) -> dict[str, str]:
    paths = [str(folder / "python"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "SSL_CERT_FILE": str(site.authority)}


def _note_fates(home: Home, articles: dict[str, str], outcome: FaultOutcome) -> None:
    """Note the fate of each fault, and count as without one what has none."""
    fates = {row["url"]: row["fate"] for row in home.rows("pages")}
    told = {fault: fates.get(address) for address, fault in articles.items() if fault}
    outcome.notes.append("fates: " + ", ".join(f"{fault}: {fate}" for fault, fate in told.items()))
    outcome.without_fate += sum(fate is None for fate in told.values())
