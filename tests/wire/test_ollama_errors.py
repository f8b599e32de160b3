"""Every refusal and every breaking off that an Ollama was recorded to answer with, replayed."""

import dataclasses
import itertools
import re

import pytest
from asking import BODY, PROMPT, model_at, unused_address
from replay import RECORDINGS, Manner, Recording, recorded, replay

from rag.errors import ModelBusy, ModelError, ModelUnavailable
from rag.llm.retrying import BrokenOff

CHAT = "/api/chat"
OTHER_MODEL = "Choose another model with --model; `ollama list` names them."
LOG = "See its log; choose another model with --model."
TOO_LONG = "Raise model.context, or lower retrieval.evidence."
PULL = "Fetch it with `ollama pull smollm2:135m`."

REFUSALS = [
    ("chat_unknown_model", ModelUnavailable, "has no model smollm2:135m.", PULL),
    ("chat_unknown_model_stream", ModelUnavailable, "has no model smollm2:135m.", PULL),
    ("chat_on_embed_model", ModelError, '(400: "all-minilm:l6" does not support', OTHER_MODEL),
    ("chat_bad_model_name", ModelError, "(400: invalid model name).", OTHER_MODEL),
    ("chat_bad_keepalive", ModelError, '(400: time: invalid duration "banana").', OTHER_MODEL),
    ("chat_no_model", ModelError, "(400: model is required).", OTHER_MODEL),
    ("chat_empty_body", ModelError, "(400: missing request body).", OTHER_MODEL),
    ("chat_malformed_json", ModelError, "(400: unexpected EOF).", OTHER_MODEL),
    ("chat_wrong_type", ModelError, "(400: json: cannot unmarshal string", OTHER_MODEL),
    ("chat_tools_unsupported", ModelError, "does not support tools).", OTHER_MODEL),
    ("chat_images_unsupported", ModelError, "(400: Multimodal data provided", OTHER_MODEL),
    ("chat_format_invalid", ModelError, "(500: invalid format", LOG),
    ("chat_bad_option_type", ModelError, '(500: option "temperature" must be', LOG),
    ("queue_full_0", ModelBusy, "is busy (503: server busy", "or start it with a larger OLLAMA"),
    ("runner_killed_nostream", BrokenOff, "unexpected EOF).", "with `ollama ps`, and ask again."),
    ("ctx_overflow_shift_false", ModelError, "context of 4096 tokens.", TOO_LONG),
    ("ctx_overflow_4096_shift_false", ModelError, "context of 4096 tokens.", TOO_LONG),
    ("ctx_overflow_truncate_false", ModelError, "context of 256 tokens.", TOO_LONG),
    ("ctx_overflow_shift_truncate_false", ModelError, "context of 256 tokens.", TOO_LONG),
    ("ctx_overflow_shift_truncate_false_stream", ModelError, "context of 256 tokens.", TOO_LONG),
    ("native_ctx_overflow_default_stream", ModelError, "context of 256 tokens.", TOO_LONG),
    ("think_default_stream", ModelError, "thought, but gave no answer.", "without thinking"),
    ("think_default_nostream", ModelError, "thought, but gave no answer.", "without thinking"),
    ("bad_host_header", ModelUnavailable, "under that name (403: Forbidden).", "its IP address"),
    ("unknown_path", ModelUnavailable, "is no Ollama, or not a healthy one.", "`ollama serve`"),
    ("wrong_method", ModelUnavailable, "is no Ollama, or not a healthy one.", "`ollama serve`"),
    ("root", ModelUnavailable, "is no Ollama, or not a healthy one.", "`ollama serve`"),
]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, which take no time here."""
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


def answering_chat(name: str) -> Recording:
    return dataclasses.replace(recorded(name), method="POST", path=CHAT)


def failing(error: str, *, status: int = 500) -> Recording:
    """A refusal in other words than were recorded."""
    body = f'{{"error": "{error}"}}'
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    exchange = recorded("runner_killed_nostream")
    return dataclasses.replace(exchange, status=status, body=body, headers=headers)


@pytest.mark.parametrize(("name", "kind", "said", "mend"), REFUSALS)
def test_a_refusal_says_what_and_how_to_mend_it(
    name: str, kind: type[ModelError], said: str, mend: str
) -> None:
    with replay(answering_chat(name)) as server, pytest.raises(ModelError) as caught:
        list(model_at(server.url, retries=0).generate(PROMPT))
    assert type(caught.value) is kind
    assert said in caught.value.problem
    assert mend in caught.value.mend
    assert "\n" not in str(caught.value)


def test_every_recorded_refusal_of_a_chat_is_among_them() -> None:
    refusals = {
        path.stem
        for path in RECORDINGS.glob("*.json")
        if (each := recorded(path.stem)).path == CHAT and each.status >= 400
    }
    # This one has its own test: it is asked again in other words.
    assert refusals - {name for name, *_ in REFUSALS} == {"chat_think_true_unsupported"}


def test_a_model_that_is_too_large_says_so() -> None:
    said = failing("model requires more system memory (9.1 GiB) than is available (3.3 GiB)")
    with replay(said) as server, pytest.raises(ModelError, match="too large") as caught:
        list(model_at(server.url).generate(PROMPT))
    assert caught.value.mend == "Choose a smaller model with --model, or lower model.context."


def test_a_redirect_is_not_followed() -> None:
    elsewhere = dataclasses.replace(failing(""), status=307, headers=(("Location", "/"),), body="")
    with replay(elsewhere) as server, pytest.raises(ModelUnavailable, match="is no Ollama"):
        list(model_at(server.url).generate(PROMPT))
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("name", "manner", "begins", "said"),
    [
        ("runner_killed_midstream", Manner(), ["The", " story", " of"], "unexpected EOF"),
        ("chat_stream", Manner(lines=3), ["The", " capital", " of"], "incomplete chunked read"),
        ("chat_stream", Manner(lines=3, clean=True), ["The", " capital", " of"], "no end"),
    ],
    ids=["error line", "dead server", "no last line"],
)
def test_an_answer_that_breaks_off_gives_its_pieces_then_an_error(
    name: str, manner: Manner, begins: list[str], said: str
) -> None:
    with replay(recorded(name), manner=manner) as server:
        pieces = model_at(server.url).generate(PROMPT)
        assert list(itertools.islice(pieces, 3)) == begins
        with pytest.raises(ModelError, match=said) as caught:
            list(pieces)
    assert "`ollama ps`" in caught.value.mend
    assert len(server.received) == 1  # what was seen is not said twice


@pytest.mark.parametrize(
    ("failure", "manner"),
    [
        ("runner_killed_nostream", Manner()),
        ("chat_stream", Manner(reset=True)),
        ("chat_stream", Manner(lines=0)),
        ("chat_stream", Manner(lines=0, clean=True)),
    ],
    ids=["killed runner", "reset", "dead server", "no answer"],
)
def test_what_broke_off_before_the_first_word_is_asked_once_more(
    failure: str, manner: Manner, pauses: list[float]
) -> None:
    with replay(recorded(failure), recorded("after_runner_killed"), first=manner) as server:
        reply = "".join(model_at(server.url).generate(PROMPT))
    assert reply == "The capital of France is Paris."
    assert [each.body for each in server.received] == [BODY, BODY]
    assert pauses == [0]


def test_it_is_asked_as_often_as_the_setting_says() -> None:
    with (
        replay(*[recorded("runner_killed_nostream")] * 3) as server,
        pytest.raises(ModelError, match="unexpected EOF"),
    ):
        list(model_at(server.url, retries=2).generate(PROMPT))
    assert len(server.received) == 3


def test_a_busy_ollama_is_asked_again_after_a_pause(pauses: list[float]) -> None:
    with replay(recorded("queue_full_0"), recorded("chat_stream")) as server:
        reply = "".join(model_at(server.url).generate(PROMPT))
    assert reply == "The capital of France is Paris."
    assert pauses == [1]


def test_patience_with_a_busy_ollama_ends(pauses: list[float]) -> None:
    with replay(*[recorded("queue_full_0")] * 9) as server, pytest.raises(ModelBusy):
        list(model_at(server.url, retries=8).generate(PROMPT))
    assert pauses == [1, 2, 4]
    assert len(server.received) == 4


@pytest.mark.parametrize("name", ["chat_on_embed_model", "chat_format_invalid", "unknown_path"])
def test_what_stays_as_it_is_is_not_asked_again(name: str, pauses: list[float]) -> None:
    with replay(answering_chat(name)) as server, pytest.raises(ModelError):
        list(model_at(server.url, retries=5).generate(PROMPT))
    assert len(server.received) == 1
    assert pauses == []


def test_silence_is_an_error_after_the_timeout_and_nothing_is_asked_again() -> None:
    with replay(recorded("chat_stream"), manner=Manner(mute=True)) as server:
        model = model_at(server.url, timeout=0.1)
        with pytest.raises(ModelError, match="too long for its next word") as caught:
            list(model.generate(PROMPT))
    assert caught.value.mend == "Raise model.timeout, or choose a smaller model."
    assert type(caught.value) is ModelError
    assert len(server.received) == 1


def test_nothing_there_is_unavailable() -> None:
    address = unused_address()
    with pytest.raises(ModelUnavailable, match=re.escape(f"answers at http://{address}. Start it")):
        list(model_at(address).generate(PROMPT))


@pytest.mark.parametrize("name", ["queue_full_0", "ctx_overflow_truncate_false"])
def test_how_sure_a_model_is_fails_in_the_same_words(name: str, pauses: list[float]) -> None:
    with replay(*[recorded(name)] * 2) as server, pytest.raises(ModelError) as caught:
        model_at(server.url).probability(PROMPT, choices=("Yes", "No"))
    assert re.search(r"is busy|longer than the model's context", caught.value.problem)
    assert len(server.received) == 1 + len(pauses)
