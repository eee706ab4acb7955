"""Labels before the hours, such as `Dock hours:`, which are no part of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from customer_truth.windows.folding import fold
from customer_truth.windows.hours import NotUnderstood
from customer_truth.windows.weekdays import names, run_together
from customer_truth.windows.words import Role, months, phrases

# What is received, and when. A word in no list may be a weekday of a language not read here.
_OF_HOURS = (
    "hours hour hrs times time schedule window windows opening open receiving receipt deliveries "
    "delivery unloading intake öffnungszeiten öffnungszeit geöffnet anlieferung anlieferzeit "
    "anlieferzeiten lieferzeit lieferzeiten warenannahme wareneingang annahme annahmezeiten "
    "horaires horaire d'ouverture livraison livraisons réception ouverture ouvert "
    "horario horarios recepción "
    "entrega entregas abierto orario orari consegna consegne ricevimento apertura aperto "
    "openingstijden leveringen levering losuren losse goederenontvangst geopend recebimento "
    "recepção aberto godziny otwarcia dostawy przyjęcia öppettider öppet leverans leveranser "
    "varumottagning åbningstider åbent varemodtagelse åpningstider åpent varemottak"
)
_OF_PLACES = (
    "dock docks ramp gate door doors bay store shop kitchen warehouse yard office restaurant "
    "cafeteria reception depot plant rampe tor tür laderampe lager laden küche büro lagerhaus quai "
    "magasin cuisine entrepôt bureau muelle almacén tienda cocina oficina magazzino cucina negozio "
    "ufficio magazijn winkel keuken kantoor armazém loja cozinha magazyn sklep kuchnia butik kök "
    "butikk kjøkken køkken"
)
# Hours of a part of the year or of the day, of something else, or that hold no longer.
_LIMITING = (
    "peak rush happy quiet blackout emergency phone telephone tel fax call old former previous "
    "summer winter spring autumn fall season seasonal special extended limited reduced "
    "alternate alternative temporary closing closure other every sommer winter frühjahr "
    "frühling herbst saison été hiver printemps automne verano invierno primavera otoño estate "
    "inverno autunno zomer lente herfst verão outono lato zima wiosna jesień sommar vår höst "
    "sommer forår efterår høst telefon teléfono téléphone telefono telefoon no not never "
    "without keine kein pas sin non geen nie sem ikke inte"
)


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


_HOURS, _PLACES, _REFUSED = _folded(_OF_HOURS), _folded(_OF_PLACES), _folded(_LIMITING)
_HARMLESS = (Role.FILLER, Role.AND, Role.FROM)
_MOST_WORDS = 5

Pieces = Sequence["re.Match[str]"]


def without_labels(pieces: Pieces) -> list[re.Match[str]]:
    """The pieces of a text without the label of each part; raises NotUnderstood at a second one."""
    left: list[re.Match[str]] = []
    first: tuple[str, ...] | None = None
    at, is_start = 0, True
    while at < len(pieces):
        label = _label_at(pieces, at) if is_start else ()
        if label and first not in (None, label):
            raise NotUnderstood("has hours of several kinds", pieces[at].start())
        if label:
            first = label
            at += len(label) + 1
            is_start = False
            continue
        is_start = pieces[at]["stop"] is not None
        left.append(pieces[at])
        at += 1
    return left


def _label_at(pieces: Pieces, start: int) -> tuple[str, ...]:
    """The folded words up to a colon, if they are a label; else none."""
    words: list[str] = []
    for piece in pieces[start : start + _MOST_WORDS + 1]:
        if piece["colon"] is not None:
            break
        if piece["word"] is None:
            return ()
        words.append(fold(piece["word"].replace(".", "")))
    else:
        return ()
    behind = pieces[start + len(words) + 1 : start + len(words) + 2]
    return tuple(words) if _is_label(words, behind) else ()


def _is_label(words: Sequence[str], behind: Pieces) -> bool:
    said = set(words)
    if said & _REFUSED or any(word in names() or run_together(word) for word in said):
        return False
    if said & months().keys() or any(_says_when(words, at) for at in range(len(words))):
        return False
    return bool(said & _HOURS) or bool(said & _PLACES and behind and not _may_count(behind[0]))


def _says_when(words: Sequence[str], at: int) -> bool:
    """A phrase begins here that is part of the hours, such as `weekend` or `lunch`."""
    return any(
        phrase.role not in _HARMLESS and tuple(words[at + 1 : at + 1 + len(rest)]) == rest
        for rest, phrase in phrases().get(words[at], ())
    )


def _may_count(piece: re.Match[str]) -> bool:
    """`Dock: 5-6` may be two docks."""
    return piece["hour"] is not None and not (piece["minute"] or piece["half"] or piece["hours"])
