"""Runs the command line as a person does: in a process of its own, looking at what it prints."""

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, str(ROOT / "vraagbaak.py")]


def vraagbaak(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    words = [*COMMAND, *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, **options)


def started(*arguments: object) -> subprocess.Popen[str]:
    """Start a command and go on; its messages can be read from `stderr`."""
    return subprocess.Popen([*COMMAND, *map(str, arguments)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
