"""What shaped a run, from its manifest, as lines for a reader. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

_Json = Mapping[str, Any]

_OF_ITSELF = ("format", "started", "ended", "identity.")
"""What differs from run to run, or says once more what is said elsewhere."""

_DIGEST = 40
"""Characters from which an unbroken text of letters and figures is a digest."""

_SHORT = 12


def essentials(manifest: _Json) -> list[tuple[str, str]]:
    """Give what a reader asks first; what the manifest doesn't tell is left out."""
    parts = {name: manifest.get(name) or {} for name in ("cases", "corpus", "code")}
    told = (
        ("Task", manifest.get("task")),
        ("Started", _clock(manifest.get("started"))),
        ("Cases", _joined(parts["cases"], "count", "file")),
        ("Articles", parts["corpus"].get("articles")),
        ("Models", ", ".join(_joined(each, "name") or "" for each in manifest.get("models", ()))),
        ("Asked as of", manifest.get("as_of")),
        ("Code", _code(parts["code"])),
    )
    return [(name, str(value)) for name, value in told if value]


def sections(manifest: _Json) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the whole manifest as tables of names and values: settings, packages, all else."""
    apart = {name: manifest.get(name) for name in ("settings", "packages")}
    rest = {name: each for name, each in manifest.items() if name not in (*apart, "identity")}
    named = (("The run", rest), ("Settings", apart["settings"]), ("Packages", apart["packages"]))
    return [
        (name, [(key, _told(value)) for key, value in _flat(part)])
        for name, part in named
        if isinstance(part, Mapping)
    ]


def differing(manifest: _Json, base: _Json) -> list[tuple[str, str, str]]:
    """Give what both manifests tell and tell otherwise: name, the base's value, the run's."""
    mine, theirs = dict(_flat(manifest)), dict(_flat(base))
    return [
        (name, _told(theirs[name]), _told(value))
        for name, value in mine.items()
        if name in theirs and theirs[name] != value and not name.startswith(_OF_ITSELF)
    ]


def _flat(value: _Json, *, within: str = "") -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        if isinstance(each, Mapping):
            yield from _flat(each, within=f"{within}{name}.")
        else:
            yield f"{within}{name}", each


def _clock(started: str | None) -> str:
    return (started or "")[:16].replace("T", " ")


def _joined(part: _Json, *names: str) -> str:
    return ", ".join(str(part[name]) for name in names if part.get(name))


def _code(code: _Json) -> str:
    changed = ", with changes not committed" if code.get("dirty") else ""
    return f"{code['commit'][:_SHORT]}{changed}" if code.get("commit") else ""


def _told(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_told, value)) or "–"
        case {**parts}:
            return " ".join(map(_told, parts.values()))
        case str() if len(value) >= _DIGEST and value.isalnum():
            return value[:_SHORT]
    return str(value)
