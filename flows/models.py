"""The versions of the trained model: which one is active, and how another replaces it. The folder `models` in the data contains

    kk-ru-en 2.0.0+3.npz     the model
    kk-ru-en 2.0.0+3.json    its description: SHA-256, scores, and what it read worse
    current.json             the active version, with its SHA-256

A version is written once and never deleted, so that every version that was ever active can become active again. The ledger records who promoted what
and when, and so which versions were active: a version that was never promoted cannot be rolled back to.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import ledger
from records.country import home
from records.database import hold_database_lock, read_session, write_transaction
from records.errors import QorganError
from records.files import make_folder, write_file
from records.i18n import tr
from records.outlets.outlet_names import OutletAliases
from records.settings import Settings
from records.tables import LedgerRow
from records.vocabulary import LedgerAction

if TYPE_CHECKING:
    from classify.screen import Screener


# The trained model's name in this release; versions trained on decisions are numbered after it.
BASE = "kk-ru-en 2.1.0"
SHIPPED = "shipped"
_CURRENT = "current.json"
# Only one process at a time may change the active version.
_ACTIVE_LOCK = 7_160_011
_COUNTER = re.compile(r"\+(\d+)\.(?:npz|json)$")

ActiveModel = dict[str, Any]
"""The active model, as in `current.json`: {"model", "sha256", "since"}. The shipped one has no SHA-256."""


class ModelUnusable(QorganError):
    """The active version is missing, was changed or cannot be determined. Raised before screening starts with it; exit 1, with how to roll back."""


class NoSuchVersion(QorganError):
    """No version of this name was ever promoted. Raised by the rollback; exit 1."""


class ActiveModelChanged(QorganError):
    """Another version became active while this one was trained, so it was compared with a model that is no longer active. Exit 1."""


@dataclass(frozen=True)
class Version:
    """The description of a version. `figures` are `GateScores.numbers` by language, and under "decisions" the shares of past decisions judged right."""

    name: str
    sha256: str
    at: str
    decisions: int
    worse: list[str] = field(default_factory=list)
    figures: dict[str, dict[str, float | None]] = field(default_factory=dict)


def folder(settings: Settings) -> Path:
    """Return the folder of the versions."""
    return settings.data / "models"


def version_file(settings: Settings, name: str) -> Path:
    """Return the file of a version."""
    return folder(settings) / f"{name}.npz"


def active_model(settings: Settings) -> ActiveModel:
    """Return the active model, the shipped one if none was ever promoted. Raises ModelUnusable if `current.json` cannot be read."""
    file = folder(settings) / _CURRENT
    try:
        current = json.loads(file.read_text(encoding="utf-8"))
        return {"model": str(current["model"]), "sha256": current["sha256"], "since": str(current["since"])}
    except FileNotFoundError:
        return {"model": SHIPPED, "sha256": None, "since": ""}
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = tr("{file} does not say which model stands; go back to one: qorgan train --rollback shipped --as NAME")
        raise ModelUnusable(words.format(file=file)) from error


def active_version(settings: Settings) -> Path | None:
    """Return the file of the active version, None for the shipped one. Raises ModelUnusable if it is missing or is not what was promoted."""
    model = active_model(settings)
    if model["model"] == SHIPPED:
        return None
    return _checked(settings, model["model"], model["sha256"])


def _outlet_aliases(settings: Settings) -> OutletAliases:
    """Return the outlets of the outlet files by all their names."""
    from spiders.config.files import load_outlets, outlet_files, with_own

    outlets, _ = load_outlets(with_own(outlet_files(), settings.data))
    return OutletAliases(outlet.names for outlet in outlets)


def active_screener(settings: Settings, countries: frozenset[str] | None) -> "Screener":
    """Return a screener with the active model. Raises ModelUnusable if it cannot be read, as a model of an earlier Qorgan may be."""
    from classify.screen import load_screener

    file = active_version(settings)
    with translate_model_errors(file):
        return load_screener(countries, file, home(), aliases=_outlet_aliases(settings))


@contextmanager
def translate_model_errors(file: Path | None) -> Iterator[None]:
    """Turn errors of loading a model from the file (None = the shipped one) into a ModelUnusable that says what to do."""
    from classify.encoder.encoder_files import EncoderFileError
    from classify.scoring.joint import JointFault
    from classify.scoring.learned_weights import LearnedWeightsMismatch
    from classify.scoring.linear import ModelError, ModelOutdated

    try:
        yield
    except (EncoderFileError, JointFault) as error:
        words = tr(
            "the encoder that came with Qorgan cannot be used ({fault}); put its files back: `git restore classify` in a checkout, else"
            " `pip install --force-reinstall --no-deps` with the wheel; after a change of the vocabulary: `make encoder`"
        )
        raise ModelUnusable(words.format(fault=error)) from error
    except ModelOutdated as error:
        codes = ", ".join(head.partition(":")[2] or head for head in error.heads)
        if file is None:
            words = tr("the shipped model and the vocabulary differ in {codes}; train it, then screen again: qorgan train --output {file}")
            raise ModelUnusable(words.format(codes=codes, file=_shipped_file())) from error
        words = tr(
            "the model {file} and the vocabulary differ in {codes}; go back to the shipped one, then train again:"
            " qorgan train --rollback shipped --as NAME, qorgan train --from-decisions --as NAME"
        )
        raise ModelUnusable(words.format(file=file, codes=codes)) from error
    except LearnedWeightsMismatch as error:
        words = tr(
            "the model {file} was taught beside another encoder than the one that came with Qorgan; go back to the shipped one, then train again:"
            " qorgan train --rollback shipped --as NAME, qorgan train --from-decisions --as NAME"
        )
        raise ModelUnusable(words.format(file=file)) from error
    except ModelError as error:
        words = tr("the model {file} cannot be read; put it back, or go back to another one: qorgan train --rollback shipped --as NAME")
        raise ModelUnusable(words.format(file=file or _shipped_file())) from error


def _shipped_file() -> Path:
    from classify.scoring.linear import SHIPPED as SHIPPED_FILE

    return Path(os.path.relpath(SHIPPED_FILE))


def versions(settings: Settings) -> list[Version]:
    """Return all trained versions, the oldest first. Raises ModelUnusable if the description of one cannot be read."""
    return sorted((_read(file) for file in folder(settings).glob("*+*.json")), key=lambda version: (version.at, version.name))


def ever_promoted(engine: Engine) -> dict[str, str]:
    """Return the versions that were ever active, with the SHA-256 under which they were promoted."""
    with read_session(engine) as session:
        return _promoted(session)


@contextmanager
def new_version(settings: Settings) -> Iterator[str]:
    """Reserve an unused version name for this process, and release it if the work fails."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    name = _take_name(settings)
    try:
        yield name
    except BaseException:
        version_file(settings, name).unlink(missing_ok=True)
        _description_file(settings, name).unlink(missing_ok=True)
        raise


