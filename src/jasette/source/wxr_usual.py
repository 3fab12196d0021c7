r"""Comments of an item as WordPress itself writes them, read by one pattern instead of thirty calls of a parser.

    apart(data) -> (the item without its comments, comments), None where an item is written otherwise

WordPress has written the same twelve elements in the same order since 2008, values as CDATA or as plain text. What this
pattern takes is good XML and means what a parser finds in it, provided that the item without them is good XML too: then
they stand in no comment, section or tag, and right below the item. Whoever calls must parse it, and hand the whole item to
the parser where either fails. Each comment takes about a sixth of the time.
"""

from __future__ import annotations

import re

from jasette.source.pieces import allowed

BEGIN = "<wp:comment>"
END = re.compile(r"[ \t\n]*</item>[ \t\n]*")
SECTION = r"<!\[CDATA\[([^\]]*+(?:\](?!\]>)[^\]]*+)*+)\]\]>"
ANY = rf"(?:{SECTION}|([^<&\]]*+))"
"""A value with whatever people write. One that was cut in two sections, since it holds `]]>`, is the parser's."""
ADDRESS = rf"(?:{SECTION}|((?:[^<&\]]|&amp;|&#0?38;)*+))"
WORD = r"(?:<!\[CDATA\[(?=[^\]<&]*\]\]></)|(?=[^\]<&]*</))([^\]<&]*)(?:\]\]>)?"
"""A number, a time, a name of a kind: means the same in a section and outside."""
IGNORED = r"(?:<!\[CDATA\[(?:[^\]]|\](?!\]>))*+\]\]>|[^<&\]]*+)"
ELEMENTS = {
    "comment_id": WORD,
    "comment_author": ANY,
    "comment_author_email": IGNORED,
    "comment_author_url": ADDRESS,
    "comment_author_IP": IGNORED,
    "comment_date": WORD,
    "comment_date_gmt": WORD,
    "comment_content": ANY,
    "comment_approved": WORD,
    "comment_type": WORD,
    "comment_parent": WORD,
    "comment_user_id": WORD,
}
META = rf"(?:\s*<wp:commentmeta>\s*<wp:meta_key>{IGNORED}</wp:meta_key>\s*<wp:meta_value>{IGNORED}</wp:meta_value>\s*</wp:commentmeta>)*"
ELEMENT = r"\s*<wp:{0}(?:/>|>{1}</wp:{0}>)"
BODY = "".join(ELEMENT.format(name, value) for name, value in ELEMENTS.items())
COMMENT = re.compile(rf"\s*{BEGIN}{BODY}{META}\s*</wp:comment>".replace(r"\s", r"[ \t\n]"))


def apart(data: bytes) -> tuple[bytes, list[dict[str, str]]] | None:
    """The bytes (UTF-8) of an item without its comments, and the comments' elements by name, stripped as the parser's are; None where
    it has none, or is written otherwise.
    """
    if not data.startswith(b"<item>") or BEGIN.encode() not in data or not allowed(data):
        return None
    text = data.decode()
    if "\r" in text:
        # what an XML parser makes of the ends of lines
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = at = text.index(BEGIN)
    comments = []
    while found := COMMENT.match(text, at):
        number, a_name, name, a_url, url, local, gmt, a_text, words, approved, kind, parent, user = found.groups("")
        at = found.end()
        comments.append(
            {
                "wp:comment_id": number.strip(),
                "wp:comment_author": (a_name or name).strip(),
                "wp:comment_author_url": (a_url or _unescaped(url)).strip(),
                "wp:comment_date": local.strip(),
                "wp:comment_date_gmt": gmt.strip(),
                "wp:comment_content": (a_text or words).strip(),
                "wp:comment_approved": approved.strip(),
                "wp:comment_type": kind.strip(),
                "wp:comment_parent": parent.strip(),
                "wp:comment_user_id": user.strip(),
            }
        )
    if not END.fullmatch(text, at):
        return None
    return (text[:start] + text[at:]).encode(), comments


def _unescaped(address: str) -> str:
    return re.sub("&(?:amp|#0?38);", "&", address) if "&" in address else address
