"""The units of systemd shut a service in as far as its work allows."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service"))
# What every unit says, whatever the version of systemd that judges it. None: any value.
SAID = {
    "User": "qorgan", "StateDirectory": "qorgan", "StateDirectoryMode": "0700", "UMask": "0077", "LimitCORE": "0",
    "NoNewPrivileges": "true", "CapabilityBoundingSet": "", "AmbientCapabilities": "", "ProtectSystem": "strict", "ProtectHome": "true",
    "ProtectProc": "invisible", "ProtectClock": "true", "ProtectHostname": "true", "ProtectControlGroups": "true", "ProtectKernelLogs": "true",
    "ProtectKernelModules": "true", "ProtectKernelTunables": "true", "PrivateTmp": "true", "PrivateDevices": "true", "PrivateUsers": "true",
    "RemoveIPC": "true", "KeyringMode": "private", "LockPersonality": "true", "RestrictRealtime": "true", "RestrictSUIDSGID": "true",
    "RestrictNamespaces": "true", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "IPAddressDeny": "link-local multicast",
    "SystemCallArchitectures": "native",
}  # fmt: skip


def directives(unit: Path) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            said.setdefault(name, []).append(value)
    return said


def test_there_are_units() -> None:
    assert {unit.name for unit in UNITS} >= {"qorgan-serve.service", "qorgan-desk.service"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_shuts_its_service_in(unit: Path) -> None:
    said = directives(unit)
    assert {name: said.get(name) for name in SAID} == {name: [value] for name, value in SAID.items()}
    assert said["SystemCallFilter"] == ["@system-service", "~@privileged @obsolete"]
    # A backup lies elsewhere than what it is of.
    assert said.get("ReadWritePaths", []) == (["/mnt/backup/qorgan"] if unit.stem == "qorgan-backup" else [])
    # Nothing secret stands in a file that everybody may read.
    assert not [value for value in said["Environment"] if "SECRET" in value or "://" in value]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.usefixtures("processes")
def test_systemd_itself_calls_every_unit_ok() -> None:
    # A threshold of 40 is an exposure of 4.0; above it the command fails.
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=40", "--json=short", "--no-pager"]
    for unit in UNITS:
        judged = subprocess.run([*command, str(unit)], capture_output=True, text=True, check=False)
        assert judged.returncode == 0, (unit, [row for row in json.loads(judged.stdout) if row.get("exposure") not in (None, "0.0")])
