"""Settings: read once from the environment or a `.env` file, typed, and a misspelt one is an error."""

import difflib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from records import setting_checks
from records.byte_budgets import MiB
from records.errors import SettingsError
from records.i18n import tr

PREFIX = "QORGAN_"


class Settings(BaseSettings):
    """What can be set (docs/contracts.md, section 2). Every name has the prefix QORGAN_ in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data: Path = Path("var")
    """Folder of database, evidence and what models decided."""
    database_url: Annotated[str, AfterValidator(setting_checks.database)] = ""
    """SQLAlchemy address; empty = SQLite in the data folder."""
    contact: str = ""
    """Mail or web address that goes into the user agent, so that an outlet can reach whoever runs this."""
    download_delay: float = Field(default=5.0, ge=0)
    """Seconds between two requests to one host."""
    secret: str = Field(default="", repr=False)
    """Key of desk sessions; empty = generated and kept in the data folder."""
    origin: Annotated[str, AfterValidator(setting_checks.origin)] = ""
    """Public address of the desk, without a path; empty = it is asked on this machine alone."""
    trusted_proxies: Annotated[str, AfterValidator(setting_checks.networks)] = ""
    """Addresses and networks of proxies that say for whom they ask, separated by commas; empty = none is believed."""
    second_factor: Annotated[str, AfterValidator(setting_checks.roles)] = ""
    """Roles that need a second factor to sign in, separated by commas; empty = it is everybody's own choice."""
    notify: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Addresses for notices, separated by spaces (apprise); `kk=`, `ru=` or `en=` before one says in which language."""
    notify_failures: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Addresses for notices of what fails (outlets, the screening's drift), as in `notify`; empty = they go there too."""
    home_country: str = "KZ"
    """The country whose press is read: a code with a pack in `records/country`, or the name of a module that holds a pack."""
    countries: str = ""
    """ISO codes whose events are flagged, separated by commas; empty = the home country and its neighbourhood; `any` = all."""
    lang: Annotated[str, AfterValidator(setting_checks.language)] = ""
    """Language of messages: kk, ru or en; empty = the system's."""
    browser: str = ""
    """Chromium for outlets whose entry says `browser: true`: its path, or `auto`; empty = none."""
    screenshots: bool = False
    """Whether pictures are drawn of the stored pages of drafts, with the Chromium of `browser`."""
    anchor_key: str = ""
    """Ed25519 key with which anchors of the ledger are signed here: the path of its file; empty = none is made by schedule."""
    anchor_trusted: str = ""
    """File of public keys whose anchors are believed; empty = only that of `anchor_key`."""
    anchor_folder: str = ""
    """Folder of the anchors; empty = `anchors` in the data folder."""
    anchor_to: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Addresses that get each anchor, separated by spaces (apprise), also `file:///path`."""
    anchor_tsa: str = ""
    """Web address of a time stamping authority (RFC 3161) that is asked about each anchor; empty = none."""
    anchor_tsa_certificates: str = ""
    """File with the certificates (PEM) against which its time stamps are checked."""
    wayback: Annotated[str, AfterValidator(setting_checks.web_archive)] = ""
    """Address of the Wayback Machine, which is asked to keep the pages of confirmed incidents: `https://web.archive.org`; empty = none is asked."""
    wayback_keys: Annotated[str, AfterValidator(setting_checks.web_archive_keys)] = Field(default="", repr=False)
    """Its keys, `ACCESS:SECRET`; empty = none are sent."""
    reread_minutes: float = Field(default=10.0, ge=0)
    """Minutes for which a run reads the archive anew where another model stands, after its news; 0 = it is left as it was read."""
    keep_logs: float = Field(default=90.0, ge=1)
    """Days for which the logs of runs and Prefect's records of them are kept."""
    log_format: Annotated[str, AfterValidator(setting_checks.log_format)] = "text"
    """Form of the logs of desk, runs and crawlers: text, or json with one object a line."""
    file_mb: float = Field(default=100.0, gt=0, le=2000)
    """Largest file that is taken in as evidence, in megabytes (2**20 bytes)."""
    mail_server: Annotated[str, AfterValidator(setting_checks.mailbox)] = ""
    """Mailbox from which messages are taken in: `imaps://host`, with `:port` and `/folder` where they are others than 993 and INBOX; empty = none."""
    mail_user: str = ""
    """Who signs in to it."""
    mail_password: str = Field(default="", repr=False)
    """With which password."""
    mail_verifier: str = ""
    """Name under which that mail server writes what it found of a sender (RFC 8601, authserv-id); empty = no sender of a mail is called verified."""
    telegram_token: Annotated[str, AfterValidator(setting_checks.bot_token)] = Field(default="", repr=False)
    """Token of the Telegram bot that takes messages in; empty = none."""
    telegram_api: Annotated[str, AfterValidator(setting_checks.bot_api)] = "https://api.telegram.org"
    """Address of the Bot API."""
    telegram_chats: Annotated[str, AfterValidator(setting_checks.chats)] = ""
    """Numbers of the chats from which messages are taken, separated by commas; empty = from every person, within `intake_daily`."""
    intake_daily: int = Field(default=20, ge=1, le=1000)
    """Messages of one stranger that are taken on a day."""
    open_data: bool = False
    """Whether the desk gives what a release holds to anybody, without a token."""
    metrics: bool = False
    """Whether the desk gives figures for Prometheus at `/metrics`, to this machine or for `metrics_token`."""
    metrics_token: Annotated[str, AfterValidator(setting_checks.metrics_token)] = Field(default="", repr=False)
    """Token for which `/metrics` opens to another machine; empty = to none."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Port of 127.0.0.1 at which `qorgan serve` gives the same figures of the record, and its own; 0 = none."""
    sample_port: int = Field(default=8461, ge=1, le=65500)
    """First of the three loopback ports of the sample newsroom."""

    @property
    def factor_roles(self) -> frozenset[str]:
        """The roles that need a second factor."""
        return frozenset(one.strip() for one in self.second_factor.split(",") if one.strip())

    @property
    def chats(self) -> frozenset[int]:
        """The chats from which messages are taken; none = every person's."""
        return frozenset(int(one) for one in self.telegram_chats.split(",") if one.strip())

    @property
    def takes_messages(self) -> bool:
        """Whether there is a mailbox or a bot."""
        return bool(self.mail_server or self.telegram_token)

    @property
    def proxies(self) -> list[str]:
        """The proxies that are believed, one by one."""
        return [one.strip() for one in self.trusted_proxies.split(",") if one.strip()]

    @property
    def failure_notices(self) -> tuple[str, list[str]]:
        """Who is told of failures: the name of the setting that says so, and its addresses."""
        name = "notify_failures" if self.notify_failures.strip() else "notify"
        return PREFIX + name.upper(), getattr(self, name).split()

    @property
    def database(self) -> str:
        """The database's address, with the embedded one spelt out."""
        return self.database_url or f"sqlite:///{self.data / 'qorgan.db'}"

    @property
    def file_bytes(self) -> int:
        """The largest file that is taken in, in bytes."""
        return int(self.file_mb * MiB)

    @property
    def anchors(self) -> Path:
        """The folder of the anchors."""
        return Path(self.anchor_folder) if self.anchor_folder else self.data / "anchors"

    @property
    def evidence(self) -> Path:
        """The folder of stored pages."""
        return self.data / "evidence"


