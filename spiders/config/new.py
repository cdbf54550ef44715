"""Adds an entry for a new outlet: `python -m spiders.config.new NAME URL`, or `make source NAME=kz_site URL=https://site.kz/`.

Only name and home page are needed, because collecting finds the sources. Title and languages are guessed, and marked for correction.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipelines.dedup.urls import clean, identity, site_of
from records import country
from records.errors import OutletFileError
from records.i18n import tr
from spiders.config.edit import line_end, quoted, read_text, replace_file
from spiders.config.files import OUTLETS, load_outlets
from spiders.config.schema import Outlet

_NEW = "new.yaml"
_HEAD = "# Outlets that were added and do not stand in a region's file yet.\n"


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.config.new", description=__doc__)
    parser.add_argument("name", help=tr("small Latin letters, digits and _, e.g. kz_site"))
    parser.add_argument("url", help=tr("its home page"))
    parser.add_argument("--region", help=tr("ISO 3166-2 code, e.g. KZ-35; none for a national outlet"))
    parser.add_argument("--file", type=Path, help=tr("outlet file to write into; the region's if not given"))
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Add the entry and print what to do next; return 0 if it was written, 2 if it was refused."""
    options = arguments(argv)
    try:
        file, notes = _add_outlet(options.name, options.url, options.region, options.file)
    except OutletFileError as error:
        print(f"qorgan: {error}", file=sys.stderr)
        return 2
    for note in notes:
        print(note)
    print(tr("{name} stands at the end of {file}. Correct its title and languages there, then: qorgan outlets check {name} --write").format(
        name=options.name, file=file
    ))  # fmt: skip
    return 0


def _add_outlet(name: str, url: str, region: str | None, file: Path | None, folder: Path = OUTLETS) -> tuple[Path, list[str]]:
    """Append a new entry to the file, or to the region's file in `folder`; return the file, and notes for the person.

    Raises OutletFileError if the name or home page already exists, also for a closed outlet, or if the schema rejects the values.
    """
    home = clean(url)
    if home is None:
        raise OutletFileError(tr("'{given}' is not a web address; it looks like https://site.kz/").format(given=url[:200]))
    entry = _skeleton(name, home, region)
    outlet = _read(entry)
    target = file or folder / (_file_of_region(folder, region) or _NEW)
    existing = load_outlets([folder, target] if target.exists() else [folder])[0]
    _refuse_known(outlet, existing)
    text = read_text(target) if target.exists() else _HEAD
    before = load_outlets([target])[0] if target.exists() else []
    replace_file(target, _appended(text, entry), [*before, outlet])
    same_site = [other for other in existing if other.dead is None and site_of(other.home) == site_of(home)]
    return target, [tr("{other} lies on the same site: {home}").format(other=other.name, home=other.home) for other in same_site]


def _skeleton(name: str, home: str, region: str | None) -> str:
    """Return the text of a new entry."""
    return f"""- name: {quoted(name)}
  title: {{en: {_title(name)}}} # from its name; correct it, and add kk and ru
  home: {quoted(home)}
  country: {country.home().code}
  region: {region and quoted(region) or "null"}
  languages: [ru] # to be corrected
  evidence: {{note: "added, not checked"}}
"""


def _title(name: str) -> str:
    """Derive a title from a name: kz_nasha_gazeta becomes Nasha Gazeta."""
    return quoted(" ".join(word.capitalize() for word in name.removeprefix(f"{country.home().code.lower()}_").split("_") if word) or name)


def _read(entry: str) -> Outlet:
    """Read the entry as outlet files are read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _NEW
        file.write_text(entry, encoding="utf-8")
        outlets, faults = load_outlets([file])
    if faults:
        raise OutletFileError(f"{faults[0].field}: {faults[0].message}" if faults[0].field else faults[0].message)
    return outlets[0]


def _refuse_known(outlet: Outlet, outlets: Sequence[Outlet]) -> None:
    """Raise OutletFileError if the outlet is known: it must not be collected twice, and a closed one stays closed."""
    for other in outlets:
        same_site = site_of(other.home) == site_of(outlet.home)
        if other.dead is not None and (other.name == outlet.name or same_site):
            raise OutletFileError(tr("{name} ({home}) is closed since {day}").format(name=other.name, home=other.home, day=other.dead))
        if other.name == outlet.name:
            raise OutletFileError(tr("the name {name} is taken by {home}").format(name=other.name, home=other.home))
        if identity(other.home) == identity(outlet.home):
            raise OutletFileError(tr("{home} is collected already, as {name}").format(home=other.home, name=other.name))


def _file_of_region(folder: Path, region: str | None) -> str | None:
    """Return the file with most of the region's open outlets; None if no region is given or it has no outlets."""
    counted: Counter[str] = Counter()
    for file in sorted(folder.glob("*.yaml")) if region else ():
        counted[file.name] = sum(1 for outlet in load_outlets([file])[0] if outlet.region == region and outlet.dead is None)
    best = counted.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _appended(text: str, entry: str) -> str:
    """Return the text with the entry appended after a blank line, using the file's own line endings."""
    end = line_end(text)
    gap = "" if not text or text.endswith(end * 2) else end if text.endswith(("\n", "\r")) else end * 2
    return text + gap + entry.replace("\n", end)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
