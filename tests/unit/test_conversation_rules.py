"""Follow-ups as questions that stand alone: what rules rewrite, what they leave to others."""

from datetime import date

import pytest

from rag.answering.conversation import joined, stand_alone
from rag.reading.dates import find_dates
from rag.schema import Question, Turn
from rag.words import content_words, holds, stems

TODAY = date(2024, 5, 8)

TRIP = (
    "When does Ben Moss arrive in Oslo?",
    "He arrives in Oslo on Monday, 13 May 2024.",
)
LOCK = ("When will the Almond Lock reopen?", "It will reopen on 3 June 2024. [1]")
MAYOR = ("Who is the mayor of Quillport?", "Clara Vane is the mayor of Quillport.")
DEAL = (
    "How much did Brask Motors pay for Tindle Foods?",
    "Brask Motors paid 40 million euros for Tindle Foods.",
)
STRIKE = ("Why did the dockers in Hull strike?", "They want higher pay.")
VOTE = (
    "Did the council approve the tunnel?",
    "No, the council rejected it by 12 votes to 9.",
)
PEAK = ("Which mountain did Yuki Mori climb in 1998?", "Yuki Mori climbed Mount Tarn in 1998.")
SAID = ("What did TechCrunch say about Google?", "It said that Google cut 200 jobs.")
TALKS = ("When do Anna Berg and Carl Lind meet?", "They meet on 20 May 2024 in Geneva.")
CLUB = (
    "Who bought Northam Rovers?",
    "The Danish investor Lars Holm bought the club for 12 million pounds.",
)
SHIP = ("Where is the Aurora Star?", "She is in dry dock at Bergen for repairs.")
FAIR = (
    "What happened at the Harvest Fair on Sunday?",
    "A stall caught fire, and two visitors were hurt.",
)
BOOK = ('Who wrote "The Salt Barge"?', "The novelist Peter Quill wrote it.")
STATE = ("When did President Alba visit Tarsk?", "She visited Tarsk on 2 and 3 May 2024.")
BEES = (
    "What does the report say about bees?",
    "The report, by the Moor Institute, says that bees died out in three counties.",
)
RACE = (
    "Who are the candidates for mayor of Hollin?",
    "Dora Finch and Omar Reed are standing.",
)
CRANE = (
    "What happened in Ferrow on 5 May 2024?",
    "A crane fell onto a school, and nobody was hurt.",
)
FIRMS = (
    "Which companies did Helio Group buy?",
    "Helio Group bought Lumen Labs and Parch Energy in 2022.",
)


def asked(text: str, *history: str) -> Question:
    roles = ("user", "assistant")
    turns = (
        Turn(role=roles[number % 2], content=content)  # type: ignore[arg-type]
        for number, content in enumerate(history)
    )
    return Question(text=text, as_of=TODAY, history=tuple(turns))


