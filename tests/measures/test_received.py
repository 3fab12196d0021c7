from __future__ import annotations

VOICES = [{"voice": "v", "name": "V"}]
OWN = {"voice": "v", "person": "v", "kind": "mention", "to_voice": "v", "to_person": "v"}


def acts(count: int, kind: str = "mention", **more: object) -> list[dict[str, object]]:
    return [{"person": f"p:{i:02}", "kind": kind, "to_voice": "v", "to_person": "v"} | more for i in range(count)]


def test_kinds_are_counted_apart_and_oneself_is_left_out(counted):
    rows = counted("received", interactions=[*acts(12), *acts(12), *acts(15, "repost"), *[OWN] * 40], voices=VOICES)
    assert (rows["mentions"]["value"], rows["mentions_people"]["value"]) == (24, 12)
    assert (rows["reposts"]["value"], rows["reposts_people"]["value"], rows["replies"]["value"]) == (15, 15, 0)
    assert rows["mentions"]["sentence"] == "Others named V 24 times between 1 March 2024 and 31 March 2024."


def test_acts_upon_others_and_by_nobody_known_do_not_count(counted):
    elsewhere = [{"person": "p:00", "kind": "mention", "to_voice": None, "to_person": "p:99"}] * 3
    nobody = [{"person": None, "kind": "mention", "to_voice": "v", "to_person": "v"}] * 3
    assert counted("received", interactions=[OWN, *acts(12), *elsewhere, *nobody], voices=VOICES)["mentions"]["value"] == 12


def test_each_stream_for_itself(counted):
    covered = [{"voice": "v", "stream": "mentions", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}]
    rows = counted("received", interactions=acts(12), coverage=covered, voices=VOICES)
    assert rows["mentions"]["observable"] and not rows["reposts"]["observable"]
    assert rows["reposts"]["value"] is None and rows["reposts"]["rank"] is None
