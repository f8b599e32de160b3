"""How the server's threads share the memory they work in."""

import ctypes
import sys

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""

_HEAPS = 2


def share_heaps() -> None:
    """Let all threads that begin from now on share two heaps, where the C library is glibc.

    By its own measure each thread has one. What an answer frees then stays with the thread that
    gave it, and a server that many ask grows by half.
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_ARENA_MAX, _HEAPS)
