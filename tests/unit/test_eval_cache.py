"""Remembered replies: what counts as the same question, what is not kept, and what it saved."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from eval_task import Adding, sums

from eval.metrics.scoring import Outcome
from eval.runs.cache import Remembered, RememberingModel, ReplyCache
from eval.runs.run import run_task
from rag.errors import ModelError, RunError
from rag.protocols import Prompt
from rag.schema import ModelInfo

PROMPT = Prompt(system="Answer.", user="When?", max_tokens=20)
CHOICES = ("Yes", "No")


class Speaker:
    """A model that counts what it is asked, and breaks off where it is told to."""

    info = ModelInfo(backend="ollama", name="parrot")

    def __init__(self, *, identity="parrot@12ab", context=4096, sure=0.25, breaks=False):
        self.identity = identity
        self.context = context
        self.asked = 0
        self._sure = sure
        self._breaks = breaks

    def count_tokens(self, text):
        return len(text)

    def generate(self, prompt):
        self.asked += 1
        yield "On "
        if self._breaks:
            raise ModelError("It broke off.", mend="Ask again.")
        yield f"Monday {self.asked}."

    def probability(self, prompt, *, choices):
        self.asked += 1
        return self._sure


@pytest.fixture
def cache(tmp_path):
    opened = ReplyCache(tmp_path / "replies")
    yield opened
    opened.close()


def remembering(model, cache, *, temperature=0, seed=1):
    return RememberingModel(model, cache=cache, temperature=temperature, seed=seed)


def test_what_was_said_is_said_again_piece_by_piece(cache, tmp_path):
    model = Speaker()
    first = list(remembering(model, cache).generate(PROMPT))
    cache.close()
    later = ReplyCache(tmp_path / "replies")
    assert list(remembering(model, later).generate(PROMPT)) == first == ["On ", "Monday 1."]
    assert model.asked == 1
    later.close()


def test_the_rest_is_the_models_own(cache):
    model = remembering(Speaker(), cache)
    assert (model.info, model.identity, model.context) == (Speaker.info, "parrot@12ab", 4096)
    assert model.count_tokens("four") == 4


@pytest.mark.parametrize(
    ("speaker", "sampling", "prompt"),
    [
        ({"identity": "parrot@34cd"}, {}, {}),
        ({"context": 2048}, {}, {}),
        ({}, {"temperature": 0.7}, {}),
        ({}, {"seed": 2}, {}),
        ({}, {}, {"system": "Answer!"}),
        ({}, {}, {"user": "Where?"}),
        ({}, {}, {"max_tokens": 21}),
        ({}, {}, {"schema": {"type": "object"}}),
        ({}, {}, {"temperature": 0.7}),
        ({}, {}, {"seed": 2}),
    ],
)
def test_whatever_shapes_a_reply_makes_it_another(cache, speaker, sampling, prompt):
    list(remembering(Speaker(), cache).generate(PROMPT))
    other = Speaker(**speaker)
    list(remembering(other, cache, **sampling).generate(replace(PROMPT, **prompt)))
    assert other.asked == 1


def test_who_says_how_to_draw_makes_no_other_reply(cache):
    list(remembering(Speaker(), cache, temperature=0.7, seed=2).generate(PROMPT))
    other = Speaker()
    list(remembering(other, cache).generate(replace(PROMPT, temperature=0.7, seed=2)))
    assert other.asked == 0


def test_a_reply_that_breaks_off_or_is_stopped_is_not_remembered(cache):
    with pytest.raises(ModelError, match="broke off"):
        list(remembering(Speaker(breaks=True), cache).generate(PROMPT))
    stopped = remembering(Speaker(), cache).generate(PROMPT)
    assert next(stopped) == "On "
    stopped.close()
    model = Speaker()
    list(remembering(model, cache).generate(PROMPT))
    assert model.asked == 1


def test_probabilities_are_remembered_by_their_choices(cache):
    model = remembering(speaker := Speaker(sure=0.0), cache)
    assert [model.probability(PROMPT, choices=CHOICES) for _ in range(2)] == [0.0, 0.0]
    assert speaker.asked == 1
    model.probability(PROMPT, choices=("Ja", "Nein"))
    list(model.generate(PROMPT))
    assert speaker.asked == 3


def test_what_a_model_cannot_tell_is_not_remembered(cache):
    model = remembering(speaker := Speaker(sure=None), cache)
    assert [model.probability(PROMPT, choices=CHOICES) for _ in range(2)] == [None, None]
    assert speaker.asked == 2


def test_saved_seconds_are_counted_by_thread_and_taken_once(cache):
    cache.keep("slow", Remembered(["On Monday."], 12.5))
    assert cache.take_saved() == 0
    cache.find("slow")
    cache.find("slow")
    cache.find("never said")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(cache.take_saved).result() == 0
    assert cache.take_saved() == 25
    assert cache.take_saved() == 0


def test_a_remembered_run_tells_the_seconds_that_the_model_took(cache, tmp_path):
    class Asking(Adding):
        def attempt(self, case, *, repeat):
            known = cache.find(case.id)
            if known is None:
                cache.keep(case.id, Remembered("said", 30.0))
            return Outcome(found=(sum(case.numbers),))

    fresh, again = (
        run_task(
            Asking(cases=sums(6)), out=tmp_path / name, manifest={}, jobs=2,
            saved_seconds=cache.take_saved,
        )
        for name in ("fresh", "again")
    )  # fmt: skip
    assert fresh.metrics["seconds_p50"].value < 5
    assert again.metrics["seconds_p50"].value == pytest.approx(30, abs=5)
    assert again.seconds < 5


def test_threads_may_share_the_cache(cache):
    def ask(number):
        model = remembering(Speaker(), cache)
        return list(model.generate(replace(PROMPT, user=f"Question {number % 5}")))

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(ask, range(100)))
    assert replies == [["On ", "Monday 1."]] * 100


def test_a_cache_that_is_none_is_one_line(tmp_path):
    (tmp_path / "replies.sqlite3").write_bytes(b"a picture, say, of some length" * 40)
    with pytest.raises(RunError, match=r"can't be used.*leave out --cache"):
        ReplyCache(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="can't be used"):
        ReplyCache(tmp_path / "file")


def test_a_cache_that_breaks_under_way_stops_the_run(tmp_path):
    cache = ReplyCache(tmp_path / "replies")
    with sqlite3.connect(tmp_path / "replies" / "replies.sqlite3") as other:
        other.execute("DROP TABLE replies")
    other.close()

    class Asking(Adding):
        def attempt(self, case, *, repeat):
            list(remembering(Speaker(), cache).generate(PROMPT))
            return super().attempt(case, repeat=repeat)

    with pytest.raises(RunError, match="no such table"):
        run_task(Asking(cases=sums(2)), out=tmp_path / "run", manifest={})
    assert (tmp_path / "run" / "records.jsonl").read_bytes() == b""
    cache.close()
