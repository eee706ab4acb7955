"""The words of a window text beside weekdays and times, in the languages that people type."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from babel import Locale

from customer_truth.windows.folding import fold
from customer_truth.windows.hours import MonthDay
from customer_truth.windows.weekdays import LANGUAGES


class Role(Enum):
    """What a word or phrase does in a window text."""

    RANGE = auto()
    UNTIL = auto()
    BEFORE = auto()
    AFTER = auto()
    FROM = auto()
    AND = auto()
    CLOSED = auto()
    BREAK = auto()
    LUNCH = auto()
    EXCEPT = auto()
    HOLIDAYS = auto()
    DAILY = auto()
    WEEKDAYS = auto()
    WEEKEND = auto()
    NOON = auto()
    MIDNIGHT = auto()
    MORNING = auto()
    AFTERNOON = auto()
    NEXT_DAY = auto()
    OVERNIGHT = auto()
    ANYTIME = auto()
    FEAST = auto()
    FILLER = auto()


class Phrase(NamedTuple):
    """What a phrase does, and the languages it belongs to."""

    role: Role
    languages: frozenset[str]


# role: {languages: phrases}. A phrase of several roles stands with the one its place decides:
# UNTIL joins two times (`8 bis 10`) and ends one (`bis 10`).
_PHRASES: dict[Role, dict[str, str]] = {
    Role.RANGE: {
        "en": "to, thru, through",
        "fr": "à, a, au, aux",
        "es": "a, al",
        "it": "a, al, alle, alla",
        "pt": "a, à, às, ao",
        "pl": "do",
    },
    Role.UNTIL: {
        "en sv": "till",
        "en": "til, 'til, until",
        "de": "bis",
        "fr": "jusqu'à, jusqu'au",
        "es": "hasta, hasta las",
        "it": "fino a, fino alle",
        "pt": "até, até às, até as",
        "nl": "tot, tot en met",
        "da nb": "til",
    },
    Role.BEFORE: {
        "en": "before, by, no later than, not later than, not after, latest",
        "de": "vor, spätestens",
        "fr": "avant",
        "es": "antes de, antes de las, antes del",
        "it": "prima di, prima delle",
        "pt": "antes das",
        "nl": "voor",
        "pl": "przed",
        "sv": "före, innan",
    },
    Role.AFTER: {
        "en": "after, no earlier than, not earlier than, not before, earliest",
        "de": "nach, ab, frühestens",
        "fr": "après, à partir de, dès",
        "es": "después de, después de las, después del, a partir de las",
        "it": "dopo, dopo le",
        "pt": "depois das, após as",
        "nl": "na, vanaf",
        "pl": "po",
        "sv da": "efter",
        "nb": "etter",
    },
    Role.FROM: {
        "en": "from, between",
        "de": "von, zwischen",
        "fr": "de, du, entre",
        "es": "de, del, desde, desde las, de las, entre, entre las",
        "it": "dalle, dal, da, tra le",
        "pt": "de, das, entre as",
        "nl": "van, tussen",
        "pl": "od",
        "sv": "från, mellan",
        "da nb": "fra, mellem, mellom",
    },
    Role.AND: {
        "en": "and, as well as, plus",
        "de": "und, sowie",
        "fr": "et",
        "es": "y",
        "it pt": "e",
        "nl": "en",
        "pl": "i, oraz",
        "sv": "och",
        "da nb": "og",
    },
    Role.CLOSED: {
        "en": "closed, off, closed on, no deliveries, no delivery, no deliveries on, "
        "no delivery on, no receiving, no receiving on",
        "de": "geschlossen, zu, ruhetag, keine lieferung, keine anlieferung",
        "fr": "fermé, fermée, pas de livraison",
        "es": "cerrado",
        "it": "chiuso",
        "pt": "fechado",
        "nl": "gesloten, dicht",
        "pl": "zamknięte, nieczynne",
        "sv": "stängt",
        "da": "lukket",
        "nb": "stengt",
    },
    Role.BREAK: {
        "en": "break, a break, with a break",
        "de": "pause, mit pause",
        "fr it": "pause, pausa",
        "es": "descanso, pausa",
        "pt": "pausa, intervalo",
        "nl": "pauze",
        "pl": "przerwa",
        "sv": "paus",
        "da nb": "pause",
    },
    Role.LUNCH: {
        "en": "lunch, lunch break, lunchbreak, lunchtime, lunch time, lunch hour, lunch closed, "
        "for lunch, during lunch, with a lunch break, with lunch break, midday break",
        "de": "mittagspause, mittagsruhe, mit mittagspause",
        "fr": "pause déjeuner, pause de midi, pause méridienne, pour déjeuner",
        "es": "almuerzo, para almorzar, por almuerzo",
        "it": "pausa pranzo, pranzo, per pranzo",
        "pt": "almoço, para almoço, intervalo de almoço",
        "nl": "lunchpauze, middagpauze",
        "pl": "przerwa obiadowa, przerwa na lunch",
        "sv": "lunchstängt, lunchpaus",
        "da": "frokost, frokostpause",
        "nb": "lunsj, lunsjpause",
    },
    Role.EXCEPT: {
        "en": "except, except on, except for, excluding, excl, excluded, but not, but not on, "
        "not, not on, other than, apart from",
        "de": "außer, ausser, nicht",
        "fr": "sauf, sauf le",
        "es": "excepto, salvo, menos",
        "it": "tranne, eccetto, escluso",
        "pt": "exceto",
        "nl": "behalve",
        "pl": "oprócz",
        "sv": "utom",
        "da": "undtagen",
        "nb": "unntatt",
    },
    Role.HOLIDAYS: {
        "en": "ph, holiday, holidays, public holiday, public holidays, bank holidays, "
        "legal holidays, federal holidays, statutory holidays",
        "de": "feiertag, feiertags, feiertage, an feiertagen, feiertagen",
        "fr": "jours fériés, fériés, jour férié",
        "es": "festivos, días festivos",
        "it": "festivi, giorni festivi",
        "pt": "feriados",
        "nl": "feestdagen, op feestdagen",
        "pl": "święta, w święta",
        "sv": "helgdagar",
        "da nb": "helligdage, helligdager",
    },
    Role.DAILY: {
        "en": "daily, everyday, every day, each day, all days, all week, seven days, "
        "seven days a week",
        "de": "täglich, jeden tag, alle tage",
        "fr": "quotidien, tous les jours, chaque jour",
        "es": "diario, diariamente, a diario, todos los días, cada día",
        "it": "quotidiano, tutti i giorni, ogni giorno",
        "pt": "diariamente, todos os dias",
        "nl": "dagelijks, elke dag, alle dagen",
        "pl": "codziennie",
        "sv": "dagligen, varje dag, alla dagar",
        "da": "dagligt, hver dag, alle dage",
        "nb": "daglig, hver dag, alle dager",
    },
    Role.WEEKDAYS: {
        "en": "weekday, weekdays, week days, workdays, work days, working days, business days",
        "pt": "dias úteis",
    },
    Role.WEEKEND: {
        "en nl": "weekend",
        "en": "weekends, week-end, week-ends",
        "de": "wochenende, wochenenden, am wochenende",
        "fr": "week-end, week-ends, le week-end",
        "es": "fin de semana, fines de semana",
        "it": "fine settimana",
        "pt": "fim de semana, fins de semana",
    },
    Role.NOON: {
        "en": "noon, midday, noontime",
        "de": "mittag, mittags",
        "fr": "midi",
        "es": "mediodía",
        "it": "mezzogiorno",
        "pt": "meio-dia",
    },
    Role.MIDNIGHT: {
        "en": "midnight",
        "de": "mitternacht",
        "fr": "minuit",
        "es": "medianoche",
        "it": "mezzanotte",
        "pt": "meia-noite",
        "nl": "middernacht",
    },
    Role.MORNING: {
        "en": "am, a.m, morning, mornings",
        "de": "vormittag, vormittags",
        "fr": "matin, matins, le matin",
        "it": "mattina",
    },
    Role.AFTERNOON: {
        "en": "pm, p.m, afternoon, afternoons",
        "de": "nachmittag, nachmittags",
        "fr": "après-midi, l'après-midi",
        "it": "pomeriggio",
    },
    Role.NEXT_DAY: {
        "en": "next day, the next day, following day, the following day, next morning, "
        "the next morning, day after",
        "de": "folgetag, am folgetag, nächster tag, am nächsten tag",
        "fr": "lendemain, le lendemain, du lendemain",
        "es": "del día siguiente, día siguiente",
        "it": "giorno dopo, del giorno dopo",
        "nl": "volgende dag",
    },
    Role.OVERNIGHT: {"en": "overnight", "de": "über nacht"},
    Role.ANYTIME: {
        "en": "anytime, any time, around the clock, round the clock",
        "de": "rund um die uhr, jederzeit",
    },
    Role.FILLER: {
        "": "dock hours, business hours, warehouse hours, "
        "only, open, opening, on, at, the, delivery, deliveries, deliver, receiving, receive, "
        "receives, hours, hour, hrs, time, times, window, windows, o'clock, uhr, uur, kl, "
        "klockan, um, le, les, las, los, la, der, heures, horas, ore, nur, jeweils"
    },
}

# Feasts whose name says which day of the year they are, folded.
FEASTS = {
    "christmas day": MonthDay(12, 25),
    "christmas eve": MonthDay(12, 24),
    "boxing day": MonthDay(12, 26),
    "new years day": MonthDay(1, 1),
    "new years eve": MonthDay(12, 31),
}


@cache
def phrases() -> dict[str, list[tuple[tuple[str, ...], Phrase]]]:
    """Phrases by their first word: the words that follow it, the longest first."""
    found: dict[tuple[str, ...], Phrase] = {}
    for role, by_language in _PHRASES.items():
        for languages, typed in by_language.items():
            for phrase in typed.split(", "):
                words = _folded(phrase)
                known = found.get(words, Phrase(role, frozenset()))
                found[words] = Phrase(known.role, known.languages | set(languages.split()))
    for feast in FEASTS:
        found[_folded(feast)] = Phrase(Role.FEAST, frozenset({"en"}))
    by_first: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
    for words, meaning in sorted(found.items(), key=lambda item: -len(item[0])):
        by_first.setdefault(words[0], []).append((words[1:], meaning))
    return by_first


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in phrase.split())


@cache
def months() -> dict[str, int]:
    """The names of months that mean one month in every language."""
    found: dict[str, set[int]] = {"sept": {9}}
    for language in LANGUAGES:
        for context in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for month, name in context.get(width, {}).items():
                    found.setdefault(fold(name.removesuffix(".")), set()).add(month)
    return {name: next(iter(months)) for name, months in found.items() if len(months) == 1}
