"""Lines by which a page speaks to its reader: share, subscribe, agree, comment, read on."""

import re

from rag.reading.metadata.marks import Line, is_nothing
from rag.reading.metadata.tables import any_of, word_set

_SHORTEST_CALL = 12
_LONGEST_LABEL = 60
_LONGEST_POINTER = 220
_LONGEST_PROMPT = 200
_LONGEST_FORM = 300
_LONGEST_FORMS = 1200

_LABELS = re.compile(
    any_of(
        r"""
        share|tweet|print|copy link|save|comments?|all rights reserved|ends?|[-–]30[-–]
        (?:close )?advertise?ments?|advertising|sponsored(?: content)?|paid content|promoted
        anzeige|werbung|publicité|publicidad|広告|광고
        (?:advertisement )?(?:this )?(?:story|article) continues (?:below|after)(?: [\w ]{2,20})?
        (?:continue|keep) reading(?: below)?|scroll to continue.{0,20}|watch now|open in app
        weiterlesen|lire la suite|seguir leyendo|続きを読む
        skip (?:to|past) [\w ]{3,40}|after newsletter promotion|back to top|loading\W*|menu
        (?:play|watch|live) (?:the )?video|listen(?: to this (?:article|story))?
        \d+ min(?:ute)?s?(?: read)?|(?:reading time|read time|lesezeit) ?:? ?\d+ \w+
        log ?in|sign in|sign up|subscribe(?: now| today)?|app users|click here
        (?:accept|reject|allow)(?: all)?(?: cookies)?|privacy policy
        (?:manage|cookie|privacy|consent)(?: \w+)? (?:preferences|settings|options|policy|notice)
        terms (?:of (?:use|service)|(?:and|&) conditions)
        (?:view|show|read|see|hide)(?: all)?(?: \d+)? comments?|\d+ comments?
        (?:leave|post|add|write) a (?:comment|reply)|comments? (?:are )?(?:closed|off)
        join the (?:conversation|discussion|debate)|have your say|what do you think\?
        report an? (?:error|typo)|was this (?:\w+ )?helpful\?.{0,20}|thank you for your feedback
        """
    )
    + r"[\s.:!]*",
    re.IGNORECASE,
)
_POINTER = re.compile(
    any_of(
        r"""
        (?:(?:read|see)(?: more| also| next)?|also (?:read|see)|related(?: \w+)?) ?[:：] ?\S.*
        (?:recommended|must[- ]read|don['’]t miss|further reading|in pictures) ?[:：] ?\S.*
        (?:watch(?: now| live| more)?|listen(?: now)?|jump to[\w ]{0,20}) ?[:：] ?\S.*
        (?:lesen sie auch|mehr (?:dazu|zum thema)|lire aussi|à lire(?: aussi)?) ?[:：] ?\S.*
        (?:(?:lea|lee) también|leer más|関連記事|관련 ?기사) ?[:：] ?\S.*
        (?:share(?: this| on| via)?|follow us(?: on)?) ?[:：] ?\S.*
        (?:tags?|keywords?|filed under|categor(?:y|ies)|topics?) ?[:：] ?\S.*
        (?:schlagw[oö]rter|mots[- ]clés|etiquetas) ?[:：] ?\S.*
        (?-i:MORE|RELATED|READ MORE|WATCH|SEE ALSO|ALSO READ) ?[:|>»–—-] ?\S.*
        (?-i:RELATED (?:ARTICLES?|STORIES|STORY|NEWS|CONTENT))\b.*|like this: like loading\W*
        (?:also read|see also|read also|click here|follow us|table of contents)\b.*
        read (?:more|the (?:full|whole|original) \w+)\b.*|share (?:this|on|via|all sharing)\b.*
        """
    ),
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"table of contents\b", re.IGNORECASE)
_CALL = re.compile(
    any_of(
        r"""
        sign up|subscribe|join our|get (?:the|our|all|unlimited|your)|download (?:the|our)
        stay (?:ahead|up)|enter your|become a (?:member|subscriber)|support (?:our|independent)
        already a|to (?:continue|keep) reading|want (?:more|to read)|like what you|enjoy(?:ing|ed)?
        start your|welcome to|read this (?:article|story)|tell us|let us know|share your
        what do you think|have (?:a|any) \w+\?|join the
        """
    )
    + r"\b",
    re.IGNORECASE,
)
_CALLED_FOR = re.compile(
    any_of(
        r"""
        \b(?:newsletters?|inbox|subscri(?:be|ption|ber)s?|free trial|digital edition)\b
        \b(?:unlimited (?:access|articles)|sign up here|(?:our|mobile|news) app)\b
        \b(?:(?:news|breaking|email) alerts|in the comments|e-?mail us)\b
        """
    ),
    re.IGNORECASE,
)
_FORM = re.compile(
    any_of(
        r"""
        please enter a valid e-?mail|\{\{ ?[#/^]?[a-z]\w+ ?\}\}|protected by recaptcha
        by (?:submitting|entering|providing|clicking|signing)\b[^.]{0,60}\byou (?:\w+ )?agree
        you (?:are )?agree(?:ing)? to our (?:terms|privacy)|unsubscribe at any time
        thank(?:s| you) for (?:signing up|subscribing)|something went wrong\. please try
        there was (?:an error|a problem) (?:signing|with your|submitting)
        privacy notice: newsletters|your e-?mail address will not be published
        we (?:may|might|can) (?:earn|receive|get|make) (?:an? )?(?:\w+ )?commission
        may not be (?:published|reproduced|copied), (?:broadcast|rewritten|redistributed)
        """
    ),
    re.IGNORECASE,
)
_FORM_HINTS = (
    *("email", "e-mail", "{{", "recaptcha", "agree", "unsubscribe", "thank", "went wrong"),
    *("an error", "a problem", "privacy notice", "commission", "may not be"),
)
"""Each phrase of a form holds one of these, which are found faster."""

