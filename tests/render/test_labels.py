from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jasette.render import labels

FONT, WIDTH, HEIGHT = 14, 900, 600
dots = st.lists(
    st.tuples(st.floats(30, WIDTH - 30), st.floats(30, HEIGHT - 30), st.floats(4, 28), st.text("abcdé -", min_size=1, max_size=30)),
    max_size=40,
)


@given(dots)
def test_no_name_covers_another_a_dot_or_leaves_the_frame(given_dots):
    circles = [(x, y, radius) for x, y, radius, _ in given_dots]
    placed = labels.place(circles, [text for *_, text in given_dots], FONT, WIDTH, HEIGHT)
    boxes = [label.box for label in placed if label]
    around = [labels.Box(x - radius, y - radius, x + radius, y + radius) for x, y, radius in circles]
    for index, box in enumerate(boxes):
        assert 0 <= box.left < box.right <= WIDTH and 0 <= box.top < box.bottom <= HEIGHT
        assert not any(box.meets(other) for other in [*boxes[:index], *around])


def test_who_comes_first_has_the_best_place_and_who_is_moved_away_is_led_to():
    first, _ = labels.place([(100, 100, 10), (100, 130, 10)], ["One", "Two"], FONT, WIDTH, HEIGHT)
    assert first is not None and first.box.left > 110 and not first.led
    crowded = [(300 + 21 * (i % 5), 300 + 21 * (i // 5), 10) for i in range(25)]
    middle = labels.place(crowded[12:13] + crowded[:12] + crowded[13:], ["In the middle"] + [""] * 24, FONT, WIDTH, HEIGHT)[0]
    assert middle is not None and middle.led


def test_no_name_and_no_room_is_no_place():
    assert labels.place([(10, 10, 5)], [""], FONT, WIDTH, HEIGHT) == [None]
    assert labels.place([(10, 10, 5)], ["a name that is too long"], FONT, 40, 40) == [None]
    assert labels.place([], [], FONT, WIDTH, HEIGHT) == []