PRONOUNS = [
    (TRIP, "And where does he stay?", "Where does Ben Moss stay?"),
    (TRIP, "Who meets him there?", "Who meets Ben Moss in Oslo?"),
    (TRIP, "What is his wife called?", "What is Ben Moss' wife called?"),
    (TRIP, "How long will he be there?", "How long will Ben Moss be in Oslo?"),
    (LOCK, "And why was it closed?", "Why was the Almond Lock closed?"),
    (LOCK, "How long will it take to repair it?",
     "How long will it take to repair the Almond Lock?"),
    (LOCK, "Who pays for that lock?", "Who pays for the Almond Lock?"),
    (MAYOR, "How old is she?", "How old is Clara Vane?"),
    (MAYOR, "What is her party?", "What is Clara Vane's party?"),
    (MAYOR, "What did she say about the harbour?", "What did Clara Vane say about the harbour?"),
    (DEAL, "How many people does it employ?", "How many people does Brask Motors employ?"),
    (DEAL, "Did they buy Corvo too?", "Did Brask Motors buy Corvo too?"),
    (DEAL, "What does this company make?", "What does Brask Motors make?"),
    (STRIKE, "How long will they strike?", "How long will the dockers in Hull strike?"),
    (STRIKE, "What does their union say?", "What does the union of the dockers in Hull say?"),
    (LOCK, "Was it built by the firm that dug the canal?",
     "Was the Almond Lock built by the firm that dug the canal?"),
    (VOTE, "Who voted against it?", "Who voted against the tunnel?"),
    (VOTE, "What would it cost?", "What would the tunnel cost?"),
    (VOTE, "When will they vote again?", "When will the council vote again?"),
    (PEAK, "How high is it?", "How high is Mount Tarn?"),
    (SAID, "How many jobs did it cut?", "How many jobs did Google cut?"),
    (TALKS, "What will they talk about?", "What will Anna Berg and Carl Lind talk about?"),
    (TALKS, "Where does she stay?", "Where does Anna Berg stay?"),
    (CLUB, "How old is he?", "How old is Lars Holm?"),
    (CLUB, "Who sold it to him?", "Who sold the club to Lars Holm?"),
    (SHIP, "How long will she be there?", "How long will the Aurora Star be in dry dock?"),
    (FAIR, "Were they badly hurt?", "Were the visitors badly hurt?"),
    (BOOK, "When did he write it?", "When did Peter Quill write The Salt Barge?"),
    (STATE, "Why did she go there?", "Why did President Alba go to Tarsk?"),
    (BEES, "When was it published?", "When was the report published?"),
    (BEES, "Why did they die?", "Why did the bees die?"),
    (RACE, "How old is he?", "How old is Omar Reed?"),
    (RACE, "What does she promise?", "What does Dora Finch promise?"),
    (RACE, "What do they say about housing?",
     "What do Dora Finch and Omar Reed say about housing?"),
    (FIRMS, "What did it pay for them?",
     "What did Helio Group pay for Lumen Labs and Parch Energy?"),
]  # fmt: skip

BARE = [
    (TRIP, "Why?", "Why does Ben Moss arrive in Oslo?"),
    (MAYOR, "Since when?", "Since when is Clara Vane the mayor of Quillport?"),
    (VOTE, "When?", "When did the council approve the tunnel?"),
    (VOTE, "Why?", "Why did the council not approve the tunnel?"),
    (VOTE, "Why not?", "Why did the council not approve the tunnel?"),
    (PEAK, "And why?", "Why did Yuki Mori climb Mount Tarn in 1998?"),
    (TALKS, "Where exactly?", "Where do Anna Berg and Carl Lind meet?"),
    (CLUB, "When was that?", "When was it that Lars Holm bought Northam Rovers?"),
    (CLUB, "Who else?", "Who else bought Northam Rovers?"),
    (FIRMS, "How many?", "How many companies did Helio Group buy?"),
]

FRAGMENTS = [
    (TRIP, "And in Bergen?", "When does Ben Moss arrive in Bergen?"),
    (TRIP, "And Lee?", "When does Lee arrive in Oslo?"),
    (TRIP, "What about Carla Diaz?", "When does Carla Diaz arrive in Oslo?"),
    (TRIP, "And his wife?", "When does Ben Moss' wife arrive in Oslo?"),
    (LOCK, "What about the towpath?", "When will the towpath reopen?"),
    (MAYOR, "And of Tarnby?", "Who is the mayor of Tarnby?"),
    (MAYOR, "What about Tarnby?", "Who is the mayor of Tarnby?"),
    (MAYOR, "And the deputy mayor?", "Who is the deputy mayor of Quillport?"),
    (DEAL, "And for Corvo?", "How much did Brask Motors pay for Corvo?"),
    (SAID, "How about The Verge?", "What did The Verge say about Google?"),
    (SAID, "And about Apple?", "What did TechCrunch say about Apple?"),
    (PEAK, "And in 2002?", "Which mountain did Yuki Mori climb in 2002?"),
    (FAIR, "And on Saturday?", "What happened at the Harvest Fair on Saturday?"),
    (FAIR, "And last year?", "What happened at the Harvest Fair last year?"),
    (BOOK, 'And "The Tin Boat"?', 'Who wrote "The Tin Boat"?'),
]

