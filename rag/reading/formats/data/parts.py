"""The parts of a file that holds several articles: those that can't be read are told in measure."""

from collections.abc import Iterable, Iterator

from rag.errors import ReadingError
from rag.reading.drafts import Draft

_MOST_ERRORS = 100
_HOPELESS = 10_000


def few_errors(
    parts: Iterable[Draft | ReadingError], *, name: str
) -> Iterator[Draft | ReadingError]:
    """Yield all drafts of the file called `name`, its first hundred errors and one for the rest.

    A file that begins with ten thousand parts which can't be read is given up.
    """
    errors, drafts = 0, 0
    for part in parts:
        errors += isinstance(part, ReadingError)
        drafts += isinstance(part, Draft)
        if isinstance(part, Draft) or errors <= _MOST_ERRORS:
            yield part
        if errors >= _HOPELESS and not drafts:
            break
    if errors > _MOST_ERRORS:
        yield ReadingError(
            f"{name} has {errors - _MOST_ERRORS:,} more parts that can't be read"
            f"{'' if drafts else ', and was given up'}.",
            mend="Mend those named above first; the rest may have the same fault.",
        )
