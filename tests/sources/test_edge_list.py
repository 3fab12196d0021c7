"""Edge lists: published networks read whole, in each way in which they are written."""

from __future__ import annotations

import csv

import pytest

from jasette.errors import InputError
from jasette.source import Head, Recipe
from jasette.source.files import InputFile
from jasette.sources import choose
from jasette.sources.edge_list import source

BLOG = Recipe(platform="blog")


def read(gather, text, name="f", recipe=BLOG):
    return gather(source.read(InputFile.of_bytes(name, text.encode()), recipe))


def pairs(got):
    return [(row["account_id"], row["target"], row["weight"]) for row in got.rows["interactions"]]


@pytest.mark.parametrize(("path", "by", "rows", "nodes"), [
    ("polblogs/edges.csv", "table", 19025, 1224),
    ("fr_blogs2007/edges.csv", "table", 1432, None),
    ("congress_network/edges.txt", "edge_list", 13289, 475),
    ("influence_graphs/nethept.txt", "edge_list", 58891, 15233),
    ("controversy/beefban.graph.txt", "edge_list", None, None),
    ("controversy/ultralive.graph.txt", "edge_list", None, None),
])  # fmt: skip
def test_published_networks(real_data, gather, path, by, rows, nodes):
    file = InputFile.of_path(real_data / path)
    found = choose(file, Recipe())
    assert found.name == by
    got = gather(found.read(file, BLOG))
    acts = got.rows["interactions"]
    lines = [line for line in (real_data / path).read_text(encoding="utf-8").splitlines() if line.strip()]
    assert (len(acts), got.rejected) == (rows or len(lines), [])
    if nodes:
        assert len({end for act in acts for end in (act["account_id"], act["target"])}) == nodes
    if path.startswith("controversy"):
        expected = [(f"blog:{a}", f"blog:{b}", float(w)) for a, b, w in csv.reader(lines)]
        assert pairs(got) == expected
    if path.startswith("congress"):
        assert pairs(got)[0] == ("blog:0", "blog:4", 0.002105263157894737)


def test_what_stands_between_the_ends(gather):
    for between in ("\t", " ", ";", ",", "   "):
        got = read(gather, "".join(f"a{n}{between}b{n}{between}{n}.5\n" for n in range(3)))
        assert pairs(got) == [(f"blog:a{n}", f"blog:b{n}", n + 0.5) for n in range(3)]


def test_a_line_of_counts_is_none_of_the_edges_and_only_then(gather):
    assert len(pairs(read(gather, "3 2\n0 1\n1 2\n"))) == 2
    assert len(pairs(read(gather, "3 1\n0 1\n1 2\n"))) == 3
    assert pairs(read(gather, "source target\na b\n")) == [("blog:a", "blog:b", 1.0)]


def test_pajek_names_and_directions(gather):
    got = read(gather, '*Vertices 2\n1 "Ann Roy"\n2 "Ben"\n*Arcslist\n1 2\n*Edgeslist\n2 1\n')
    assert pairs(got) == [("blog:Ann Roy", "blog:Ben", 1.0), ("blog:Ben", "blog:Ann Roy", 1.0), ("blog:Ann Roy", "blog:Ben", 1.0)]


def test_handles_and_a_platform_that_nobody_says(gather):
    assert pairs(read(gather, "@Ann @BEN\n", recipe=Recipe(platform="x"))) == [("x:@ann", "x:@ben", 1.0)]
    with pytest.raises(InputError, match="which platform"):
        read(gather, "1 2\n", recipe=Recipe())


@pytest.mark.parametrize("text", [
    "Bonjour à tous\nComment ça va\n", "id,likes,views\n1,2,3\n4,5,6\n7,8,9\n", "1. Ann dit :\nBonjour\n", "a b\n", "1 2\n", "{}\n",
])  # fmt: skip
def test_what_is_no_list_of_edges(text):
    assert source.sniff(Head("f.txt", text.encode())) == 0


def test_bytes_that_are_no_text(gather):
    got = gather(source.read(InputFile.of_bytes("f", b"a b\ncaf\xe9 b\nc d\n"), BLOG))
    assert [(reject.line, reject.byte_offset, reject.reason) for reject in got.rejected] == [(2, 4, "the line is not UTF-8")]
    assert len(pairs(got)) == 2
