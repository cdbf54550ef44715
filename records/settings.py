"""Typed settings, read once from the environment or a `.env` file; unknown names are errors."""

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
    """What can be set. Every name has the prefix QORGAN_ in the environment.

    `docs/settings.md` is made from this class (`make settings`): each comment is the heading of a group, each docstring a description.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    # Data and logs
    data: Path = Path("var")
    """Folder of the database, evidence, logs and models trained here. A Prefect worker needs an absolute path."""
    database_url: Annotated[str, AfterValidator(setting_checks.database)] = ""
    """Address of the database, as SQLAlchemy writes it: `postgresql+psycopg://user@host/name`. Empty: SQLite in `QORGAN_DATA`."""
    file_mb: float = Field(default=100.0, gt=0, le=2000)
    """Largest file that is taken in as evidence, in megabytes (2**20 bytes)."""
    keep_logs: float = Field(default=90.0, ge=1)
    """Days for which the logs of runs and Prefect's records of them are kept."""
    log_format: Annotated[str, AfterValidator(setting_checks.log_format)] = "text"
    """`text` or `json`. With `json` the logs of the desk, of crawlers and of `qorgan serve` have one object a line: `at`, `level`, `logger`, `message`, `error`; for a
    request to the desk also `method`, `path`, `status`, `ms`, `request`."""

    # Country and language
    home_country: str = "KZ"
    """Country whose press is read: a code with a pack in `records/country/`, or the name of a module that holds a pack."""
    countries: str = ""
    """Countries whose events are flagged: ISO 3166-1 codes, or `any`. Empty: the home country and its neighbourhood; for Kazakhstan the post-Soviet states."""
    lang: Annotated[str, AfterValidator(setting_checks.language)] = ""
    """Language of messages: `kk`, `ru` or `en`. Empty: the system's language."""

    # Collecting
    contact: str = ""
    """Mail or web address in the user agent, so that outlets can reach you."""
    download_delay: float = Field(default=5.0, ge=0)
    """Seconds between two requests to one host."""
    browser: str = ""
    """Chromium for outlets with `browser: true`: a path, or `auto`. Needs the extra `browser` (`pip install -e '.[browser]'`). Empty: these outlets are
    read without a browser."""
    screenshots: bool = False
    """`yes`: a picture is drawn of the stored page of each article of a draft. Needs `QORGAN_BROWSER`."""
    wayback: Annotated[str, AfterValidator(setting_checks.web_archive)] = ""
    """`https://web.archive.org`, or a server that speaks Save Page Now 2 (without TLS only on this machine). Each run submits at most 20 new pages of
    confirmed incidents, never one that concerns a withheld name. Empty: no archive is asked."""
    wayback_keys: Annotated[str, AfterValidator(setting_checks.web_archive_keys)] = Field(default="", repr=False)
    """Keys for `QORGAN_WAYBACK`, written `ACCESS:SECRET` (archive.org/account/s3.php)."""
    reread_minutes: float = Field(default=10.0, ge=0)
    """Minutes for which a run reads the archive again with a new model, after its own news. `0`: never."""
    sample_port: int = Field(default=8461, ge=1, le=65500)
    """First of the three loopback ports of the sample newsroom."""

    # The desk
    origin: Annotated[str, AfterValidator(setting_checks.origin)] = ""
    """Public address of the desk, without a path: `https://desk.example.org`. Other machines, feeds, passkeys and links in notices need it. Empty: the desk
    answers as localhost and under the address it listens on."""
    trusted_proxies: Annotated[str, AfterValidator(setting_checks.networks)] = ""
    """Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. Empty: none."""
    second_factor: Annotated[str, AfterValidator(setting_checks.roles)] = ""
    """Roles that need a second factor: `operator,editor`. Empty: each user may choose."""
    secret: str = Field(default="", repr=False)
    """Key of the desk for sessions and second factors. Empty: made once and kept in `QORGAN_DATA` as desk.secret."""
    open_data: bool = False
    """`yes`: the data of a release are open to anybody at `/open/…`. `no`: these addresses answer 404."""

    # Notices
    notify: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Apprise addresses for notices: `mailto://…`, `tgram://…`. `kk=`, `ru=` or `en=` before an address sets its language. With `QORGAN_ORIGIN` notices
    link to pages. Empty: no notices."""
    notify_failures: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Apprise addresses for notices of failing outlets, of their recovery and of drift. Empty: `QORGAN_NOTIFY` gets them too."""

    # Mailbox and Telegram bot
    mail_server: Annotated[str, AfterValidator(setting_checks.mailbox)] = ""
    """Mailbox for the inbox of the desk: `imaps://host`, optionally `:port` (993) and `/folder` (INBOX). `imap://` only on this machine. Empty: no mailbox."""
    mail_user: str = ""
    """User name for the mailbox."""
    mail_password: str = Field(default="", repr=False)
    """Password for the mailbox."""
    mail_verifier: str = ""
    """Name under which the mail server writes `Authentication-Results` (RFC 8601). Empty: no sender of a mail is called verified."""
    telegram_token: Annotated[str, AfterValidator(setting_checks.bot_token)] = Field(default="", repr=False)
    """Token of the Telegram bot for the inbox of the desk. Empty: no bot."""
    telegram_api: Annotated[str, AfterValidator(setting_checks.bot_api)] = "https://api.telegram.org"
    """Address of the Bot API. Without TLS only on this machine."""
    telegram_chats: Annotated[str, AfterValidator(setting_checks.chats)] = ""
    """Numbers of the chats from which messages are taken. Empty: from every person, from no group."""
    intake_daily: int = Field(default=20, ge=1, le=1000)
    """Messages that are taken from one stranger on one day."""

    # The third reader
    reader: Annotated[str, AfterValidator(setting_checks.reader)] = ""
    """Address of a server that speaks the OpenAI chat API (Ollama, llama.cpp, vLLM, a hosted one): `https://host/v1`. Without TLS only on this machine
    or in a private network. Needs the extra `reader` (`pip install -e '.[reader]'`). The text of articles is sent to it. Empty: two judges read alone."""
    reader_model: Annotated[str, AfterValidator(setting_checks.reader_model)] = ""
    """Name of the model, as the server knows it."""
    reader_key: Annotated[str, AfterValidator(setting_checks.reader_key)] = Field(default="", repr=False)
    """Key for the server, sent only over TLS or on this machine. Empty: none."""
    reader_gate: float = Field(default=0.002, ge=0, le=1)
    """Score by the two judges from which an article is read; they flag from about 0.01."""
    reader_seconds: float = Field(default=60.0, gt=0, le=600)
    """Seconds for one answer."""
    reader_tokens: int = Field(default=1500, ge=200, le=100_000)
    """Tokens of one answer."""
    reader_articles: int = Field(default=40, ge=1, le=10_000)
    """Articles that are read in one run, within five minutes."""
    reader_daily_tokens: int = Field(default=500_000, ge=1)
    """Tokens of questions and answers in 24 hours; none is asked that could cost more."""

    # Anchors of the ledger
    anchor_key: str = ""
    """File of the Ed25519 key that signs the head of the ledger once a day (`qorgan anchor --new-key`). Empty: no anchors by schedule."""
    anchor_trusted: str = ""
    """File of trusted public keys, one a line. `until=YYYY-MM-DD` before a key sets its last day. Empty: only the key of `QORGAN_ANCHOR_KEY`."""
    anchor_folder: str = ""
    """Folder of the anchors. Empty: `anchors` in `QORGAN_DATA`."""
    anchor_to: Annotated[str, AfterValidator(setting_checks.addresses)] = Field(default="", repr=False)
    """Apprise addresses that get each anchor. `file:///path` appends the line to a file. If there is an address that is no file, one such must take the
    anchor. Empty: not sent."""
    anchor_tsa: str = ""
    """Web address of a time stamping authority (RFC 3161). Empty: none is asked."""
    anchor_tsa_certificates: str = ""
    """File of the certificates (PEM) for checking time stamps. Empty: only what was stamped is checked, not who stamped it."""

    # Figures for Prometheus
    metrics: bool = False
    """`yes`: figures at `/metrics` for this machine, and for others with `QORGAN_METRICS_TOKEN`. `no`: the address answers 404."""
    metrics_token: Annotated[str, AfterValidator(setting_checks.metrics_token)] = Field(default="", repr=False)
    """Token of 16 to 200 letters, digits and signs for `/metrics` (`Authorization: Bearer …`). Empty: only this machine."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Port of 127.0.0.1 for the figures of `qorgan serve`, with `qorgan_serve_prefect_up`. `0`: none."""

    @property
    def factor_roles(self) -> frozenset[str]:
        """Return the roles that need a second factor."""
        return frozenset(role.strip() for role in self.second_factor.split(",") if role.strip())

    @property
    def chats(self) -> frozenset[int]:
        """Return the chats from which messages are accepted; empty means every person's."""
        return frozenset(int(chat) for chat in self.telegram_chats.split(",") if chat.strip())

    @property
    def takes_messages(self) -> bool:
        """Return whether a mailbox or a bot is configured."""
        return bool(self.mail_server or self.telegram_token)

    @property
    def proxies(self) -> list[str]:
        """Return the trusted proxies as a list."""
        return [proxy.strip() for proxy in self.trusted_proxies.split(",") if proxy.strip()]

    @property
    def failure_notices(self) -> tuple[str, list[str]]:
        """Return the name of the setting that says who is notified of failures, and its addresses."""
        name = "notify_failures" if self.notify_failures.strip() else "notify"
        return PREFIX + name.upper(), getattr(self, name).split()

    @property
    def database(self) -> str:
        """Return the database's address, with the default SQLite path filled in."""
        return self.database_url or f"sqlite:///{self.data / 'qorgan.db'}"

    @property
    def file_bytes(self) -> int:
        """Return the largest accepted file size in bytes."""
        return int(self.file_mb * MiB)

    @property
    def anchors(self) -> Path:
        """Return the folder of the anchors."""
        return Path(self.anchor_folder) if self.anchor_folder else self.data / "anchors"

    @property
    def evidence(self) -> Path:
        """Return the folder of stored pages."""
        return self.data / "evidence"


