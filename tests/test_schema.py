import hashlib

import pyarrow as pa

from jasette import schema


def test_identifiers_are_text_and_times_are_integers() -> None:
    for table in schema.TABLES.values():
        for column in table.columns:
            if column.name.endswith("_us"):
                assert column.kind == "int", (table.name, column.name)
            if column.name.endswith("_id"):
                assert column.kind == "text", (table.name, column.name)
        assert set(table.key) <= set(table.names), table.name


def test_no_statistics_on_personal_columns() -> None:
    for table in schema.TABLES.values():
        personal = {column.name for column in table.stored if column.personal}
        assert not personal & set(table.statistics), table.name
    assert schema.POSTS.statistics[0] == "published_us"


def test_arrow_schemas_follow_the_declaration() -> None:
    assert schema.POSTS.arrow.field("mentions").type == pa.list_(pa.string())
    assert schema.POSTS.arrow_stored.names == [*schema.POSTS.names, "batch", "content_key"]


def test_the_ledger_can_hold_the_sum() -> None:
    assert {"read", "stored", "duplicate", "rejected", "filtered", "opted_out"} <= set(schema.LEDGER.names)


def test_a_change_of_the_schema_has_a_version() -> None:
    """Older archives are brought to the present columns only where the version says that something changed."""
    written = ";".join(f"{name}:{','.join(f'{c.name} {c.kind}' for c in table.stored)}" for name, table in schema.TABLES.items())
    known = {2: "6fdff86ae0b1ffbf"}
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == known[schema.VERSION], "raise schema.VERSION and write its digest here"
