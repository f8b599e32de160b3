"""How often callers may ask and who waits for whom, over real sockets."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
from keyholders import ASKED, MakeKey, bearer
from over_http import problem, request, until_waiting
from speaker import Speaker, choosing

from rag.index.library import Library
from rag.protocols import Prompt

ServeApi = Callable[..., str]


def test_a_key_that_asks_too_often_waits_and_others_do_not(
    small_library: Library, serve_api: ServeApi, key: MakeKey
) -> None:
    address = serve_api(small_library, require_key=True, requests_per_minute=3)
    hasty, patient = bearer(key("read")), bearer(key("read"))
    path = f"{address}/v1/articles"
    request("GET", f"{address}/health")  # a server's first response takes long
    assert [request("GET", path, headers=hasty).status_code for _ in range(3)] == [200] * 3
    refused = request("GET", path, headers=hasty)
    problem(refused, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert request("GET", path, headers=patient).status_code == 200
    assert request("GET", f"{address}/health", headers=hasty).status_code == 200


def test_without_keys_an_address_is_limited(small_library: Library, serve_api: ServeApi) -> None:
    address = serve_api(small_library, requests_per_minute=2)
    request("GET", f"{address}/health")
    codes = [request("GET", f"{address}/v1/articles").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


class HeldModel(Speaker):
    """A language model that says nothing before a test lets it; it tells which question it has."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.prompts: list[str] = []
        self.begun = threading.Semaphore(0)
        self.steps = threading.Semaphore(0)

    def generate(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(str(prompt))
        self.begun.release()
        return super().generate(prompt)

    def _answer(self) -> Iterator[str]:
        assert self.steps.acquire(timeout=60)
        yield "The ferry."


def test_beyond_the_queue_a_request_is_refused_while_the_others_wait(
    small_library: Library, serve_api: ServeApi
) -> None:
    model = HeldModel()
    address = serve_api(small_library, choose_model=choosing(model), answers=1, waiting=1)
    with ThreadPoolExecutor(2) as clients:
        asking = [clients.submit(request, "POST", f"{address}/v1/ask", json=ASKED)]
        assert model.begun.acquire(timeout=60)
        asking.append(clients.submit(request, "POST", f"{address}/v1/ask", json=ASKED))
        until_waiting(1, address)
        with httpx.Client(timeout=60) as client:
            client.get(f"{address}/health")  # the connection is there already
            took = []
            for _ in range(20):
                began = time.perf_counter()
                refused = client.post(f"{address}/v1/ask", json=ASKED)
                took.append(time.perf_counter() - began)
                problem(refused, 503)
                assert int(refused.headers["retry-after"]) >= 1
        assert min(took) < 0.05
        assert not any(each.done() for each in asking)
        model.steps.release(2)
        assert [each.result().status_code for each in asking] == [200, 200]


def test_callers_with_keys_take_turns(
    small_library: Library, serve_api: ServeApi, key: MakeKey
) -> None:
    model = HeldModel()
    address = serve_api(small_library, choose_model=choosing(model), answers=1, waiting=8)
    greedy, modest = bearer(key("read")), bearer(key("read"))

    def ask(place: str, headers: dict[str, str]) -> int:
        asked = ASKED | {"question": f"When will the ferry be launched in {place}?"}
        return request("POST", f"{address}/v1/ask", json=asked, headers=headers).status_code

    with ThreadPoolExecutor(5) as clients:
        asking = [clients.submit(ask, "Lornhaven", greedy)]
        assert model.begun.acquire(timeout=60)
        for number in (1, 2, 3):
            asking.append(clients.submit(ask, "Lornhaven", greedy))
            until_waiting(number, address)
        asking.append(clients.submit(ask, "Maristow", modest))
        until_waiting(4, address)
        model.steps.release(5)
        assert [each.result() for each in asking] == [200] * 5
    assert ["Maristow?" in prompt for prompt in model.prompts].index(True) == 2
