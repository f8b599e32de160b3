"""What can go wrong, drawn before it is defined.

DatelineError               every message says what is wrong and how to mend it
├── SettingsError           a configuration file or an environment variable
├── ReadingError            one file that can't be read; never stops the rest
├── IngestError             the whole ingest can't go on (nothing found, no such path)
├── StoreError              the index: absent, of another version or embedder, locked, broken
├── QuestionError           an empty or an overlong question
├── ArticleNotFound         no article of that id
├── CasesError              a case file of the evaluation
├── RunError                an evaluation run's folder: not one, of another data set, not writable
└── ModelError              a language model: absent, not loadable, answered with an error
    ├── ModelBusy           too many wait for it already; nothing was sent
    └── ModelUnavailable    nothing answers there at all; `auto` goes on to the next backend

Foreign errors (Chroma's, Ollama's, llama.cpp's, the operating system's) are mapped in the one
adapter that calls the library, with `from`.
"""

from functools import partial
from typing import Self


class DatelineError(Exception):
    """Base of every error that Dateline raises on purpose.

    `problem` says what is wrong, `mend` what the reader can do about it; both are one line.
    """

    def __init__(self, problem: str, *, mend: str) -> None:
        super().__init__(f"{problem} {mend}")
        self.problem = problem
        self.mend = mend

    def __reduce__(self) -> tuple[partial[Self], tuple[str]]:
        """Tell how it is made anew in another process; Exception's own way knows no keywords."""
        return partial(type(self), mend=self.mend), (self.problem,)


class SettingsError(DatelineError):
    """A setting has a value that can't be used, or a configuration file can't be read."""


class ReadingError(DatelineError):
    """One file could not be read as an article."""


class IngestError(DatelineError):
    """Ingest could not begin or go on; the index is as it was."""


class StoreError(DatelineError):
    """The index is absent, locked, broken, or was made by another version or embedder."""


class QuestionError(DatelineError):
    """The question is empty or too long."""


class ArticleNotFound(DatelineError):
    """The index holds no article of that id."""


class CasesError(DatelineError):
    """A case file of the evaluation can't be read."""


class RunError(DatelineError):
    """The folder of an evaluation run can't be used, or a baseline can't be read."""


class ModelError(DatelineError):
    """A language model failed."""


class ModelUnavailable(ModelError):
    """A language model can't be reached or isn't installed."""


class ModelBusy(ModelError):
    """Too many are waiting for the language model already."""
