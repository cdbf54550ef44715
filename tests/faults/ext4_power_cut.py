"""The power cut on a real file system: an ext4 image, shut down by its own call without its journal being written, while the desk answers decisions.

The test in `tests/flows/test_power_cut.py` cuts without any rights, and harder; this one shows that a kernel agrees. It needs root and loop devices.
"""

import fcntl
import os
import random
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from records.database import open_database, read_session
from records.tables import DraftRow, IncidentRow
from tests.faults.fault_outcome import FaultOutcome, Skipped
from tests.flows.real_command import Home
from tests.flows.test_power_cut import Answered, waiting_drafts

TIMES = 10
# _IOR('X', 125, __u32) of linux/fs.h of ext4, and its flag "do not write the journal".
_SHUTDOWN, _NO_LOG = 0x8004587D, 2
_EACH = 20


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Decide, cut the power at a random moment within a few decisions, mount again, and compare with what was answered."""
    if os.geteuid() or not Path("/dev/loop-control").exists():
        raise Skipped("an ext4 image needs root and loop devices")
    outcome, chance = FaultOutcome("power cut (ext4 shut down) while the desk answers decisions"), random.Random(3)
    image, answered = folder / "disk.img", Answered()
    subprocess.run(["truncate", "-s", "256M", str(image)], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    token = ""
    for number in range(times):
        with mounted(image, folder / f"disk-{number}") as disk:
            data = disk / "data"
            if not number:
                data.mkdir()
                token = waiting_drafts(data)
                os.sync()
            home = Home(data)
            desk = home.start("desk", "--port", "0")
            assert desk.stdout is not None
            address = desk.stdout.readline().split()[-1]
            for draft in range(number * _EACH + 1, number * _EACH + 1 + chance.randrange(1, _EACH)):
                answered.post(address, token, draft)
            time.sleep(chance.choice((0.0, 0.2, 2.0)))
            shut_down(disk)
            desk.kill()
            desk.communicate()
        outcome.times += 1
        with mounted(image, folder / f"again-{number}") as disk:
            compare(outcome, answered, disk / "data" / "qorgan.db")
            outcome.read_words(Home(disk / "data").qorgan("verify", "--chain-only", code=None).stderr, f"cut {number}")
    return outcome


def compare(outcome: FaultOutcome, answered: Answered, database: Path) -> None:
    """Count the decisions that were answered and do not stand, and the numbers that two incidents were given."""
    engine = open_database(f"sqlite:///{database}")
    with read_session(engine) as session:
        states = {row.id: row.state for row in session.scalars(select(DraftRow))}
        numbers = {row.draft_id: row.number for row in session.scalars(select(IncidentRow))}
    engine.dispose()
    lost = [draft for draft, state in answered.states.items() if states[draft] != state]
    lost += [draft for draft, number in answered.numbers.items() if numbers.get(draft) != number]
    outcome.lost += len(lost)
    outcome.doubled += len(answered.numbers) - len(set(answered.numbers.values()))
    if lost:
        outcome.notes.append(f"cut {outcome.times}: lost the decisions on {lost[:5]}")


def shut_down(disk: Path) -> None:
    """Stop the file system at once. What was not synced is lost, as by a power cut."""
    handle = os.open(disk, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, _SHUTDOWN, struct.pack("I", _NO_LOG))
    finally:
        os.close(handle)


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """The image as a file system of its own, for as long as the context lasts."""
    place.mkdir()
    subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
