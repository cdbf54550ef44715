"""Runs a command and ends it when whoever started this is gone: `python -m flows.parent_watchdog COMMAND …`.

A server that outlives its `serve` would hold its port and its database for ever; standard input closes whichever way the parent ends, `kill -9` included.
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
