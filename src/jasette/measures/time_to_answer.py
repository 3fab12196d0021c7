"""How long people wait for an answer, those included who still wait."""

from jasette.measure import Example, Measure, Part, Quantile, Share

NEEDS = ("mentions", "replies", "own_posts")
WAITED = "LEAST(answered_us, deleted_us, frontier_us) - at_us"
ANSWERED = "answered_us < frontier_us AND answered_us <= COALESCE(deleted_us, answered_us)"
WITHDRAWN = "deleted_us < frontier_us AND deleted_us < COALESCE(answered_us, frontier_us)"


def _within(name: str, title: str, window: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="requests",
        kind=Share(hit="answered_us - at_us <= {window}"),
        unit="share",
        needs=NEEDS,
        follow="window",
        params={"window": window},
        sentence="Of {n} requests asked before {before}, {hits} were answered within {window}.",
        sentence_one="Of {n} requests asked before {before}, one was answered within {window}.",
        marks=("answered in time", "not answered in time"),
    )


def _waited(name: str, title: str, share: float, words: str) -> Part:
    return Part(
        name=name,
        title=title,
        table="requests",
        kind=Quantile(of=WAITED, share=share, event=ANSWERED, rival=WITHDRAWN, per=1e6),
        unit="seconds",
        needs=NEEDS,
        sentence=f"{words} of {{n}} requests to {{voice}} between {{from}} and {{to}} had an answer after {{value}}; "
        "those still open are counted as waiting.",
        marks=("answered", "not answered"),
    )


measure = Measure(
    name="time_to_answer",
    title="Time to answer",
    formula="share answered within 1 hour, 24 hours, 7 days, among requests followed up that long; "
    "median and 90th percentile of the cumulative "
    "incidence of answers (Aalen–Johansen), open requests censored at the frontier, withdrawal by deletion competing",
    parts=(
        _within("within_1h", "within 1 hour", "1h"),
        _within("within_24h", "within 24 hours", "24h"),
        _within("within_7d", "within 7 days", "7d"),
        _waited("median", "median", 0.5, "Half"),
        _waited("p90", "90th percentile", 0.9, "Nine tenths"),
    ),
    sources=(
        "Kaplan, E. & Meier, P. (1958). JASA 53(282), 457–481.",
        "Aalen, O. & Johansen, S. (1978). Scand J Stat 5(3), 141–150; variance as in Marubini, E. & Valsecchi, M. (1995).",
        "Brookmeyer, R. & Crowley, J. (1982). Biometrics 38(1), 29–41.",
    ),
    cannot_see="Working hours: a night counts as waiting. Answers elsewhere. "
    "The time from the last post of a turn: it runs from the first.",
    example=Example(
        note="Ten people ask at midnight; six are answered after one to six hours, one withdraws after half an hour, three still wait.",
        rows={
            "requests": (
                *({"voice": "ville", "person": f"p:{i:02}", "answered_us": f"2024-03-02 0{i}:00"} for i in range(1, 7)),
                {"voice": "ville", "person": "p:07", "deleted_us": "2024-03-02 00:30"},
                *({"voice": "ville", "person": f"p:{i:02}"} for i in range(8, 11)),
            )
        },
        expect=(
            {"part": "within_1h", "value": 0.1, "n": 10, "hits": 1},
            {"part": "within_24h", "value": 0.6, "n": 10, "hits": 6},
            {"part": "within_7d", "value": 0.6, "n": 10},
            # Five of ten had their answer after five hours, the sixth came after six: the middle, as of an even number of values.
            {"part": "median", "value": 5.5 * 3600, "n": 10, "hits": 6, "unit": "seconds"},
            {"part": "p90", "value": None, "state": "not_reached", "n": 10},
        ),
    ),
)