DAYS = [
    (TRIP, "What does he do the next day?", "What does Ben Moss do on 14 May 2024?"),
    (TRIP, "And the day after?", "What does Ben Moss do on 14 May 2024?"),
    (TRIP, "What about Tuesday?", "What does Ben Moss do on Tuesday?"),
    (TRIP, "Where is he on that day?", "Where is Ben Moss on 13 May 2024?"),
    (TRIP, "Where is he that evening?", "Where is Ben Moss on the evening of 13 May 2024?"),
    (TALKS, "What did they do the day before?",
     "What did Anna Berg and Carl Lind do on 19 May 2024?"),
    (LOCK, "Is the towpath closed until then?", "Is the towpath closed until 3 June 2024?"),
    (CRANE, "And on 6 May?", "What happened in Ferrow on 6 May?"),
    (CRANE, "What happened the next day?", "What happened in Ferrow on 6 May 2024?"),
]  # fmt: skip


@pytest.mark.parametrize(("exchange", "text", "standing"), [*PRONOUNS, *BARE, *FRAGMENTS, *DAYS])
def test_a_follow_up_is_rewritten(exchange: tuple[str, str], text: str, standing: str) -> None:
    assert stand_alone(asked(text, *exchange)) == standing


@pytest.mark.parametrize(("exchange", "text", "standing"), [*PRONOUNS, *BARE, *FRAGMENTS])
def test_a_rewriting_says_nothing_new(exchange: tuple[str, str], text: str, standing: str) -> None:
    said = stems(" ".join((text, *exchange)))
    written = stand_alone(asked(text, *exchange)) or ""
    assert all(holds(word.stem, among=said) for word in content_words(written))


@pytest.mark.parametrize(("exchange", "text", "standing"), DAYS)
def test_days_are_written_so_that_they_are_found(
    exchange: tuple[str, str], text: str, standing: str
) -> None:
    written = stand_alone(asked(text, *exchange)) or ""
    assert [each.start_date is not None for each in find_dates(written, published=TODAY)] == [True]


@pytest.mark.parametrize("exchange", [TRIP, LOCK, MAYOR, DEAL, VOTE, TALKS, FAIR])
@pytest.mark.parametrize(
    "text",
    [
        "Who won the election in Peru?",
        "Who baked the giant loaf?",
        "What caused the outage?",
        "How much does a ticket to Skye cost?",
        "Is it true that prices rose in Chile?",
        "Is it raining in Spain?",
        "What time is it in Lima?",
        "How long does it take to sail to Malta?",
        "How long has it been since a comet was seen?",
        "Was it Nora Pell who stole the boat?",
        "Who made it to the final in Riga?",
        "When did Lee say he would leave?",
        "What did the warden say about her plans?",
        "Why did the bakery close its doors?",
        "Who lost his seat in the flood?",
        "Before he left, what did Jonas Weir sell?",
        "Which club sold its stadium and bought it back?",
        "Is there a ferry strike in Malta?",
        "What is the claim that bees are fish about?",
        "What is a 'quiet seam'?",
        "What happened in Ferrow this week?",
        "Who won the race the day after the storm in Brae?",
        "What did the Moor Institute find on 3 May 2024 and the next day?",
    ],
)
def test_what_stands_alone_stays_as_it_was_typed(exchange: tuple[str, str], text: str) -> None:
    assert stand_alone(asked(text, *exchange)) == text


@pytest.mark.parametrize(
    ("exchange", "text"),
    [
        (TRIP, "What happened then?"),
        (TRIP, "And after that?"),
        (VOTE, "How did the mayor react?"),
        (LOCK, "Who decided that?"),
        (LOCK, "Why is that important?"),
        (FAIR, "How did the others react?"),
        (FAIR, "What was stolen?"),
        (DEAL, "Was it too much?"),
        (MAYOR, "What did that judge decide?"),
        (FAIR, "Who put it out?"),
        (("When do Pia Holt and Ria Sand meet?", "In June."), "What does she hope for?"),
        (TRIP, "Who wrote it?"),
        (("Tell me about the harbour.", "The harbour is old."), "Why?"),
    ],
)
def test_what_rules_cannot_tell_is_left_to_others(exchange: tuple[str, str], text: str) -> None:
    assert stand_alone(asked(text, *exchange)) is None


