"""Threads of the server share two heaps, by glibc's own account of them."""

import ctypes
import subprocess
import sys

import pytest

_COUNTED = """
import ctypes, sys, threading
from ui.server.memory import share_heaps

if sys.argv[1] == "shared":
    share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)
taken = []

def take():
    together.wait()
    taken.append(libc.malloc(100_000))
    together.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
libc.fopen.restype = libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(how: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", _COUNTED, how], capture_output=True, text=True, check=True
    )
    return told.stdout.count("<heap nr=")


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"),
    reason="Only glibc counts its heaps.",
)
def test_threads_share_two_heaps() -> None:
    assert heaps("shared") <= 2 < heaps("as it is")
