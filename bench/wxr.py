"""A WordPress export with many comments into an archive, beside plain loops over its XML.

The export is a made-up blog: 60 comments below each article, some 300 characters each. As in exports of real blogs, three in ten
have line breaks, one in ten has HTML, one in fourteen a link; half of those who comment give an address. `jasette` is the command
`jasette add` into a new observatory, with the process in which it reads XML. The plain loops take the same fields of each comment as they
stand and write them to Parquet: no text is made of HTML, no language told, nothing looked up, nothing set aside; one bad byte ends them.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from contest import Bench, Contender
from ingest import OBSERVATORY, OUT, add_contained, at_hand, new_observatory

SEED = 2008
EXPORT = "blog.wordpress.xml"
PER_ARTICLE = 60
WP, CONTENT, DC = "http://wordpress.org/export/1.2/", "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"
VOCABULARY = """
le la les un une des de du et ou mais donc car je tu il elle nous vous ville rue quartier conseil maire budget autobus métro pont neige
hiver été prix loyer école hôpital travail temps année question réponse projet idée merci bravo vraiment toujours jamais souvent peut-être
the a of and but because we they city street council mayor budget bus bridge snow winter price rent school hospital question answer thanks
"""
WORDS = VOCABULARY.split()
FIELDS = ("comment_id", "comment_author", "comment_author_url", "comment_date_gmt", "comment_content", "comment_parent", "comment_type")


def make(folder: Path, size: int) -> None:
    """`size` comments, of three weeks, in the order of their articles."""
    draw = random.Random(SEED)
    with (folder / EXPORT).open("w", encoding="utf-8") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:content="{CONTENT}" xmlns:dc="{DC}" xmlns:wp="{WP}">\n'
            "<channel>\n\t<title>Carnet</title>\n\t<link>https://carnet.example</link>\n"
            "\t<pubDate>Fri, 10 Mar 2023 05:00:00 +0000</pubDate>\n\t<language>fr-CA</language>\n"
            "\t<wp:wxr_version>1.2</wp:wxr_version>\n\t<wp:base_blog_url>https://carnet.example</wp:base_blog_url>\n"
            "\t<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[redaction]]></wp:author_login></wp:author>\n"
        )
        for first in range(0, size, PER_ARTICLE):
            file.write(_item(draw, first, min(PER_ARTICLE, size - first)))
        file.write("</channel>\n</rss>\n")


def _item(draw: random.Random, first: int, comments: int) -> str:
    number = first // PER_ARTICLE + 1
    below = "".join(_comment(draw, first, first + place) for place in range(comments))
    return (
        f"\t<item>\n\t\t<title><![CDATA[{_words(draw, 6)}]]></title>\n\t\t<link>https://carnet.example/2023/02/article-{number}/</link>\n"
        f"\t\t<dc:creator><![CDATA[redaction]]></dc:creator>\n"
        f"\t\t<content:encoded><![CDATA[<p>{_words(draw, 150)}</p>]]></content:encoded>\n"
        f"\t\t<wp:post_id>{number}</wp:post_id>\n\t\t<wp:post_date_gmt><![CDATA[{_time(draw)}]]></wp:post_date_gmt>\n"
        f"\t\t<wp:status>publish</wp:status>\n\t\t<wp:post_type>post</wp:post_type>\n{below}\t</item>\n"
    )


def _comment(draw: random.Random, first: int, number: int) -> str:
    who = draw.randrange(20_000)
    text = _words(draw, 52)
    if draw.random() < 0.3:
        text = text.replace(". ", ".\n\n", 2)
    if draw.random() < 0.1:
        text = f"<strong>{_words(draw, 3)}</strong> &amp; {text}"
    if draw.random() < 0.07:
        text += f' <a href="https://page-{who}.example/{number}" rel="nofollow">{_words(draw, 2)}</a>'
    site = f"http://page-{who}.example/" if who % 2 else ""
    above = draw.randrange(first, number) + 1 if number > first and draw.random() < 0.4 else 0
    return (
        f"\t\t<wp:comment>\n\t\t\t<wp:comment_id>{number + 1}</wp:comment_id>\n"
        f"\t\t\t<wp:comment_author><![CDATA[Nom {who}]]></wp:comment_author>\n"
        f"\t\t\t<wp:comment_author_email>nom{who}@mail.example</wp:comment_author_email>\n"
        f"\t\t\t<wp:comment_author_url>{site}</wp:comment_author_url>\n"
        f"\t\t\t<wp:comment_author_IP>192.0.2.17</wp:comment_author_IP>\n\t\t\t<wp:comment_date><![CDATA[{_time(draw)}]]></wp:comment_date>\n"
        f"\t\t\t<wp:comment_date_gmt><![CDATA[{_time(draw)}]]></wp:comment_date_gmt>\n"
        f"\t\t\t<wp:comment_content><![CDATA[{text}]]></wp:comment_content>\n"
        f"\t\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>\n\t\t\t<wp:comment_type><![CDATA[comment]]></wp:comment_type>\n"
        f"\t\t\t<wp:comment_parent>{above}</wp:comment_parent>\n\t\t\t<wp:comment_user_id>0</wp:comment_user_id>\n\t\t</wp:comment>\n"
    )


def _words(draw: random.Random, count: int) -> str:
    return ". ".join(" ".join(draw.choices(WORDS, k=min(13, count - done))).capitalize() for done in range(0, count, 13))


def _time(draw: random.Random) -> str:
    return f"2023-02-{draw.randrange(1, 22):02} {draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"


def jasette(folder: Path) -> Path:
    return add_contained(folder, folder / EXPORT)


def expat(folder: Path) -> Path:
    """The loop that one writes by hand."""
    from xml.parsers import expat as parser

    rows = _Rows(folder)
    wanted = {f"{WP} {name}": name for name in FIELDS}
    row: dict[str, str] = {}
    text: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        text.clear()

    def end(name: str) -> None:
        if name in wanted:
            row[wanted[name]] = "".join(text)
        elif name == f"{WP} comment":
            rows.add(row.copy())
            row.clear()

    made = parser.ParserCreate(None, " ")
    made.buffer_text = True
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text.append
    with (folder / EXPORT).open("rb") as file:
        made.ParseFile(file)
    return rows.close()


def iterparse(folder: Path) -> Path:
    """ElementTree's way, each item thrown away when it has been read."""
    from xml.etree.ElementTree import iterparse

    rows = _Rows(folder)
    for _, element in iterparse(folder / EXPORT):
        if element.tag == f"{{{WP}}}comment":
            rows.add({name: element.findtext(f"{{{WP}}}{name}", "") for name in FIELDS})
        elif element.tag == "item":
            element.clear()
    return rows.close()


