"""Units of measure and money: their names in text, and what they are to one another. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `factor` is what it is worth in the first one of its kind."""

    kind: str
    factor: float


_LENGTH = {
    1: "m metre metres meter meters",
    0.01: "cm centimetre centimetres centimeter centimeters",
    0.001: "mm millimetre millimetres millimeter millimeters",
    1000: "km kms kilometre kilometres kilometer kilometers",
    1609.344: "mi mile miles",
    0.9144: "yd yard yards",
    0.3048: "ft foot feet",
    0.0254: "inch inches",
    1852: "nautical-mile nautical-miles",
}
_MASS = {
    1: "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    0.001: "g gram grams gramme grammes",
    1000: "t tonne tonnes metric-ton metric-tons",
    907.18474: "ton tons",
    0.45359237: "lb lbs pound pounds",
    0.028349523125: "oz ounce ounces",
}
_TIME = {
    1.0: "sec secs second seconds",
    60: "min mins minute minutes",
    3600: "h hr hrs hour hours",
    86400: "day days",
    604800: "week weeks",
    1209600: "fortnight fortnights",
    2629800: "month months",
    31557600: "year years yr yrs",
    315576000: "decade decades",
    3155760000: "century centuries",
}
_AREA = {
    1: "m² m2 sq-m square-metre square-metres square-meter square-meters",
    1e6: "km² km2 sq-km square-kilometre square-kilometres square-kilometer square-kilometers",
    1e4: "ha hectare hectares",
    4046.8564224: "acre acres",
    0.09290304: "sq-ft square-foot square-feet",
    2589988.110336: "sq-mi square-mile square-miles",
}
_VOLUME = {
    1: "l litre litres liter liters",
    0.001: "ml millilitre millilitres milliliter milliliters",
    1000: "m³ m3 cubic-metre cubic-metres cubic-meter cubic-meters",
    3.785411784: "gallon gallons",
    158.987294928: "barrel barrels",
}
_SPEED = {
    1: "km/h kmh kph km-an-hour km-per-hour kilometres-an-hour kilometres-per-hour "
    "kilometers-an-hour kilometers-per-hour",
    1.609344: "mph miles-an-hour miles-per-hour",
    3.6: "m/s metres-a-second metres-per-second meters-a-second meters-per-second",
    1.852: "knot knots",
}
_POWER = {
    1: "kw kilowatt kilowatts",
    1000: "mw megawatt megawatts",
    1e6: "gw gigawatt gigawatts",
}
_SHARE = {0.01: "% percent per-cent pc pct"}
_POINTS = {1.0: "percentage-point percentage-points points-of-percentage"}
_MONEY = {
    "dollar": "$ us$ usd dollar dollars us-dollar us-dollars",
    "euro": "€ eur euro euros",
    "sterling": "£ gbp pound pounds pound-sterling pounds-sterling",
    "yen": "¥ jpy yen",
    "won": "₩ krw won",
    "yuan": "cny rmb yuan renminbi",
    "rupee": "₹ inr rupee rupees",
    "franc": "chf franc francs",
    "crown": "sek nok dkk krona kronor krone kroner crown crowns",
    "rouble": "rub rouble roubles ruble rubles",
    "peso": "peso pesos",
    "cent": "cent cents",
}
_KINDS: Mapping[str, Mapping[float, str]] = MappingProxyType(
    {
        "length": _LENGTH,
        "mass": _MASS,
        "time": _TIME,
        "area": _AREA,
        "volume": _VOLUME,
        "speed": _SPEED,
        "power": _POWER,
        "share": _SHARE,
        "points": _POINTS,
        **{name: {1.0: names} for name, names in _MONEY.items()},
    }
)


def _by_name() -> Mapping[str, tuple[Unit, ...]]:
    table: dict[str, tuple[Unit, ...]] = {}
    for kind, factors in _KINDS.items():
        for factor, names in factors.items():
            for name in names.split():
                table[name] = (*table.get(name, ()), Unit(kind, factor))
    return MappingProxyType(table)


UNITS: Mapping[str, tuple[Unit, ...]] = _by_name()
"""What each name may mean, in small letters, its words joined by hyphens: a pound is two things."""

WHOLE = Unit("share", 1)
"""What a fraction such as two thirds is of."""
LONGEST = max(name.count("-") for name in UNITS) + 1
"""Most words in the name of a unit."""
MONEY = frozenset(_MONEY)
"""The kinds of unit that are money."""


def names(words: tuple[str, ...]) -> Iterator[tuple[int, tuple[Unit, ...]]]:
    """Give the units that the first words name, longest name first, with how many words it has."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        units = UNITS.get("-".join(words[:length]).lower())
        if units:
            yield length, units


def is_money(units: tuple[Unit, ...]) -> bool:
    """Tell whether a name may mean money."""
    return any(unit.kind in MONEY for unit in units)
