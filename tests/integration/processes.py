"""What tests ask the operating system about processes."""

import os
import select
from pathlib import Path


def children(process: int) -> set[int]:
    """Give the numbers of the processes that a process's main thread has started."""
    file = Path(f"/proc/{process}/task/{process}/children")
    return {int(number) for number in file.read_text().split()}


def has_ended(process: int, *, seconds: float) -> bool:
    """Wait for the end of a process that may be another's child."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], seconds)[0])
    finally:
        os.close(watched)


def peak_megabytes(process: int) -> int:
    """Give the most memory that a running process has held so far."""
    status = Path(f"/proc/{process}/status").read_text()
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) // 1024
