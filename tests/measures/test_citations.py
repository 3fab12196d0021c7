from __future__ import annotations

LONG = [{"voice": "v", "stream": "mentions", "from_us": "2023-01-01", "to_us": "2024-04-01", "how": "complete"}]


def cites(who: str, at: str, how: str = "link") -> dict[str, object]:
    return {"voice": who, "person": who, "to_voice": "v", "to_person": "v", "how": how, "at_us": at}


def test_only_the_last_180_days_and_each_site_once(counted):
    given = [cites("a", "2024-03-01"), cites("a", "2024-03-02"), cites("b", "2023-10-15", "pingback"), cites("c", "2023-09-01")]
    rows = counted("citations", citations=given, coverage=LONG, voices=[{"voice": "v", "name": "v"}])
    assert (rows["citing"]["value"], rows["times"]["value"]) == (2, 3)


def test_links_of_a_list_count_as_citations_do(counted):
    link = {"voice": "a", "person": "a", "kind": "link", "to_voice": "v", "to_person": "v", "at_us": "2024-03-01"}
    other = {**link, "kind": "repost", "voice": "z", "person": "z"}
    own = {**link, "voice": "v", "person": "v"}
    voices = [{"voice": "v", "name": "v"}]
    rows = counted("citations", interactions=[link, other, own], citations=[cites("b", "2024-03-01")], coverage=LONG, voices=voices)
    assert (rows["citing"]["value"], rows["times"]["value"]) == (2, 2)


def test_the_time_that_counts_can_be_set(counted):
    from jasette.measure import Ask

    rows = counted(
        "citations",
        Ask(settings=["within=52w"]),
        citations=[cites("c", "2023-09-01")],
        coverage=LONG,
        voices=[{"voice": "v", "name": "v"}],
    )
    assert rows["citing"]["value"] == 1 and "no more than the last 52 weeks count" in rows["citing"]["sentence"]