class _Rows:
    """Rows on their way to a Parquet file."""

    def __init__(self, folder: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.folder, self.schema = folder, pa.schema([(name, pa.string()) for name in FIELDS])
        self.table, self.rows = pa.Table.from_pylist, []
        self.writer = pq.ParquetWriter(folder / OUT, self.schema, compression="zstd")

    def add(self, row: dict[str, str]) -> None:
        self.rows.append(row)
        if len(self.rows) == 20_000:
            self.write()

    def write(self) -> None:
        self.writer.write_table(self.table(self.rows, self.schema))
        self.rows.clear()

    def close(self) -> Path:
        self.write()
        self.writer.close()
        return self.folder


def answer(folder: Path) -> dict[str, Any]:
    return _count(f"SELECT comment_id AS id, comment_parent AS above FROM '{folder / OUT}'", folder)


def answer_of_archive(folder: Path) -> dict[str, Any]:
    from jasette.archive import Archive

    files = [str(file) for file in Archive.open(folder / OBSERVATORY / "archive").files("posts")]
    number = "coalesce(nullif(regexp_extract({}, '#comment-(\\d+)$', 1), ''), '0')"
    ids = f"{number.format('post_id')} AS id, {number.format('reply_to')} AS above"
    return _count(f"SELECT {ids} FROM read_parquet({files}) WHERE kind = 'comment'", folder)


def _count(comments: str, folder: Path) -> dict[str, Any]:
    """How many comments, and one number that depends on every id and on what each one answers."""
    import duckdb

    told = duckdb.sql(f"SELECT count(*), sum(id::BIGINT * (above::BIGINT + 1))::VARCHAR FROM ({comments})")
    counted = dict(zip(("comments", "threads"), told.fetchall()[0], strict=True))
    at_hand(folder)
    return counted


bench = Bench(
    name="wxr",
    title="a WordPress export into the archive, or its comments into Parquet",
    unit="comments",
    size=300_000,
    make=make,
    rounds={
        "from an export on disk": (
            Contender(
                "jasette", jasette, new_observatory, answer_of_archive, note="checked, text and language told, deduplicated, committed"
            ),
            Contender("expat", expat, at_hand, answer, note="fields as they stand, to Parquet"),
            Contender("iterparse", iterparse, at_hand, answer, note="fields as they stand, to Parquet"),
        ),
    },
    notes=("processor time is that of all processes, peak memory that of the largest one",),
)