def write_version(settings: Settings, version: Version) -> None:
    """Write the description of a version."""
    _write(_description_file(settings, version.name), asdict(version))


def promote(settings: Settings, engine: Engine, version: Version, *, instead_of: str, who: str, now: datetime) -> None:
    """Make a version active. Raises ActiveModelChanged if the one with which it was compared is no longer active."""
    _activate(settings, engine, version.name, version.sha256, action=LedgerAction.PROMOTE, who=who, now=now, instead_of=instead_of)


def roll_back(settings: Settings, engine: Engine, name: str, *, who: str, now: datetime) -> None:
    """Make an earlier active version, or the shipped model, active again. Raises NoSuchVersion, and ModelUnusable if it is missing or changed."""
    promoted: dict[str, str | None] = {**ever_promoted(engine), SHIPPED: None}
    if name not in promoted:
        raise NoSuchVersion(tr("no version {model} of the model ever stood; `qorgan train --list` shows which did").format(model=name))
    if name != SHIPPED:
        _checked(settings, name, promoted[name])
    _activate(settings, engine, name, promoted[name], action=LedgerAction.ROLLBACK, who=who, now=now)


def _activate(
    settings: Settings, engine: Engine, name: str, sha256: str | None, *, action: LedgerAction, who: str, now: datetime, instead_of: str | None = None
) -> None:
    """Write both the ledger's row and `current.json`, or neither."""
    file = folder(settings) / _CURRENT
    replaced: ActiveModel | None = None
    try:
        with write_transaction(engine) as session:
            hold_database_lock(session, _ACTIVE_LOCK)
            before = _active_or_unknown(settings)
            if instead_of not in (None, before["model"]):
                words = tr("{model} came to stand while this one was trained, so nothing was changed; run again: qorgan train --from-decisions")
                raise ActiveModelChanged(words.format(model=before["model"]))
            after = {"model": name, "sha256": sha256, "since": now.astimezone(UTC).isoformat()}
            ledger.append(session, at=now, who=who, action=action, subject=f"model {name}", before=before, after=after)
            _write(file, after)
            replaced = before
    except BaseException:
        if replaced is not None:
            _write(file, replaced)
        raise


