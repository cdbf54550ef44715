"""What it costs to start a command, in seconds of the processor: the best of five, which other work on the machine disturbs least."""

import os
import resource
import subprocess
import sys
import tempfile

BAR = 1.5
# `outlets` also asks the database for each of 150 outlets and sets the table; the others only say what they are.
COMMANDS = (["--help"], ["run", "--help"], ["desk", "--help"], ["outlets"])
TIMES = 5


def main() -> int:
    """Print each; exit 1 where telling what a command is takes more than a second and a half."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QORGAN_DATA": folder}
        costs = {" ".join(words): min(_cost(words, environment) for _ in range(TIMES)) for words in COMMANDS}
    for words, cost in costs.items():
        print(f"  qorgan {words}: {cost:.2f} s of the processor")
    return int(any(cost > BAR for words, cost in costs.items() if words.endswith("--help")))


def _cost(words: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "flows.cli.main", *words], env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
