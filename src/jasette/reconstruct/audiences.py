"""Audiences: what was observed of the size of each voice's accounts, and when. Of members nothing is here, not even a number of theirs."""

from __future__ import annotations

from jasette.reconstruct.step import standing

# An observation without a time cannot be dated, and the last one of all would not be known.
AUDIENCES = f"""
SELECT s.voice, s.voice AS person, s."group", a.observed_us AS at_us, a.platform, CAST(NULL AS VARCHAR) AS lang,
    CAST(NULL AS VARCHAR) AS thread, CAST(NULL AS VARCHAR) AS post_id, a.account_id, max(a.followers) AS followers
FROM raw_accounts AS a
{standing("s", "a.account_id", "a.observed_us")}
WHERE a.followers IS NOT NULL AND a.observed_us IS NOT NULL AND s.voice IS NOT NULL
GROUP BY s.voice, s."group", a.observed_us, a.platform, a.account_id"""