_COOKIES = re.compile(
    any_of(
        r"""
        (?:we(?: and our (?:\d+ )?partners)?|this (?:web)?site|our (?:web)?sites?)
        by (?:continuing|using|clicking)
        """
    )
    + r"\b[^.]{0,120}\b(?:uses? cookies|use of cookies|store and/or access)\b.*",
    re.IGNORECASE,
)
_QUOTES = "\"'“‘«„「『"
_SHARE_NAMES = word_set(
    """
    facebook twitter x whatsapp reddit email e-mail mail linkedin telegram pinterest flipboard
    tumblr messenger tweet pocket threads bluesky mastodon instagram youtube wechat weibo kakaotalk
    """
)
_SHARE_ACTS = word_set(
    "share print save copy link comment comments post sms url teilen drucken partager imprimer"
)
_SHARE_REST = word_set("this article story on via by to a the and or us follow line text more")
_SHARE_ALL = _SHARE_NAMES | _SHARE_ACTS | _SHARE_REST
_TOKEN = re.compile(r"[\w-]+")


def is_prompt(line: Line) -> bool:
    """Tell whether a whole line speaks to the reader of the page, or says nothing at all."""
    words = line.plain.strip("<>[]()|•·*→»# ")
    if len(line.text) > _LONGEST_FORMS or not words:
        return False
    if words[0] in _QUOTES:
        return False
    if len(words) <= _LONGEST_LABEL and (is_nothing(line.text) or _LABELS.fullmatch(words)):
        return True
    return _is_pointer(line, words) or is_share_row(words) or _is_call(words)


def is_share_row(words: str) -> bool:
    """Tell whether words are but the names of places to share at ("Share Tweet Email Print")."""
    if len(words) > _LONGEST_PROMPT:
        return False
    first = _TOKEN.search(words)
    if first is None or not (first[0].lower() in _SHARE_ALL or first[0].isdecimal()):
        return False
    tokens = [token.lower() for token in _TOKEN.findall(words) if not token.isdecimal()]
    names = set(tokens) & (_SHARE_NAMES | _SHARE_ACTS)
    return (
        set(tokens) <= _SHARE_ALL
        and len(names) >= 2
        and (len(names) >= 3 or bool(names & _SHARE_ACTS))
    )


def _is_pointer(line: Line, words: str) -> bool:
    if len(words) > _LONGEST_POINTER:
        return _CONTENTS.match(words) is not None and not line.is_prose
    if line.is_prose and not words.endswith("?"):
        return _is_tag_row(words)
    return _POINTER.fullmatch(words) is not None or _is_tag_row(line.text)


def _is_tag_row(words: str) -> bool:
    tags = words.split() if words.startswith("#") else []
    return len(tags) >= 2 and all(re.fullmatch(r"#[^\W\d_][\w-]*,?", tag) for tag in tags)


def _is_call(words: str) -> bool:
    """Tell whether a line asks to subscribe and the like, or belongs to the form for it."""
    if len(words) < _SHORTEST_CALL:
        return False
    if len(words) <= _LONGEST_PROMPT and _CALL.match(words) and _CALLED_FOR.search(words):
        return True
    if len(words) <= _LONGEST_FORM and _COOKIES.match(words):
        return True
    lowered = words.lower()
    if not any(hint in lowered for hint in _FORM_HINTS):
        return False
    return len(_FORM.findall(words)) >= (1 if len(words) <= _LONGEST_FORM else 2)
