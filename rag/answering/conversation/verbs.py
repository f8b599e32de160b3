"""Verbs of news in their forms, and words that are verbs as often as nouns."""

from rag.reading.metadata.tables import word_set

_SURE_VERBS = """
abandon accept accuse achieve acquire add admit adopt agree allow announce apologise apologize
appear appoint approve argue arrange arrest arrive ask assume attend avoid ban become begin
believe belong blame block bring build bury buy call cancel carry catch cause choose claim
collapse collect come compete complain complete concern confirm consider contain continue convict
cooperate create criticise criticize decide declare decline defeat defend deliver demolish deny
depart describe destroy die disagree discover discuss distribute earn elect employ emerge enter
erupt escape establish evacuate exist expand expect explain explode extend fail finish follow
gather get give go govern grant grow happen hear hire hold host ignore include increase injure
insist introduce invade invent invest invite join keep kill know launch lead learn leave lie live
lose maintain make manage marry meet move negotiate obtain occur offer oppose own participate pay
perform persuade postpone predict prefer prepare present prevent produce promise promote propose
prove provide publish pursue qualify raise reach react read receive recognise recognize recommend
reduce refuse reject release remain remember remove reopen replace reply represent require rescue
resign respond restore retire retreat retaliate reveal say score secure see seek seem sell send
serve settle shoot sing sink sit sleep solve speak spend stand start stay steal stop succeed
suffer suggest surrender survive suspect suspend swim take teach tell think threaten throw unveil
use warn wear welcome win withdraw write
"""
_NOUN_VERBS = """
accord act address age aid aim answer appeal attack award bid blast board bomb book break burn
campaign care cast challenge change charge claim close comment control cost count cover crash
cross cut damage date deal debate demand design dispute drive drop end escape fall farm favour
fear feed fight film fine fire flood flight fly help hit hope hurt impact interview issue jump
land last lift link list load look loss mark march match mean name need note object offer open
order paint pass plan play plant pledge post prize probe project protest pull push question race
rain ride ring rise run sail search ship show sign sound split spread spring stage step storm
strike study supply support talk target tax test tie toll tour trade train travel treat trip try
turn visit voice vote wait walk want watch water wish wonder work
"""
_IRREGULAR = """
ate became began bent bled blew bore bought bound broke brought built burnt came caught chose
crept dealt died drank drew drove fed felt fled flew fought found froze gave gone got grew heard
held hid kept knew laid lain lay led left lent lit lost made meant met paid ran rang rose said
sang sank sat saw sent shook shot shown shrank shut slept slid sold sought spent spoke sprang
stole stood struck strung stuck sued sung sunk swam swept swore taken taught thought threw told
took went withdrew woke won wore wrote fell flown known given grown risen seen spoken torn thrown
worn written driven hurt
"""


def _inflected(bases: str) -> frozenset[str]:
    forms = set(bases.split())
    for base in bases.split():
        stem = base[:-1] if base[-1] == "e" else base
        forms |= {f"{base}s", f"{base}es", f"{stem}ed", f"{stem}ing", f"{base}{base[-1]}ed"}
        if base[-1] == "y":
            forms |= {f"{base[:-1]}ies", f"{base[:-1]}ied"}
    return frozenset(forms)


VERBS = _inflected(_SURE_VERBS) | word_set(_IRREGULAR)
"""Forms of verbs that are seldom nouns."""

NOUN_VERBS = _inflected(_NOUN_VERBS) - VERBS
"""Forms of words that are verbs as often as nouns."""