def read_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings from the environment and `.env`.

    Raises SettingsError with the variable's name and, for a misspelt one, the nearest right name.
    """
    environment = os.environ if environment is None else environment
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in [*environment, *_names_in(env_file)]:
        if name.upper().startswith(PREFIX) and name.upper() not in names:
            near = difflib.get_close_matches(name.upper(), names, n=1)
            message = (
                tr("{name} is not a setting of Qorgan; did you mean {near}?") if near else tr("{name} is not a setting of Qorgan; known are {known}")
            )
            raise SettingsError(message.format(name=name, near=near[0] if near else "", known=", ".join(sorted(names))))
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{PREFIX}{str(first['loc'][0]).upper()}: {_value_words(first)}") from error
    _check_reader(settings)
    if settings.data.exists() and not settings.data.is_dir():
        raise SettingsError(
            tr("{name}: {path} is a file; name a folder, which is made if there is none").format(name=f"{PREFIX}DATA", path=settings.data)
        )
    return settings


def _check_reader(settings: Settings) -> None:
    """Raise SettingsError if the settings of the third reader do not go together."""
    if settings.reader and not settings.reader_model:
        raise SettingsError(tr("{name}: name the model that the server should use").format(name=f"{PREFIX}READER_MODEL"))
    if settings.reader_key and not setting_checks.may_carry_key(settings.reader):
        raise SettingsError(tr("{name}: a key is sent only over https:// or on this machine").format(name=f"{PREFIX}READER_KEY"))


def environment_with(needed: Collection[str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a process that reads untrusted pages.

    Of our settings it has only those that the process needs (`QORGAN_DATA`), and nothing of Prefect's.
    """
    environment = os.environ if environment is None else environment
    return {name: value for name, value in environment.items() if name.upper() in needed or not name.upper().startswith((PREFIX, "PREFECT_"))}


def _value_words(detail: ErrorDetails) -> str:
    """Return what is wrong with a value."""
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
