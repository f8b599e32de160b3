"""API keys: random words that are shown once; the index folder keeps no more than their digests.

A key has 256 random bits, so that a plain SHA-256 of it tells nobody how to find it again.
"""

import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.errors import SettingsError, StoreError
from rag.settings import ServerSettings

Scope = Literal["read", "write"]
"""What a key allows: to ask and to read; `write` allows to change the collection as well."""

FILE_NAME = "keys.json"
KEY = re.compile(r"dl_[A-Za-z0-9_-]{43}")
"""How keys look."""

_LOCK_NAME = "keys.lock"
_LOCK_SECONDS = 10
_LONGEST_NAME = 60
_LAST = 4
_NEW_ID_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is known of a key; `digest` is the SHA-256 of the key itself, `last` its last letters.

    `created` is in UTC.
    """

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    created: datetime
    last: str
    digest: str


_KEYS = TypeAdapter(tuple[Key, ...])


class Keys:
    """The keys of an index. They are read anew whenever their file changes."""

    def __init__(self, index: Path) -> None:
        """Name the index folder, which need not be there before the first key is created."""
        self._folder = index
        self._file = index / FILE_NAME
        self._content = b"[]"
        self._known: tuple[Key, ...] = ()

    def known(self) -> tuple[Key, ...]:
        """Give the keys, oldest first. Raises StoreError where their file can't be read."""
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            content = b"[]"
        except OSError as error:
            raise _unreadable(error.strerror or str(error)) from error
        if content != self._content:
            try:
                self._known = _KEYS.validate_json(content)
            except ValidationError as error:
                raise _unreadable("it isn't what Dateline wrote") from error
            self._content = content
        return self._known

    def key_of(self, word: str) -> Key | None:
        """Give the key that someone presents, None where there is none; raises StoreError.

        The time that it takes doesn't depend on how much of a wrong word is right.
        """
        digest = _digest(word)
        found = None
        for key in self.known():
            if compare_digest(key.digest, digest):
                found = key
        return found

    def create(self, name: str, *, scope: Scope) -> tuple[Key, str]:
        """Make a key and give it with the word to present, which nothing can give again.

        Raises SettingsError where the name can't be taken, StoreError where nothing can be kept.
        """
        _check_name(name)
        with self._changing() as known:
            if any(key.name == name for key in known):
                raise SettingsError(
                    f"There is a key named {name} already.",
                    mend="Choose another name, or revoke that key first.",
                )
            word = f"dl_{secrets.token_urlsafe(32)}"
            key = Key(
                key_id=secrets.token_hex(_NEW_ID_BYTES),
                name=name,
                scopes=("read", "write") if scope == "write" else ("read",),
                created=datetime.now(UTC).replace(microsecond=0),
                last=word[-_LAST:],
                digest=_digest(word),
            )
            self._write((*known, key))
        return key, word

    def revoke(self, named: str) -> Key:
        """Remove the key of that name or id and give it back; a server refuses it at once.

        Raises SettingsError where there is none, StoreError where nothing can be kept.
        """
        with self._changing() as known:
            for key in known:
                if named in (key.name, key.key_id):
                    self._write([each for each in known if each is not key])
                    return key
        raise SettingsError(
            "There is no key of that name or id.", mend="`dateline keys list` shows what there is."
        )

    @contextmanager
    def _changing(self) -> Iterator[tuple[Key, ...]]:
        from filelock import FileLock, Timeout

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / _LOCK_NAME, timeout=_LOCK_SECONDS):
                yield self.known()
        except Timeout as error:
            raise StoreError(
                "Another program is changing the keys.", mend="Try again in a moment."
            ) from error
        except OSError as error:
            raise StoreError(
                f"The keys in {self._folder} can't be written ({error.strerror or error}).",
                mend="Check its path, its permissions and the free disk space.",
            ) from error

    def _write(self, keys: Sequence[Key]) -> None:
        """Replace the file as a whole; it is the owner's alone from the first byte on."""
        file, name = tempfile.mkstemp(dir=self._folder, prefix=".keys-")
        try:
            with os.fdopen(file, "wb") as unfinished:
                unfinished.write(_KEYS.dump_json(tuple(keys), indent=2))
                unfinished.flush()
                os.fsync(unfinished.fileno())
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def needs_key(server: ServerSettings) -> bool:
    """Tell whether requests need a key: always but on loopback, where it is a setting."""
    return server.require_key or not _is_loopback(server.host)


def expect_keys(server: ServerSettings, index: Path) -> None:
    """Refuse to start a server that needs keys while there are none, by a SettingsError.

    Raises StoreError where the keys can't be read.
    """
    if not needs_key(server) or Keys(index).known():
        return
    whom = "whoever reaches it" if server.require_key else f"all who reach {server.host}"
    raise SettingsError(
        f"The server would need API keys from {whom}, and there are none.",
        mend=f"Create one: `dateline keys create NAME --scope write --index {index}`.",
    )


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise SettingsError(
            "A key needs a name that can be printed.",
            mend=f"Give it one of 1 to {_LONGEST_NAME} letters, such as the program it is for.",
        )
    if KEY.search(name):
        raise SettingsError(
            "A key itself can't be a key's name.", mend="Give it one that may be read by others."
        )


def _digest(word: str) -> str:
    return sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


def _unreadable(why: str) -> StoreError:
    return StoreError(
        f"The file {FILE_NAME} of the index can't be used ({why}).",
        mend="Restore it, or delete it and create new keys.",
    )
