"""The shortest sensible call of every command."""

from pathlib import Path

# FOLDER is a folder of the test's own.
CALLS: dict[str, list[str]] = {
    "init": ["init", "FOLDER/new"],
    "run": ["run", "--outlets", "FOLDER/outlets.yaml"],
    "replay": ["replay", "FOLDER/empty.warc.gz"],
    "add": ["add", "http://nothing.invalid/news/1"],
    "serve": ["serve", "--outlets", "FOLDER/outlets.yaml"],
    "desk": ["desk", "--port", "0"],
    "screen": ["screen"],
    "decide": ["decide", "1", "reject", "--as", "Aigul", "--reason", "old"],
    "review": ["review"],
    "status": ["status", "KZ-2026-0001", "CMP", "--date", "2026-11-01", "--source", "x"],
    "incident": ["incident", "KZ-2026-0001"],
    "person list": ["person", "list"],
    "person show": ["person", "show", "1"],
    "person review": ["person", "review"],
    "person merge": ["person", "merge", "2", "--into", "1"],
    "person split": ["person", "split", "1", "--incidents", "KZ-2026-0001"],
    "person edit": ["person", "edit", "1", "--set", "gender=female"],
    "person undo": ["person", "undo", "1"],
    "export": ["export", "incidents"],
    "report": ["report", "statement", "--since", "2026-01-01", "--until", "2026-06-30"],
    "import": ["import", "incidents", "FOLDER/incidents.jsonl"],
    "verify": ["verify"],
    "gate": ["gate"],
    "train": ["train", "--from-decisions"],
    "user add": ["user", "add", "aigul", "--role", "monitor"],
    "user password": ["user", "password", "aigul"],
    "user token": ["user", "token", "aigul"],
    "user factor": ["user", "factor", "aigul"],
    "user list": ["user", "list"],
    "user disable": ["user", "disable", "aigul"],
    "intake": ["intake"],
    "outlets": ["outlets"],
    "outlets check": ["outlets", "check", "FOLDER/outlets.yaml"],
    "evidence": ["evidence"],
    "evidence clear": ["evidence", "clear", "--older-than", "30", "--as", "Aigul"],
    "anchor": ["anchor"],
    "db upgrade": ["db", "upgrade"],
    "db backup": ["db", "backup", "FOLDER/backup"],
    "db check": ["db", "check"],
    "db index": ["db", "index"],
    "db restore": ["db", "restore", "FOLDER/no-backup"],
    "db copy": ["db", "copy", "--to", "sqlite:///FOLDER/copy.db"],
    "db grants": ["db", "grants", "qorgan_run"],
}
# They ask the database nothing, `intake` where no door is set up. What stands in a backup is looked at before the database is.
WITHOUT = {"init", "screen", "intake", "gate", "outlets check", "db restore", "db grants"}


def called(name: str, folder: Path) -> list[str]:
    """The words of a call."""
    return [word.replace("FOLDER", str(folder)) for word in CALLS[name]]


def write_given(folder: Path) -> None:
    """The files that the calls take. The outlet is at a host that nobody finds."""
    home = "http://nothing.invalid/"
    (folder / "outlets.yaml").write_text(
        f"- name: xx_none\n  title: {{en: None}}\n  home: {home}\n  country: KZ\n  languages: [ru]\n  feeds: ['{home}rss']\n"
    )
    (folder / "incidents.jsonl").write_text('{"title": "A reporter was beaten", "primary": "ATT", "date": "2026-01-05"}\n')
    (folder / "empty.warc.gz").write_bytes(b"")
