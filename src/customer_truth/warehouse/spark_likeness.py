"""How alike two texts are, as functions in Spark's own SQL, for one session.

They count signs, as the other engines' functions do: Jaro and Winkler's similarity with half a
transposition rounded down, Damerau and Levenshtein's distance with what stands between two signs
that change places. Splink's jar has functions of these names that count otherwise, and not every
cluster takes a jar. Said in SQL they are slower, the distance of two long texts most of all.
"""

from __future__ import annotations

# Stands where a sign was found in the other text. It is no character, so no text should have it.
_FOUND = "\\uffff"

# The signs of `other` that have one like it near by in `one`, each of which is found once.
_ALIKE = f"""
aggregate(
    sequence(1, length(other)),
    named_struct('found', one, 'alike', ''),
    (so_far, at) -> if(
        locate(substr(other, at, 1), so_far.found, greatest(at - near, 1)) between 1 and at + near,
        named_struct(
            'found', overlay(
                so_far.found placing '{_FOUND}'
                from locate(substr(other, at, 1), so_far.found, greatest(at - near, 1)) for 1
            ),
            'alike', so_far.alike || substr(other, at, 1)
        ),
        so_far
    )
)
"""
_IN_ITS_ORDER = f"""
aggregate(
    sequence(1, length(one)),
    '',
    (alike, at) -> if(substr(found, at, 1) = '{_FOUND}', alike || substr(one, at, 1), alike)
)
"""
_TRANSPOSED = """
size(filter(sequence(1, length(one)), at -> substr(one, at, 1) <> substr(other, at, 1))) div 2
"""
_JARO = """
case when pair.alike = '' then 0D else (
    length(pair.alike) / length(one)
    + length(pair.alike) / length(other)
    + (length(pair.alike) - likeness_transposed(likeness_in_order(one, pair.found), pair.alike))
    / length(pair.alike)
) / 3 end
"""
_WINKLER = """
jaro + if(jaro > 0.7D, size(filter(
    sequence(1, least(4, length(one), length(other))),
    at -> substr(one, 1, at) = substr(other, 1, at)
)) * 0.1D * (1D - jaro), 0D)
"""
_JARO_WINKLER = """
case
    when one = '' or other = '' then 0D
    when one = other then 1D
    else likeness_winkler(one, other, likeness_jaro(one, other, likeness_alike(
        one, other, greatest(length(one), length(other)) div 2 - 1
    )))
end
"""
# How far back in either text the sign of the other one stood last.
_BACK_IN_ONE = "locate(substr(other, j, 1), reverse(substr(one, 1, i - 1)))"
_BACK_IN_OTHER = "locate(substr(one, i, 1), reverse(substr(other, 1, j - 1)))"
# A row for what comes before `one` and for each of its signs, each as long as `other` and one more.
_DAMERAU_LEVENSHTEIN = f"""
case when one = '' or other = '' then length(one) + length(other) else
element_at(element_at(aggregate(
    sequence(1, length(one)),
    array(sequence(0, length(other))),
    (rows, i) -> concat(rows, array(aggregate(
        sequence(1, length(other)),
        array(i),
        (row, j) -> concat(row, array(least(
            element_at(row, -1) + 1,
            element_at(element_at(rows, -1), j + 1) + 1,
            element_at(element_at(rows, -1), j) + if(substr(one, i, 1) = substr(other, j, 1), 0, 1),
            case when {_BACK_IN_ONE} > 0 and {_BACK_IN_OTHER} > 0 then
                element_at(element_at(rows, i - {_BACK_IN_ONE}), j - {_BACK_IN_OTHER})
                + {_BACK_IN_ONE} + {_BACK_IN_OTHER} - 1
            end
        )))
    )))
), -1), -1) end
"""
_TEXTS = "one string, other string"
_PAIR = "struct<found: string, alike: string>"
# In this order, for one is said by others. `levenshtein` Spark has itself.
FUNCTIONS = tuple(
    f"create or replace temporary function {name}({given}) returns {kind} return {body}"
    for name, given, kind, body in (
        ("likeness_alike", f"{_TEXTS}, near int", _PAIR, _ALIKE),
        ("likeness_in_order", "one string, found string", "string", _IN_ITS_ORDER),
        ("likeness_transposed", _TEXTS, "int", _TRANSPOSED),
        ("likeness_jaro", f"{_TEXTS}, pair {_PAIR}", "double", _JARO),
        ("likeness_winkler", f"{_TEXTS}, jaro double", "double", _WINKLER),
        ("jaro_winkler_similarity", _TEXTS, "double", _JARO_WINKLER),
        ("damerau_levenshtein", _TEXTS, "int", _DAMERAU_LEVENSHTEIN),
    )
)
