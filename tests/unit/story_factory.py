"""A report as a wire sends it, another of the same event, and notices made from templates."""

STORY = (
    "Seventeen sheep were lost when the river Marrow broke its bank at Quillport before dawn on "
    "Tuesday, flooding 240 hectares of pasture and the lower half of the town's market street.",
    "The county council said 63 people had been taken to the school on Heron Hill, where they "
    "were given blankets and soup. Nobody was hurt, it added, but two farms remain cut off.",
    "“We had perhaps ten minutes,” said Orla Vane, whose family has farmed at Ferry End since "
    "1911. “My brother went for the horses and I went for the children, in that order I think.”",
    "Engineers found that a culvert under the old railway had been blocked by timber. The county "
    "had asked for 1.2 million crowns to widen it in 2019, but the work was never begun.",
    "Tom Brill, the lock warden, measured 4.6 metres at the town bridge, which is 30 centimetres "
    "above the mark of 1954. The water fell slowly through the afternoon, he told reporters.",
    "The regional railway said that its trains would end at Skerrow until the embankment had been "
    "examined. Buses would run between Skerrow and Tolvane every 40 minutes, it said.",
    "Insurers expect claims of at least 9 million crowns. The council meets on Friday to decide "
    "whether Ferry End will be given a wall, or whether its four houses will be given up.",
)
"""Paragraphs of one report."""

OTHER_REPORT = (
    "A town that had asked for years to have a drain widened woke up on Tuesday to find the drain "
    "had become a dam, and the dam had sent the Marrow down its main street.",
    STORY[2],
    "In the hall of the school on the hill above, the mayor went from mattress to mattress. She "
    "promised that every household would get help within a week, and that the county would answer "
    "for the state of the old railway line, on which no train has stopped for three decades.",
    STORY[3],
    "By evening the pumps of eleven fire brigades stood along the quay. Shopkeepers shovelled mud "
    "from their cellars, and a baker handed out what the water had left him. The butcher next door "
    "reckoned that he would not open again before Easter, if he opened at all.",
    "Weather forecasters see no more heavy rain before the weekend, which gives the brigades some "
    "days. What then becomes of the houses by the ferry is for the council to say.",
)
"""Another report of the same flood, which quotes the same woman and tells the same background."""


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def weather(day: str, high: int, low: int, wind: int, rain: int, sunset: str) -> str:
    return (
        f"Forecasters expect a mild day across the Marrow valley on {day}. In Quillport it will "
        f"reach {high} degrees in the afternoon, after a low of {low} degrees in the night. A wind "
        f"from the west will blow at up to {wind} kilometres an hour on the coast. The chance of "
        f"rain is {rain} percent in the valley and somewhat higher in the hills around Tolvane. "
        f"The sun sets at {sunset}. Drivers are asked to take care where leaves lie on the road."
    )


def appointment(name: str, before: str, house: str) -> str:
    return (
        f"{name} will lead the board of {house}, the company said in a short statement. The board "
        f"chose the new head without a vote against. {before} steps down after many years for "
        f"reasons of age and will remain an adviser to the house. {name} joined as a trainee and "
        "rose through sales and purchasing to the management. The staff council welcomed the "
        "choice and said that it hoped for steady work and for fair talks on wages and on hours. "
        f"{before} thanked all who had shared the way, in good years and in those that were not."
    )
