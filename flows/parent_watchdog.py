"""A command that ends with its parent process: `python -m flows.parent_watchdog PARENT COMMAND …`.

A server that outlives its `qorgan serve` would block its port and its database for ever. On Linux the kernel ends it (PR_SET_PDEATHSIG), however the
parent ends, even by `kill -9`, and this process becomes the command itself. Elsewhere this process stays, and follows its standard input, which
closes with the parent.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading

_PR_SET_PDEATHSIG = 1


def bound_to_this_process(command: list[str]) -> list[str]:
    """Return the command line that ends a command with this process. Start it with a pipe as standard input, from a thread that lasts as long."""
    return [sys.executable, "-m", "flows.parent_watchdog", str(os.getpid()), *command]


def main(parent: int, command: list[str]) -> int:
    """Run the command; return its exit code if this process is not replaced by it."""
    if sys.platform == "linux":
        # Before the command runs, in the process that will run it: the setting survives exec.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # The parent ended before the kernel had the setting.
            return 1
        os.execv(command[0], command)  # noqa: S606
    return _follow(command)


def _follow(command: list[str]) -> int:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603

    def follow() -> None:
        while os.read(0, 4096):
            pass
        process.kill()

    threading.Thread(target=follow, daemon=True).start()
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
