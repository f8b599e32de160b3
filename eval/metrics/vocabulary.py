"""Lists of English words: of the calendar, of counting, and the verbs of the news."""

from collections.abc import Mapping
from types import MappingProxyType

MONTHS: tuple[str, ...] = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: tuple[str, ...] = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
CARDINALS: tuple[str, ...] = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
"""From 0 to 19."""
TENS: tuple[str, ...] = (
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
"""From 20 to 90."""
ORDINALS: tuple[str, ...] = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
"""From 1 to 19."""
_PASTS = (
    "be was were been; become became; begin began begun; bring brought; build built; buy bought; "
    "catch caught; choose chose chosen; come came; draw drew drawn; drive drove driven; "
    "fall fell fallen; feel felt; fight fought; find found; fly flew flown; get got gotten; "
    "give gave given; go went gone; grow grew grown; have had; hold held; keep kept; "
    "know knew known; lead led; leave left; lose lost; make made; meet met; pay paid; "
    "rise rose risen; run ran; "
    "say said; see saw seen; sell sold; send sent; shoot shot; sink sank sunk; "
    "speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck; "
    "swim swam swum; take took taken; teach taught; tell told; think thought; throw threw thrown; "
    "win won; "
    "withdraw withdrew withdrawn; write wrote written"
)
BASES: Mapping[str, str] = MappingProxyType(
    {form: verb for verb, *forms in map(str.split, _PASTS.split("; ")) for form in forms}
)
"""The plain form of irregular verbs, by their other forms."""
