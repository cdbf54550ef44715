"""Runs a command and ends it when the process that started this one is gone: `python -m flows.parent_watchdog COMMAND …`.

A server that outlives its `qorgan serve` would keep its port and its database for ever. Standard input closes however the parent ends, even by `kill
-9`.
"""

import os
import subprocess
import sys
import threading


def main(command: list[str]) -> int:
    """The command's own exit code."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603

    def follow() -> None:
        while os.read(0, 4096):
            pass
        process.terminate()

    threading.Thread(target=follow, daemon=True).start()
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
