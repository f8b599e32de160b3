"""Several processes answer from one index while another changes it."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from rag.errors import StoreError
from rag.index.library import Library

PROGRAM = Path(__file__).parent / "server_program.py"
COMMAND = [sys.executable, "-c", "from ui.cli import main; main()"]
FERRY = {"question": "When will Lornhaven launch its new ferry?", "as_of": "2025-05-06"}
BRIDGE = {"question": "Who opened the bridge of Maristow?", "as_of": "2025-05-06"}
TOLD = "Published: {day} May 2025\n\n{title}\n\nThe {thing} of {place} was opened by Ada Holm.\n"
PLACES = ("Maristow", "Quillby", "Skerrow", "Olave", "Tarn End", "Port Ellis")


@pytest.fixture
def servers(library: Library, articles: Path) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two servers on one index, each a process of its own, and clients of them."""
    library.ingest([articles])
    with ExitStack() as running:
        programs = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, str(PROGRAM), str(library.folder), "1"],
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        clients = []
        for program in programs:
            running.callback(program.kill)
            assert program.stdout
            address = program.stdout.readline().removeprefix("Dateline is at ").strip()
            clients.append(running.enter_context(httpx.Client(base_url=address, timeout=120)))
        one, other = clients
        yield one, other


def answers(client: httpx.Client, asked: dict[str, str]) -> tuple[str, str]:
    """Ask a server; give the answer's status and text."""
    answer = client.post("/v1/ask", json=asked).raise_for_status().json()
    return answer["status"], answer["text"]


def test_two_servers_answer_while_a_third_process_ingests(
    servers: tuple[httpx.Client, httpx.Client], library: Library, articles: Path
) -> None:
    for client in servers:
        assert answers(client, BRIDGE)[0] == "not_found"
    for day, place in enumerate(PLACES, start=1):
        told = TOLD.format(day=day, title=f"Bridge opens in {place}", thing="bridge", place=place)
        (articles / f"bridge-{day}.txt").write_text(told, "utf-8")
    with ThreadPoolExecutor() as pool:
        ingest = pool.submit(library.ingest, [articles])
        meanwhile = [answers(client, FERRY) for client in servers]
        while not ingest.done():
            meanwhile += [answers(client, FERRY) for client in servers]
        assert len(ingest.result().added) == len(PLACES)
    assert {status for status, _ in meanwhile} == {"answered"}
    assert all("Friday" in text for _, text in meanwhile)
    for client in servers:
        status, text = answers(client, BRIDGE)
        assert (status, "Ada Holm" in text) == ("answered", True)
        listed = client.get("/v1/articles").raise_for_status().json()["articles"]
        assert len(listed) == len(library.listing()) == len(PLACES) + 2


def test_what_another_process_adds_is_near_without_a_new_start(
    library: Library, articles: Path
) -> None:
    library.ingest([articles])
    (vector,) = library.embedder.embed(["Ada Holm opened the bridge of Maristow."])
    before = {passage_id for passage_id, _ in library.vectors.search(vector, k=10)}
    told = TOLD.format(day=7, title="Bridge opens", thing="bridge", place="Maristow")
    (articles / "bridge.txt").write_text(told, "utf-8")
    ingest = [*COMMAND, "ingest", str(articles), "--index", str(library.folder)]
    subprocess.run(ingest, check=True, stdout=subprocess.DEVNULL)
    (nearest, _), *others = library.vectors.search(vector, k=10)
    assert nearest not in before
    assert {passage_id for passage_id, _ in others} == before


def test_who_comes_second_to_write_is_told(
    servers: tuple[httpx.Client, httpx.Client], library: Library
) -> None:
    client, _ = servers
    (article, *_) = library.listing()
    with library.writing():
        refused = client.delete(f"/v1/articles/{article.article_id}")
        assert refused.status_code == 503
        assert "Another program" in refused.json()["detail"]
        assert answers(client, FERRY)[0] == "answered"
        with (
            pytest.raises(StoreError, match="Another program"),
            Library(library.folder, settings=library.settings, embedder=library.embedder).writing(),
        ):
            pass
    client.delete(f"/v1/articles/{article.article_id}").raise_for_status()
    assert article.article_id not in {each.article_id for each in library.listing()}
