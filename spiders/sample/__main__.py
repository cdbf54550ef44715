"""`python -m spiders.sample [--port 8461]`: serves the sample newsroom until Ctrl-C."""

import argparse
import signal
import sys
import threading
from datetime import datetime

from records.errors import QorganError
from records.i18n import tr
from records.settings import read_settings
from spiders.sample.server import serve, shared_newsroom_message
from spiders.sample.sites import HOST
from spiders.sample.story_files import ZONE


def main() -> int:
    """Print the three addresses and serve; return 0 after Ctrl-C, 1 if the ports are in use."""
    # Set explicitly: a process started in the background inherits "ignore" for Ctrl-C, and SIGTERM would end it without its last message.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        parser = argparse.ArgumentParser(prog="python -m spiders.sample", description=__doc__)
        parser.add_argument("--port", type=int, default=read_settings().sample_port, help=tr("the first of three ports (default %(default)s)"))
        port = parser.parse_args().port
        with serve(port, datetime.now(ZONE).date()) as own:
            if not own:
                print(shared_newsroom_message(port), file=sys.stderr)
            for place in range(3):
                print(f"http://{HOST}:{port + place}/", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except QorganError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
