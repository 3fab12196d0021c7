"""SQL expressions that several sources of JSON records share: times and lists."""

from __future__ import annotations

ZONE = "(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def iso_us(value: str) -> str:
    """Microseconds of an ISO 8601 time; null where it is none."""
    return f"epoch_us(TRY_CAST({value} AS TIMESTAMPTZ))"


def wrong_iso(name: str, value: str) -> str:
    """WHEN clauses: a time without time zone, or none at all."""
    # nearly all end in Z, and to see that takes a tenth of the pattern's time
    return (
        f"WHEN NOT (ends_with({value}, 'Z') OR regexp_matches({value}, '{ZONE}')) "
        f"THEN concat('{name} ', substr({value}, 1, 60), ' has no time zone') "
        f"WHEN {value} IS NOT NULL AND {iso_us(value)} IS NULL THEN concat('{name} ', substr({value}, 1, 60), ' is not a time')"
    )


def distinct(values: str) -> str:
    """The list without nulls and repeats, in its order; null stays null. `values` is written twice: give it a column."""
    # list_distinct loses the order; most lists have one value
    filtered = f"list_filter({values}, lambda item, nth: item IS NOT NULL AND list_position({values}, item) = nth)"
    return f"CASE WHEN len({values}) > 1 OR len({values}) = 1 AND {values}[1] IS NULL THEN {filtered} ELSE {values} END"


def observed(seen: str, recipe_us: int | None) -> str:
    """When the record was collected: as the page says, else as the user says."""
    return f"coalesce({iso_us(seen)}, {'NULL' if recipe_us is None else int(recipe_us)})"
