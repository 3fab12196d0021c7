import io
import json

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from jasette.render import data

TABLE = pa.table({"voice": ["ville", 'ça, "et"\nlà'], "value": [0.5, None], "tags": [["a", "b"], []]})


def written(form: str, table: pa.Table = TABLE) -> bytes:
    out = io.BytesIO()
    data.write(table, form, out)
    return out.getvalue()


def test_csv_can_be_read_again() -> None:
    read = pyarrow.csv.read_csv(io.BytesIO(written("csv")), parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True))
    assert read.column("voice").to_pylist() == TABLE.column("voice").to_pylist()
    assert read.column("tags").to_pylist() == ["a|b", ""]


def test_csv_holds_no_formula() -> None:
    assert written("csv", pa.table({"text": ["=1+1", "@a", "'b", "-", "c", "", None]})).decode().splitlines()[1:] == [
        '"\'=1+1"', '"\'@a"', '"\'\'b"', '"\'-"', '"c"', '""', ""
    ]  # fmt: skip


def test_json_is_one_array_of_objects() -> None:
    assert json.loads(written("json")) == TABLE.to_pylist()
    assert json.loads(written("json", TABLE.slice(0, 0))) == []


def test_parquet_keeps_types() -> None:
    assert pyarrow.parquet.read_table(io.BytesIO(written("parquet"))).schema.equals(TABLE.schema)


def test_another_format_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="xml"):
        written("xml")