def _active_or_unknown(settings: Settings) -> ActiveModel:
    """Return what is active, as far as it can be determined. Rolling back must be possible even if `current.json` is damaged."""
    try:
        return active_model(settings)
    except ModelUnusable:
        return {"model": "", "sha256": None, "since": ""}


def _promoted(session: Session) -> dict[str, str]:
    rows = session.scalars(select(LedgerRow).where(LedgerRow.action == LedgerAction.PROMOTE).order_by(LedgerRow.id))
    return {row.after["model"]: row.after["sha256"] for row in rows}


def _checked(settings: Settings, name: str, sha256: str | None) -> Path:
    """Return the file of a version if it is what was promoted. Raises ModelUnusable."""
    file = version_file(settings, name)
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        words = tr("the model {file} cannot be read; put it back, or go back to another one: qorgan train --rollback shipped --as NAME")
        raise ModelUnusable(words.format(file=file)) from error
    if digest != sha256:
        words = tr("the model {file} is not what was promoted (another SHA-256); go back to another one: qorgan train --rollback shipped --as NAME")
        raise ModelUnusable(words.format(file=file))
    return file


def _take_name(settings: Settings) -> str:
    matches = [_COUNTER.search(file.name) for file in folder(settings).glob(f"{BASE}+*")]
    number = 1 + max((int(match[1]) for match in matches if match), default=0)
    while True:
        name = f"{BASE}+{number}"
        try:
            # Exclusive: two trainings at once must not write under one name.
            version_file(settings, name).touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return name


def _description_file(settings: Settings, name: str) -> Path:
    return folder(settings) / f"{name}.json"


def _read(file: Path) -> Version:
    try:
        return Version(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelUnusable(tr("{file} cannot be read; take it out of the folder, the models stay usable").format(file=file)) from error


def _write(file: Path, content: dict[str, Any]) -> None:
    """Replace the file in one step, so that readers see either the old or the new content."""
    make_folder(file.parent)
    write_file(file, json.dumps(content, ensure_ascii=False, indent=1).encode())


# The model named on the command line: a version, the shipped one, a file or a folder.


def named_model(settings: Settings, word: str) -> Path | None:
    """Return the file of a named model: `shipped` (None), a version, a file, or a folder with one model in it. Raises NoSuchVersion."""
    if word == SHIPPED:
        return None
    if (version := version_file(settings, word)).is_file():
        return version
    path = Path(word)
    files = sorted(path.glob("*.npz")) if path.is_dir() else [path] if path.is_file() else []
    if len(files) == 1:
        return files[0]
    if files:
        raise NoSuchVersion(
            tr("{folder} holds several models; name one: {models}").format(folder=path, models=", ".join(file.stem for file in files))
        )
    raise NoSuchVersion(
        tr("there is no model {model}; `qorgan train --list` shows the versions, and a file or folder may be named").format(model=word)
    )


def named_screener(settings: Settings, word: str, countries: frozenset[str] | None) -> "Screener":
    """Return a screener with a named model. Raises NoSuchVersion, and ModelUnusable if it cannot be read."""
    from classify.screen import load_screener

    file = named_model(settings, word)
    with translate_model_errors(file):
        return load_screener(countries, file, home(), aliases=_outlet_aliases(settings))
