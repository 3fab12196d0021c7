import jasette.errors
from jasette.errors import InputError, JasetteError, MapError


def test_a_message_names_the_place_and_the_remedy() -> None:
    error = InputError("created_at has no timezone", place="tweets.jsonl, line 812", remedy="the row is in rejects")
    assert str(error) == "tweets.jsonl, line 812: created_at has no timezone\n  → the row is in rejects"
    assert str(InputError("only what")) == "only what"


def test_every_error_is_a_jasette_error_and_drawn_in_the_tree() -> None:
    classes = [thing for thing in vars(jasette.errors).values() if isinstance(thing, type)]
    assert MapError in classes
    for thing in classes:
        assert issubclass(thing, JasetteError)
        assert thing.__name__ in (jasette.errors.__doc__ or "")