@pytest.mark.parametrize(
    "text", ["Are you sure?", "Really?", "Is that true?", "ok, is that right?", "How do you know?"]
)
def test_what_asks_nothing_new_asks_the_last_question(text: str) -> None:
    assert stand_alone(asked(text, *LOCK)) == LOCK[0]


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Thanks. Who won the election in Peru?", "Who won the election in Peru?"),
        ("ok, and who built it?", "Who built the Almond Lock?"),
        ("Thank you very much! Why was it closed?", "Why was the Almond Lock closed?"),
        ("That helps. Why was it closed?", "Why was the Almond Lock closed?"),
    ],
)
def test_courtesies_may_go(text: str, standing: str) -> None:
    assert stand_alone(asked(text, *LOCK)) == standing


def test_a_follow_up_of_a_follow_up_knows_what_the_first_was_about() -> None:
    history = (*TRIP, "And where does he stay?", "At the Grand Hotel.", "Why?", "It is quiet.")
    assert stand_alone(asked("Who pays for him?", *history)) == "Who pays for Ben Moss?"
    assert stand_alone(asked("Since when?", *history)) == "Since when does Ben Moss stay?"


def test_what_fits_nothing_of_the_last_exchange_is_looked_for_before_it() -> None:
    history = (*MAYOR, "What does the new pier cost?", "The pier costs 3 million pounds.")
    assert stand_alone(asked("And where does she live?", *history)) == "Where does Clara Vane live?"


def test_only_the_last_exchanges_are_looked_at() -> None:
    between = [part for number in range(3) for part in (f"Is pier {number} open?", "No.")]
    assert stand_alone(asked("And where does she live?", *MAYOR, *between)) is None


def test_a_changed_topic_is_not_filled_with_the_old_one() -> None:
    history = (*MAYOR, "When does Ivan Petrov play in Riga?", "On 20 May 2024.")
    assert stand_alone(asked("Who coaches him?", *history)) == "Who coaches Ivan Petrov?"


def test_names_typed_in_small_letters_are_known_by_the_answer() -> None:
    history = ("when does ben moss arrive in oslo?", "Ben Moss arrives in Oslo on 13 May 2024.")
    assert stand_alone(asked("and where does he stay?", *history)) == "Where does ben moss stay?"


def test_dates_in_brackets_are_believed_before_bare_weekdays() -> None:
    told = "Marsh Gazette: The lock reopens on Monday [3 June 2024]. [1]"
    assert stand_alone(asked("Is the towpath open the next day?", LOCK[0], told)) == (
        "Is the towpath open on 4 June 2024?"
    )


def test_outlets_that_are_only_the_source_are_not_meant() -> None:
    history = ("According to The Verge, when will Apple move to Cork?", "In June 2024.")
    assert stand_alone(asked("Why is it late?", *history)) == "Why is Apple late?"


@pytest.mark.parametrize("text", ["", "?", "And where does he stay?", "Why?", "  Why\n?"])
def test_without_a_conversation_nothing_is_changed(text: str) -> None:
    assert stand_alone(asked(text)) == text
    assert joined(asked(text)) == text


def test_what_cannot_be_rewritten_is_joined_with_the_last_question() -> None:
    assert joined(asked("How did the mayor react?", *VOTE)) == (
        "How did the mayor react? Did the council approve the tunnel?"
    )
    assert joined(asked("And what is on in the evening?", *TRIP)) == (
        "What is on in the evening of 13 May 2024? When does Ben Moss arrive in Oslo?"
    )


@pytest.mark.parametrize(
    "history",
    [
        ("", ""),
        ("?", "..."),
        ("ナラはどこ?", "日本です。"),
        ("the the the of of", "a an the"),
        ("x" * 4_000, "y " * 10_000),
        ("When does Ben Moss arrive?",),
    ],
)
@pytest.mark.parametrize(
    "text", ["Why?", "And he?", "그는 어디에?", "' OR 1=1 --", "it", 9 * "he "]
)
def test_odd_conversations_are_survived(text: str, history: tuple[str, ...]) -> None:
    for standing in (stand_alone(asked(text, *history)), joined(asked(text, *history))):
        assert standing is None or len(standing) <= len(text) + 1_500


def test_an_answer_that_opens_a_conversation_is_none() -> None:
    turns = (Turn(role="assistant", content="Ben Moss stays in Oslo."),)
    question = Question(text="Why does he stay?", as_of=TODAY, history=turns)
    assert stand_alone(question) == "Why does he stay?"
