import pytest
from answer_factory import make_answer

from eval.metrics.polarity import denies_premise, leading, polarity
from eval.metrics.stance import refused

OPEN = "Is the bridge open to lorries?"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The articles don't say who opened the bridge.",
        "The provided passages do not mention this.",
        "None of the reports gives a name.",
        "No article names the minister.",
        "The articles say nothing of an opening.",
        "There is no information about this in the texts.",
        "That is not mentioned.",
        "No name is given.",
        "Nothing is said about the opening.",
        "I don't know.",
        "I couldn't find this in the articles.",
        "Not in these articles.",
        "It cannot be determined from the texts.",
        "Based on the articles, I cannot say who opened it.",
        "Sorry, but the articles don't say.",
        "Unknown.",
        "It is not known who opened the bridge, police said.",
        "It isn’t clear yet.",
        "Gazette: The name has not been announced.",
        "The articles do not say who opened it. They only report the cost.",
        "The articles do not say who opened it, but they mention a ceremony.",
        "The bridge cost 9 million. The articles do not say who opened the bridge.",
        "The reports give the cost, but not who opened it.",
    ],
)
def test_a_refusal_in_words_is_recognised(text):
    assert refused(make_answer(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ada Voss opened it.",
        "The articles don't say so outright, but it was Ada Voss.",
        "Voss opened the bridge. The articles do not say when.",
        "The company did not say how many jobs would go.",
        "The victims were not found until Tuesday.",
        "No survivors were found.",
        "No tickets are available.",
        "He said that he knew nothing about the deal.",
        "The cause is not known. Three people died.",
        "There is no evidence that he lied.",
    ],
)
def test_what_a_report_denies_is_no_refusal(text):
    assert not refused(make_answer(text))


def test_the_status_refuses_whatever_the_text_says():
    assert refused(make_answer("Ada Voss opened it.", status="not_found"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes.", "yes"),
        ("Yes, since June.", "yes"),
        ("yes it is", "yes"),
        ("Gazette: Yes, it is.", "yes"),
        ("Indeed they did.", "yes"),
        ("It is.", "yes"),
        ("No.", "no"),
        ("No – only buses.", "no"),
        ("No: only buses.", "no"),
        ("Not yet.", "no"),
        ("They didn't.", "no"),
        ("Yes and no.", "both"),
        ("Yes, no one was hurt.", "yes"),
        ("No. 5 Wharf is open.", None),
        ("No one has asked.", None),
        ("No doubt it is.", None),
        ("Yesterday it was.", None),
        ("It is open.", None),
        ("", None),
    ],
)
def test_a_leading_yes_or_no(text, expected):
    assert leading(text) == expected


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("It is not his first trip.", "Is it his first trip to Nara?", "no"),
        ("The bridge is not yet open to lorries.", OPEN, "no"),
        ("No one was hurt.", "Was anyone hurt?", "no"),
        ("Only buses may use the bridge.", OPEN, "no"),
        ("The bridge is open to lorries.", OPEN, "yes"),
        ("It rained on Saturday.", "Did it rain during the fair?", "yes"),
        ("The bridge has no toll.", OPEN, None),
        ("Lorries wait at gate no. 5.", OPEN, None),
        ("Only the mayor opened it.", OPEN, None),
        ("", OPEN, None),
    ],
)
def test_polarity_of_the_clause_nearest_to_the_question(text, question, expected):
    assert polarity(text, question=question) == expected


@pytest.mark.parametrize(
    ("text", "question", "denied"),
    [
        ("He did not resign.", "Why did he resign?", True),
        ("There was no resignation.", "Why did he resign?", True),
        ("The tower did not fall.", "Who was hurt when the tower fell?", True),
        ("Nobody died.", "How many people did the fire kill?", True),
        ("He resigned because he did not win the vote.", "Why did he resign?", False),
        ("Because he didn't resign himself to it.", "Why did he resign?", False),
        ("For want of money.", "Why did he resign?", False),
        ("Nobody asked him.", "Why did he resign?", False),
    ],
)
def test_a_denied_premise(text, question, denied):
    assert denies_premise(text, question=question) is denied
