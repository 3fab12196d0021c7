"""A folder of saved WordPress pages and feeds into an archive, beside plain loops over the same files.

Half of the files are pages, half feeds, after the golden shapes (`tests/golden/wordpress_page/nested.html`, `tests/golden/feed/`):
a page with its article, twelve comments nested three deep, and the frame that a theme puts around them; a feed with ten entries
of another blog. `jasette` is the command `jasette add` with the folder. `one by one` is an `add` for each file, as the command did
before it read several files at once: it is measured on a twentieth of the files, since it takes minutes for all. The plain loops
take the words of each comment and entry as they stand: nothing is told, checked or set aside.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

from contest import Bench, Contender
from ingest import OBSERVATORY, add_contained, at_hand, new_observatory

SEED = 2008
FILES = "files"
COMMENTS, ENTRIES = 12, 10
VOCABULARY = """
le la les un une des de du et ou mais donc car je tu il elle nous vous ville rue quartier conseil maire budget autobus métro pont neige
hiver été prix loyer école hôpital travail temps année question réponse projet idée merci bravo vraiment toujours jamais souvent peut-être
"""
WORDS = VOCABULARY.split()
MENU = "".join(f'<li class="menu-item"><a href="https://carnet.example/rubrique-{n}/">Rubrique {n}</a></li>\n' for n in range(40))
ASIDE = "".join(
    f'<li><article class="teaser"><a href="https://carnet.example/vu/{n}/"><img src="/wp-content/uploads/{n}.jpg" alt=""/>'
    f"<h3>Vu ailleurs {n}</h3></a><p>Quelques mots de plus.</p></article></li>\n"
    for n in range(60)
)


def make(folder: Path, size: int) -> None:
    """`size` files: pages and feeds by turns."""
    draw = random.Random(SEED)
    (folder / FILES).mkdir()
    for number in range(size):
        name, text = (f"page-{number:05}.html", _page(draw, number)) if number % 2 == 0 else (f"feed-{number:05}.xml", _feed(draw, number))
        (folder / FILES / name).write_text(text, encoding="utf-8")


def _words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(WORDS, k=count)).capitalize() + "."


def _page(draw: random.Random, number: int) -> str:
    address = f"https://carnet.example/2026/05/article-{number}/"
    below, first = "", number * 100 + 1
    for place in range(COMMENTS):
        depth = place % 3 + 1
        below += _comment(draw, address, first + place, depth)
        below += '<ol class="children">\n' if depth < 3 and place < COMMENTS - 1 else "</li>\n" + "</ol></li>\n" * (depth - 1)
    return (
        f'<!DOCTYPE html>\n<html lang="fr-CA">\n<head>\n<meta charset="UTF-8" />\n<title>Article {number}</title>\n'
        f'<link rel="canonical" href="{address}" />\n<link rel="https://api.w.org/" href="https://carnet.example/wp-json/" />\n'
        f'<meta property="article:published_time" content="2026-05-{1 + number % 28:02}T08:00:00-04:00" />\n</head>\n'
        f'<body class="single single-post">\n<nav><ul>\n{MENU}</ul></nav>\n<article id="post-{number}" class="post hentry">\n'
        f'<h1 class="entry-title">Article {number} : {_words(draw, 5)}</h1>\n'
        '<span class="author vcard"><a class="url fn n" href="https://carnet.example/author/redaction/">Rédaction</a></span>\n'
        f'<div class="entry-content">\n{"".join(f"<p>{_words(draw, 60)}</p>" for _ in range(5))}\n'
        f'<p>Voir <a href="https://presse.example/{number}?a=1&#038;b=2">la presse</a>.</p></div>\n</article>\n<aside><ul>\n'
        f"{ASIDE}</ul></aside>\n"
        f'<div id="comments" class="comments-area"><ol class="comment-list">\n{below}</ol></div>\n</body></html>\n'
    )


def _comment(draw: random.Random, address: str, number: int, depth: int) -> str:
    who, when = draw.randrange(5_000), f"2026-05-29T{number % 24:02}:00:00-04:00"
    return (
        f'<li id="comment-{number}" class="comment depth-{depth}">\n<article id="div-comment-{number}" class="comment-body">\n'
        f"<footer class=\"comment-meta\"><div class=\"comment-author vcard\"><img alt='' src='/a/{who}' class='avatar' />"
        f'<b class="fn"><a href="https://page-{who}.example/" class="url" rel="ugc nofollow">Nom {who}</a></b> '
        f'<span class="says">dit :</span></div>\n<div class="comment-metadata"><a href="{address}#comment-{number}">'
        f'<time datetime="{when}">29 mai</time></a></div></footer>\n'
        f'<div class="comment-content"><p>{_words(draw, 40)}</p>\n<p>{_words(draw, 12)}</p></div>\n'
        f'<div class="reply"><a class="comment-reply-link" href="#comment-{number}">Répondre</a></div>\n</article>\n'
    )


def _feed(draw: random.Random, number: int) -> str:
    site = f"https://blogue-{number}.example"
    entries = "".join(
        f"<item>\n<title>Billet {entry}</title>\n<link>{site}/billet-{entry}/</link>\n<dc:creator><![CDATA[Ann]]></dc:creator>\n"
        f"<pubDate>Mon, {4 + entry:02} May 2026 12:00:00 +0000</pubDate>\n<category><![CDATA[Ville]]></category>\n"
        f'<guid isPermaLink="false">{site}/?p={entry}</guid>\n<description><![CDATA[{_words(draw, 30)}]]></description>\n'
        f"<content:encoded><![CDATA[<p>{_words(draw, 80)}</p>\n<p>{_words(draw, 80)}</p>]]></content:encoded>\n</item>\n"
        for entry in range(ENTRIES)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n<title>Blogue {number}</title>\n<link>{site}/</link>\n'
        f"<language>fr-CA</language>\n<generator>https://wordpress.org/?v=6.6</generator>\n{entries}</channel></rss>\n"
    )


def jasette(folder: Path) -> Path:
    """The command, with the processes in which it reads."""
    return add_contained(folder, folder / FILES)


def one_by_one(folder: Path) -> Path:
    """A twentieth of the files, each by an `add` of its own in the same process."""
    from jasette.observatory import Observatory
    from jasette.source.contained import dismiss

    with Observatory.open(folder / OBSERVATORY) as observatory:
        for file in _some(folder):
            observatory.add(file)
    dismiss()
    return folder


def a_twentieth(folder: Path) -> Path:
    """The same files as `one_by_one`, in one call of the command."""
    return add_contained(folder, *_some(folder))


def _some(folder: Path) -> list[Path]:
    """Pages and feeds in equal parts."""
    files = sorted((folder / FILES).iterdir(), key=lambda file: file.name.partition("-")[2])
    return [file for number, file in enumerate(files) if number % 40 < 2]


def parsers(folder: Path) -> dict[str, Any]:
    """The loop that one writes by hand: feedparser and selectolax."""
    import feedparser
    from selectolax.lexbor import LexborHTMLParser

    articles = comments = 0
    for file in sorted((folder / FILES).iterdir()):
        if file.suffix == ".xml":
            articles += sum(bool(entry.content[0].value) for entry in feedparser.parse(file.read_bytes()).entries)
        else:
            tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
            articles += sum(bool(node.text()) for node in tree.css(".entry-content"))
            comments += sum(bool(node.text()) for node in tree.css(".comment-content"))
    return {"articles": articles, "comments": comments}


def answer(folder: Path) -> dict[str, Any]:
    """What lies in the archive."""
    import duckdb

    from jasette.archive import Archive

    files = [str(file) for file in Archive.open(folder / OBSERVATORY / "archive").files("posts")]
    query = f"SELECT kind, count(*), sum(hash(post_id, text, reply_to, account_id, lang))::VARCHAR FROM read_parquet({files}) GROUP BY kind"
    rows = {kind: (count, key) for kind, count, key in duckdb.sql(query).fetchall()}
    shutil.rmtree(folder / OBSERVATORY)
    return {f"{kind}s": count for kind, (count, _) in rows.items()} | {f"{kind}s, words and ids": key for kind, (_, key) in rows.items()}


bench = Bench(
    name="pages",
    title="a folder of saved pages and feeds into the archive",
    unit="files",
    size=4_000,
    make=make,
    rounds={
        "all files": (
            Contender("jasette", jasette, new_observatory, answer, note="checked, told, deduplicated, committed"),
            Contender(
                "parsers", parsers, at_hand, lambda found: found, note="feedparser and selectolax in one process: words as they stand"
            ),
        ),
        "a twentieth of the files": (
            Contender("jasette", a_twentieth, new_observatory, answer),
            Contender("one by one", one_by_one, new_observatory, answer, slow=True, note="an add for each file, in one process"),
        ),
    },
    notes=("processor time is that of all processes, peak memory that of the largest one",),
)
