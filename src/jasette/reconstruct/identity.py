"""Who is who: handles become native ids, accounts become voices at a time, all others become pseudonyms.

An account known only by its handle (`x:@handle`) is the account that was last observed with it. A voice is who *owns* an
account; an account that *speaks for* a voice may answer for it, but its words are not the voice's own.
"""

from __future__ import annotations

from jasette import people
from jasette.reconstruct.intervals import disjoint
from jasette.reconstruct.step import HIGH, LOW, Step
from jasette.reconstruct.tables import PUBLIC

ALIASES = f"""
WITH seen AS (
    SELECT concat(platform, ':@', lower(handle)) AS alias, account_id, max(coalesce(observed_us, {LOW})) AS last_us
    FROM raw_accounts
    WHERE handle IS NOT NULL AND platform IS NOT NULL AND account_id IS NOT NULL AND account_id NOT LIKE '%:@%'
    GROUP BY concat(platform, ':@', lower(handle)), account_id
), ranked AS (
    SELECT alias, account_id, row_number() OVER (PARTITION BY alias ORDER BY last_us DESC, account_id) AS place FROM seen
)
SELECT alias, account_id FROM ranked WHERE place = 1"""

ROSTER = """
SELECT coalesce(a.account_id, r.account_id) AS account_id, r.voice, r.how, r.from_us, r.to_us
FROM in_roster_accounts AS r LEFT JOIN w_alias AS a ON a.alias = r.account_id"""

# A voice is somebody also where the roster names no group: its kind stands in, at the lowest rank.
GROUPS = """
SELECT m.voice, coalesce(m."group", v.kind) AS "group", m.camp, m.from_us, m.to_us, 1 AS entered
FROM in_memberships AS m JOIN in_voices AS v ON v.voice = m.voice
UNION ALL
SELECT voice, kind AS "group", CAST(NULL AS VARCHAR) AS camp, CAST(NULL AS BIGINT) AS from_us, CAST(NULL AS BIGINT) AS to_us, 0 AS entered
FROM in_voices"""

STANDING = """
SELECT o.account_id, o.voice, g."group", g.camp, greatest(o.from_us, g.from_us) AS from_us, least(o.to_us, g.to_us) AS to_us
FROM w_owned AS o JOIN w_grouped AS g ON g.voice = o.voice AND g.from_us < o.to_us AND o.from_us < g.to_us"""

SPEAKS = f"""
SELECT DISTINCT account_id, voice, coalesce(from_us, {LOW}) AS from_us, coalesce(to_us, {HIGH}) AS to_us
FROM w_roster WHERE how = 'speaks_for'"""

VOICES = f"""
WITH ranked AS (
    SELECT voice, "group", camp,
        row_number() OVER (
            PARTITION BY voice ORDER BY entered DESC, coalesce(from_us, {LOW}) DESC, coalesce(to_us, {HIGH}) DESC, "group") AS place
    FROM w_groups
)
SELECT v.voice, v.name, v.kind, g."group", g.camp FROM in_voices AS v JOIN ranked AS g ON g.voice = v.voice AND g.place = 1"""

STEPS = (
    Step("w_alias", ALIASES),
    Step("w_roster", ROSTER),
    Step("w_groups", GROUPS),
    Step("w_owned", disjoint("(SELECT * FROM w_roster WHERE how = 'owns')", ["account_id"], ["voice"], "s.since DESC, s.voice")),
    Step("w_grouped", disjoint("w_groups", ["voice"], ['"group"', "camp"], 's.entered DESC, s.since DESC, s."group"')),
    Step("w_standing", STANDING),
    Step("w_speaks", SPEAKS),
    Step("w_voices", VOICES),
)


def person(key: str, standing: str, account: str) -> str:
    """SQL: the voice that `standing` says, else the pseudonym of the account; null where the account is not known."""
    hidden = people.pseudonym_sql(key, account)
    return f"CASE WHEN {account} IS NULL THEN NULL WHEN {standing}.voice IS NOT NULL THEN {standing}.voice ELSE {hidden} END"


def group(standing: str, account: str) -> str:
    """SQL: the group that goes with it; null where the account is not known."""
    return f"CASE WHEN {account} IS NULL THEN NULL ELSE coalesce({standing}.\"group\", '{PUBLIC}') END"


def numbered_person(standing: str, account: str) -> str:
    """SQL: the number of the person: the voice that `standing` says, else the account; null where the account is not known."""
    return f"CASE WHEN {account} IS NULL THEN NULL ELSE coalesce({standing}.person, {account}) END"
