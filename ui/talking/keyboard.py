"""Lines that are typed at a terminal, with a history that outlives the session."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROMPT = "> "

_REMEMBERED = 1_000
"""Lines of the history."""


@contextmanager
def line_editing(history: Path, *, words: tuple[str, ...]) -> Iterator[None]:
    """Let lines be edited within, recalled from the history, and completed to these words.

    The history is a file for its owner alone; where it can't be kept, it is forgotten.
    """
    import readline

    readline.set_completer_delims("")
    readline.set_completer(lambda typed, number: _completion(typed, number, words=words))
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(_REMEMBERED)
    readline.clear_history()
    with suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        readline.set_completer(None)
        with suppress(OSError):  # a collection that may only be read can be asked all the same
            history.touch(mode=0o600)
            readline.write_history_file(history)


def typed_lines() -> Iterator[str]:
    """Yield what is typed until Ctrl-D; Ctrl-C gives up the line."""
    while True:
        try:
            line = input(PROMPT)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print("\nCtrl-D or /quit ends.")
            continue
        if line.strip():
            yield line


def _completion(typed: str, number: int, *, words: tuple[str, ...]) -> str | None:
    fitting = [word for word in words if word.startswith(typed)]
    return fitting[number] if typed and number < len(fitting) else None
