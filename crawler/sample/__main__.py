"""`python -m crawler.sample [--port N]`: serve the sample until Ctrl-C."""

import argparse
import contextlib
import sys
import threading

from crawler.sample.questions import SampleMissing
from crawler.sample.server import serve_sample


def main() -> int:
    """Serve until interrupted; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m crawler.sample", description="Serve the sample on loopback.")
    parser.add_argument("--port", type=int, default=8700, help="port on 127.0.0.1 (default 8700; 0 takes a free one)")
    port = parser.parse_args().port
    try:
        with serve_sample(port) as base:
            print(f"the sample is served on {base}, Ctrl-C stops it", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()
    except SampleMissing as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot serve on port {port}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
