"""Answers through HTTP: how many a second, how late, and what the server holds meanwhile.

    .venv/bin/python tests/benchmarks/serving.py [--passages 10000] [--clients 32] [--seconds 60]
        [--questions N] [--articles PATH] [--index DIR] [--config FILE] [--json]

A collection is grown as for retrieval.py and served by `dateline serve`, in a process of its own.
First N questions are asked one after another, each once of an Assistant of this process and once
through HTTP, in turn: the difference of the medians is what HTTP costs. Then clients ask without a
pause for so many seconds, each question new to the server until they begin anew. "held" is the
server's memory, threads and open files, looked at ten times.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import numpy
from growing import grow, questions
from retrieval import apart, fill

from eval.runs.manifest import describe_machine
from rag.assemble import Models, build_assistant, build_library
from rag.schema import Question
from rag.settings import Settings, load_settings

_ROOT = Path(__file__).parents[2]
_LOOKS = 10
_WARMING = 20
_ABOUT = 300
_ASKED = 2_000
_PATIENCE = 30
_BACKEND = "extractive"

NO_LIMIT = {"DATELINE_SERVER__REQUESTS_PER_MINUTE": "0"}
"""What a server's environment says so that nobody is sent away for asking too often."""


@dataclass(slots=True)
class Load:
    """What clients saw: milliseconds of each answer, and what else came, by status or error."""

    seconds: float = 0
    answers: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """Give rate and latencies of the answers."""
        p50, p95, p99 = numpy.percentile(self.answers or [numpy.nan], (50, 95, 99))
        return {
            "answers": len(self.answers),
            "answers_per_second": round(len(self.answers) / self.seconds, 1),
            "p50": round(float(p50), 1),
            "p95": round(float(p95), 1),
            "p99": round(float(p99), 1),
            "slowest": round(max(self.answers, default=float("nan")), 1),
            "others": dict(self.others),
        }


@contextmanager
def served(
    folder: Path, *, config: Path | None = None, environment: Mapping[str, str] = NO_LIMIT
) -> Iterator[tuple[str, int]]:
    """Serve an index; give the address and the process, which is stopped as Ctrl-C does."""
    dateline = str(Path(sys.executable).with_name("dateline"))
    command = [dateline, "serve", "--index", str(folder), "--port", "0"]
    command += ["--config", str(config)] if config else []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}, cwd=_ROOT
    ) as process:
        try:
            assert process.stdout
            line = next(line for line in process.stdout if "http://" in line)
            yield line.split()[-1], process.pid
        finally:
            process.send_signal(signal.SIGINT)


def held(process: int) -> dict[str, float]:
    """Give megabytes of memory, threads and open files of a process (Linux)."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines()
    )
    return {
        "memory_mb": round(int(status["VmRSS"].split()[0]) / 1024, 1),
        "threads": int(status["Threads"]),
        "files": sum(1 for _ in Path(f"/proc/{process}/fd").iterdir()),
    }


def body(question: Question) -> dict[str, Any]:
    """Give a question as it is sent."""
    return {"question": question.text, "as_of": question.as_of.isoformat(), "backend": _BACKEND}


def compare(
    asked: Sequence[Question], *, folder: Path, settings: Settings, address: str
) -> dict[str, Any]:
    """Ask each question of Python and of the server; give the medians in milliseconds."""
    library = build_library(settings, index=folder)
    assistant = build_assistant(settings, library=library, models=Models(settings))
    times: dict[str, list[float]] = {"python": [], "http": []}
    with httpx.Client(base_url=address, timeout=_PATIENCE) as client:
        for number, question in enumerate(asked):
            start = time.perf_counter()
            assistant.answer(replace(question, backend=_BACKEND))
            middle = time.perf_counter()
            client.post("/v1/ask", json=body(question)).raise_for_status()
            end = time.perf_counter()
            if number >= _WARMING:
                times["python"].append(1000 * (middle - start))
                times["http"].append(1000 * (end - middle))
    library.close()
    medians = {name: round(float(numpy.median(each)), 1) for name, each in times.items()}
    differences = numpy.subtract(times["http"], times["python"])
    return medians | {"difference_p50": round(float(numpy.median(differences)), 1)}


async def press(
    asked: Sequence[Question], *, address: str, process: int, clients: int, seconds: float
) -> dict[str, Any]:
    """Let clients ask without a pause; give what they saw and what the server held."""
    load, kept, start = Load(), [held(process)], time.perf_counter()
    source = cycle(asked)
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)

    async def client() -> None:
        while time.perf_counter() - start < seconds:
            await _ask(session, next(source), load)

    async def look() -> None:
        for _ in range(_LOOKS):
            await asyncio.sleep(seconds / _LOOKS)
            kept.append(held(process))

    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE, limits=limits) as session:
        await asyncio.gather(look(), *(client() for _ in range(clients)))
    load.seconds = time.perf_counter() - start
    return load.told() | {"held": kept}


async def _ask(session: httpx.AsyncClient, question: Question, load: Load) -> None:
    sent = time.perf_counter()
    try:
        answer = await session.post("/v1/ask", json=body(question))
    except httpx.HTTPError as error:
        load.others[type(error).__name__] += 1
        return
    if answer.status_code == httpx.codes.OK and answer.json()["question"] == question.text:
        load.answers.append(1000 * (time.perf_counter() - sent))
    else:
        load.others[str(answer.status_code)] += 1


def measure(folder: Path, settings: Settings, options: Any) -> dict[str, Any]:
    """Serve the index and measure both."""
    about = [*islice(grow(options.articles), _ABOUT)]
    alone = [*islice(questions(about, seed=1), _WARMING + options.questions)]
    many = [*islice(questions(about, seed=2), _ASKED)]
    with served(folder, config=options.config) as (address, process):
        apart_from_load = compare(alone, folder=folder, settings=settings, address=address)
        pressing = press(
            many,
            address=address,
            process=process,
            clients=options.clients,
            seconds=options.seconds,
        )
        return {"one_by_one": apart_from_load, "load": asyncio.run(pressing)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--articles", type=Path, default=_ROOT / "corpus")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = load_settings(options.config)
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as temporary:
        folder = (options.index or Path(temporary)) / str(options.passages)
        apart(fill, folder, settings, options.articles, options.passages)
        result = measure(folder, settings, options)
    if options.json:
        print(json.dumps({"machine": describe_machine(), **result}, indent=2))
        return
    print("one by one, ms: " + ", ".join(f"{n} {v}" for n, v in result["one_by_one"].items()))
    kept = result["load"].pop("held")
    print("load, ms: " + ", ".join(f"{name} {value}" for name, value in result["load"].items()))
    for look in kept:
        print("  held: " + ", ".join(f"{name} {value}" for name, value in look.items()))


if __name__ == "__main__":
    main()
