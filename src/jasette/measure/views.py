"""What the views of parts are written with: the columns of a derived table, some of them other than they are."""

from __future__ import annotations

from jasette.reconstruct.tables import DERIVED
from jasette.sql import identifier


def columns(table: str, of: str, **instead: str) -> str:
    """SQL: all columns of the derived `table`, taken from the alias `of`, save those that are something else `instead`."""
    return ", ".join(
        f"{instead[name]} AS {identifier(name)}" if name in instead else f"{of}.{identifier(name)}" for name in DERIVED[table].names
    )


UPON = f"""
SELECT {columns("interactions", "a", voice="a.to_voice")}
FROM interactions AS a WHERE a.person IS NOT NULL AND a.to_person IS NOT NULL AND a.person <> a.to_person
"""
"""The view of acts upon somebody else, `voice` being who is acted upon: one text, so that all measures of them share a pass."""

LISTED = {"voice": "a.to_voice", "to_post": "CAST(NULL AS VARCHAR)", "url": "a.object", "how": "'link'", "self": "FALSE"}
CITED = f"""
SELECT {columns("citations", "c", voice="c.to_voice")}
FROM citations AS c WHERE c.person IS NOT NULL AND c.to_person IS NOT NULL AND c.person <> c.to_person
UNION ALL
SELECT {columns("citations", "a", **LISTED)}
FROM interactions AS a WHERE a.kind = 'link' AND a.person IS NOT NULL AND a.to_person IS NOT NULL AND a.person <> a.to_person
"""
"""The view of citations of somebody else, `voice` being who is cited: those in posts and pings, and links of imported lists."""