def read_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Settings from the environment and `.env`. Raises SettingsError that names the variable and, for a misspelt one, the nearest right name."""
    environment = os.environ if environment is None else environment
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in [*environment, *_names_in(env_file)]:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            asked = (
                tr("{name} is not a setting of Qorgan; did you mean {near}?") if near else tr("{name} is not a setting of Qorgan; known are {known}")
            )
            raise SettingsError(asked.format(name=name, near=near[0] if near else "", known=", ".join(sorted(known))))
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{PREFIX}{str(first['loc'][0]).upper()}: {_value_words(first)}") from error
    if settings.data.exists() and not settings.data.is_dir():
        raise SettingsError(
            tr("{name}: {path} is a file; name a folder, which is made if there is none").format(name=f"{PREFIX}DATA", path=settings.data)
        )
    return settings


def environment_with(needed: Collection[str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a process that reads strangers' pages: of our settings the ones that it needs (`QORGAN_DATA`), and nothing of Prefect's."""
    environment = os.environ if environment is None else environment
    return {name: value for name, value in environment.items() if name.upper() in needed or not name.upper().startswith((PREFIX, "PREFECT_"))}


def _value_words(detail: ErrorDetails) -> str:
    """What is wrong with a value."""
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    words = {
        "float_parsing": tr("should be a number"),
        "int_parsing": tr("should be a whole number"),
        "bool_parsing": tr("should be yes or no"),
        "greater_than_equal": tr("should be {ge:g} or more"),
        "greater_than": tr("should be more than {gt:g}"),
        "less_than_equal": tr("should be {le:g} or less"),
    }.get(detail["type"])
    return words.format(**detail.get("ctx", {})) if words else detail["msg"]


def _names_in(env_file: Path | None) -> list[str]:
    if env_file is None or not env_file.is_file():
        return []
    lines = env_file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("export ").split("=", 1)[0].strip() for line in lines if "=" in line and not line.lstrip().startswith("#")]
