"""How many of a voice's answers are ready-made: nearly the same words as another answer."""

from jasette.measure import Example, Measure, Part, Share, columns

# The answers themselves, as acts of the voice, whoever wrote them for it; one answer may close the turns of several people.
VIEW = f"""
WITH answers AS (
    SELECT voice, answer_id, MIN(answer_twin_us) AS twin_us FROM requests WHERE answer_id IS NOT NULL GROUP BY voice, answer_id
)
SELECT {columns("posts", "p", voice="a.voice", person="a.voice")}, a.twin_us
FROM answers AS a JOIN posts AS p ON p.post_id = a.answer_id
WHERE p.text IS NOT NULL
"""

measure = Measure(
    name="template_share",
    title="Template share",
    formula="answers nearly identical to another answer of the same voice / answers; nearly identical: without names, addresses and signs, "
    "at least 70 % of the pairs of neighbouring words of the two are the same (Jaccard index), and there are five words or more",
    parts=(
        Part(
            name="templates",
            title="ready-made answers",
            table="posts",
            view=VIEW,
            kind=Share(hit="twin_us < frontier_us"),
            unit="share",
            needs=("own_posts", "mentions", "replies"),
            sentence="Of {n} answers that {voice} gave between {from} and {to}, {hits} were nearly identical to another answer "
            "of its own ({value}).",
            sentence_one="Of {n} answers that {voice} gave between {from} and {to}, one was nearly identical to another answer "
            "of its own ({value}).",
            marks=("ready-made", "not ready-made"),
        ),
    ),
    sources=(
        "Broder, A. (1997). On the resemblance and containment of documents. Proc. SEQUENCES, 21–29 (shingles, MinHash).",
        "Indyk, P. & Motwani, R. (1998). Approximate nearest neighbors. Proc. STOC, 604–613 (candidates by bands).",
    ),
    cannot_see="Whether a ready-made answer helped: it may be right to give the same answer to the same question. Templates with other "
    "words, in pictures, or of fewer than five words. Every pair found is checked word by word; a pair at the limit is missed "
    "once in 24,000 times, one that is 80 % alike once in 30 million. Answers that were deleted.",
    example=Example(
        note="Four answers; two are nearly the same, the first given on 2 March and the other on 4 March. "
        "The last has a twin that came only after the end.",
        rows={
            "requests": tuple(
                {"voice": "ville", "person": f"p:{i}", "answer_id": f"x:a{i}", "answer_twin_us": twin}
                for i, twin in enumerate(("2024-03-04", "2024-03-02", None, "2024-04-02"))
            ),
            "posts": tuple(
                {"voice": "ville", "person": "ville", "post_id": f"x:a{i}", "text": text, "role": "reply"}
                for i, text in enumerate(("Merci, c'est noté", "Merci, c'est noté", "Venez jeudi", "Appelez le 311"))
            ),
        },
        expect=({"part": "templates", "value": 0.5, "n": 4, "hits": 2},),
    ),
)
