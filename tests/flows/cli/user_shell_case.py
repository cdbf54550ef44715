"""`qorgan user …` as the tests of its commands call it."""

from typer import Typer
from typer.testing import CliRunner

from flows.cli import user_command


def shell(*words: str, stdin: str = "") -> tuple[int, str, str]:
    """`qorgan user …`: how it ended, what it said on stdout and on stderr."""
    app = Typer()
    app.add_typer(user_command.app, name="user")
    app.callback()(lambda: None)
    done = CliRunner().invoke(app, ["user", *words], input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr
