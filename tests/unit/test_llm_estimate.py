"""Estimates of token counts, against what tokenizers were found to need."""

import pytest

from rag.llm.estimate import fewest_tokens, most_tokens


@pytest.mark.parametrize(
    ("text", "most", "fewest"),
    [
        ("", 0, 0),
        ("a", 2, 1),
        ("rain", 3, 1),
        ("rain fell", 5, 2),
        ("meteorological", 7, 1),
        ("RAIN", 3, 1),
        ("on 13 May", 7, 3),
        ("a,  b\n\n", 7, 2),
        ("é", 3, 1),
        ("今天下雨", 13, 1),
        ("\ud800", 2, 1),
    ],
)
def test_the_bounds(text: str, most: int, fewest: int) -> None:
    assert most_tokens(text) == most
    assert fewest_tokens(text) == fewest


@pytest.mark.parametrize(
    ("text", "most", "fewest"),
    [
        (
            "The harbour master told reporters on Tuesday that the ferry would not sail before "
            "Friday.",
            *(18, 16),
        ),
        ("FERRY STUCK IN ICE, HARBOUR MASTER SAYS", 19, 13),
        ("On 14/03/2025 at 09:45 the gauge read 1,274.50 metres (up 3.2%).", 40, 30),
        ("Krzyżanowski, Mkhitaryan and Bhattacharyya met in Szczecin.", 22, 21),
        (
            "Le maire a déclaré jeudi que la rénovation du théâtre coûterait près de 3,4 millions.",
            *(30, 21),
        ),
        (
            "Wali kota mengatakan pembangunan jembatan akan diselesaikan selambat-lambatnya "
            "pertengahan tahun.",
            *(40, 24),
        ),
        ("Мэр заявил во вторник, что восстановление моста займёт не менее трёх лет.", 60, 20),
        ("قال رئيس البلدية يوم الثلاثاء إن إصلاح الجسر سيستغرق ثلاث سنوات.", 58, 17),
        ("市長は火曜日、鉄道橋の復旧には少なくとも三年かかると述べた。", 39, 21),
        ("市长周二表示，修复铁路桥至少需要三年时间。", 22, 12),
        ("Rain 🌧️ again 👨\u200d👩\u200d👧\u200d👦 🇨🇿 👍🏽", 40, 23),
        ('def count(text: str) -> int:\n    return len(text.split("\\t"))\n', 25, 17),
        ("https://example.org/2025/03/story-118?utm_source=feed&ref=%2Fhome", 32, 23),
        ("“It’s not — what we’d ‘hoped’ for…”", 17, 13),
    ],
)
def test_real_tokenizers_stay_within_the_bounds(text: str, most: int, fewest: int) -> None:
    """Counted by those of Llama 2, Mistral Nemo, Qwen 2.5, GPT-4, gpt-oss and (most) BERT."""
    assert fewest_tokens(text) <= fewest <= most <= most_tokens(text)
