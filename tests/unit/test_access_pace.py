"""How slowly a body may come, by a clock that tests turn."""

from collections.abc import Iterator
from itertools import repeat

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from rag.serving.access.pace import STRETCH, SteadyBodies

SECONDS = SteadyBodies.stretch_seconds
LAST: Message = {"type": "http.request", "body": b"", "more_body": False}


async def nothing(_message: Message) -> None:
    raise AssertionError("nothing is sent here")


class Client:
    """Sends pieces of a body, each after so many seconds."""

    def __init__(self, pieces: Iterator[tuple[float, bytes]]) -> None:
        self.now = 1_000.0
        self._pieces = pieces

    async def receive(self) -> Message:
        await anyio.lowlevel.checkpoint()
        for seconds, piece in self._pieces:
            self.now += seconds
            return {"type": "http.request", "body": piece, "more_body": True}
        return LAST

    def read(self) -> int:
        """Read the body to its end as a route would; give its bytes."""
        length = 0

        async def route(_scope: Scope, receive: Receive, _send: Send) -> None:
            nonlocal length
            message = await receive()
            while message["more_body"]:
                length += len(message["body"])
                self.now += 10 * SECONDS  # that the server takes is not the client's time
                message = await receive()

        app = SteadyBodies(route, seconds=lambda: self.now)
        anyio.run(app, {"type": "http"}, self.receive, nothing)
        return length


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [(SECONDS - 1, b"x")],
        [(SECONDS / 3, b"x"), (SECONDS / 3, b"x")],
        [*repeat((SECONDS - 1, b"x" * STRETCH), 50)],
        [*repeat((SECONDS / 4 - 1, b"x" * (STRETCH // 4)), 50)],
    ],
)
def test_a_body_that_comes_on_may_take_any_time(pieces: list[tuple[float, bytes]]) -> None:
    assert Client(iter(pieces)).read() == sum(len(piece) for _, piece in pieces)


@pytest.mark.parametrize("pause", [SECONDS + 1, SECONDS / 3, 1])
def test_a_body_of_which_nearly_nothing_comes_is_refused(pause: float) -> None:
    client = Client(repeat((pause, b"x")))
    began = client.now
    with pytest.raises(HTTPException) as refused:
        client.read()
    assert refused.value.status_code == 408
    assert refused.value.headers == {"Connection": "close"}
    assert client.now > began + SECONDS


def test_after_its_body_a_client_may_wait_as_long_as_it_likes() -> None:
    told: list[Message] = []
    now = 0.0

    async def receive() -> Message:
        nonlocal now
        await anyio.lowlevel.checkpoint()
        now += 10 * SECONDS
        return {"type": "http.disconnect"} if told else LAST

    async def route(_scope: Scope, receive: Receive, _send: Send) -> None:
        told.append(await receive())
        told.append(await receive())

    app = SteadyBodies(route, seconds=lambda: now)
    anyio.run(app, {"type": "http"}, receive, nothing)
    assert told[-1] == {"type": "http.disconnect"}
