"""A column map as SQL: reasons against a row, and the rows that come from it.

Names and values of a map only enter as quoted identifiers and literals, so that a map can hold no SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.schema import POST_KINDS, TABLES, Column
from jasette.source import Item
from jasette.source.accounts import once
from jasette.source.expressions import ZONE, distinct
from jasette.source.maps import ColumnMap
from jasette.source.rows import rows, select
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

OF_POSTS = ("post_id", "object", "reply_to", "root", "repost_of", "quote_of", "parent")
IDS = (*OF_POSTS, "account_id", "member", "target", "reply_to_account", "parent_account")
ROUNDED = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$"


class Mapping:
    """The SQL of one map; all columns of the relation are text, null where empty."""

    def __init__(self, found: ColumnMap, observed_us: int | None) -> None:
        self.map, self.observed_us = found, observed_us
        self.table = TABLES[found.into]

    def raw(self, name: str) -> str | None:
        """The field as it stands in the file, translated; None if the file has none."""
        if name in self.map.constants:
            return literal(self.map.constants[name])
        column = self.map.column(name)
        if column is None:
            return None
        pairs = self.map.values.get(column)
        if not pairs:
            return identifier(column)
        whens = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in pairs.items())
        return f"CASE {identifier(column)} {whens} END"

    @property
    def platform(self) -> str:
        return self.raw("platform") or literal(self.map.platform)

    def global_id(self, name: str) -> str | None:
        """The field as a global id: addresses and what bears the platform already stay as they are."""
        value = self.raw(name)
        if value is None:
            return None
        plain = f"regexp_matches({value}, '^https?://') OR starts_with({value}, concat({self.platform}, ':'))"
        return f"CASE WHEN {plain} THEN {value} ELSE concat({self.platform}, ':') || {value} END"

    def by_handle(self, name: str) -> str | None:
        value = self.raw(name)
        return None if value is None else f"concat({self.platform}, ':@') || nullif(lower(ltrim({value}, '@')), '')"

    def first(self, *values: str | None) -> str:
        known = [value for value in values if value is not None]
        return f"coalesce({', '.join(known)})" if known else "CAST(NULL AS VARCHAR)"

    @property
    def account(self) -> str:
        return self.first(self.global_id("account_id"), self.by_handle("handle"))

    @property
    def parent_account(self) -> str:
        return self.first(self.global_id("parent_account"), self.by_handle("parent_handle"))

    @property
    def kind(self) -> str:
        """As the file says; else by what the row refers to."""
        if (value := self.raw("kind")) is not None:
            return value
        reply = self.first(self.global_id("reply_to"), self.global_id("parent"), self.global_id("reply_to_account"))
        repost, quote = self.first(self.global_id("repost_of")), self.first(self.global_id("quote_of"))
        whens = [f"WHEN {value} IS NOT NULL THEN '{kind}'" for value, kind in ((repost, "repost"), (reply, "reply"), (quote, "quote"))]
        return f"CASE {' '.join(whens)} ELSE 'post' END"

    def reason(self) -> str:
        """SQL: what is wrong with a row, null if nothing."""
        clauses = []
        for column, pairs in self.map.values.items():
            known, name = ", ".join(literal(value) for value in pairs), identifier(column)
            said = literal(f" is none of {', '.join(pairs)}")
            clauses.append(f"WHEN {name} NOT IN ({known}) THEN concat({literal(column + ' ')}, substr({name}, 1, 60), {said})")
        for name in IDS:
            if (value := self.raw(name)) is not None:
                said = " is not exact: a spreadsheet (Excel) has rounded it; export again with ids as text"
                clauses.append(f"WHEN regexp_matches({value}, '{ROUNDED}') THEN concat('{name} ', {value}, '{said}')")
        for name in self._of_kind("int"):
            if (value := self.raw(name.removesuffix("_us"))) is None:
                continue
            shown = f"concat({literal(name.removesuffix('_us') + ' ')}, substr({value}, 1, 60), "
            if name.endswith("_us"):
                dated = f"regexp_matches({value}, '[0-9]-[0-9]') AND NOT regexp_matches({value}, '{ZONE}')"
                clauses.append(f"WHEN {dated} THEN {shown}' has no time zone')")
                clauses.append(f"WHEN {value} IS NOT NULL AND {moment(value)} IS NULL THEN {shown}' is not a time')")
            else:
                clauses.append(f"WHEN {value} IS NOT NULL AND {whole(value)} IS NULL THEN {shown}' is not a whole number')")
        if (weight := self.raw("weight")) is not None and self.map.into == "interactions":
            clauses.append(f"WHEN {weight} IS NOT NULL AND TRY_CAST({weight} AS DOUBLE) IS NULL THEN 'weight is not a number'")
        clauses += self._missing()
        return f"CASE {' '.join(clauses)} END"

    def _missing(self) -> list[str]:
        clauses = []
        if self.map.into == "posts":
            kinds = ", ".join(literal(kind) for kind in POST_KINDS)
            clauses.append(f"WHEN {self.first(self.global_id('post_id'))} IS NULL THEN 'post_id is missing'")
            said = literal(f" is none of {', '.join(POST_KINDS)}")
            clauses.append(f"WHEN {self.kind} NOT IN ({kinds}) THEN concat('kind ', substr({self.kind}, 1, 60), {said})")
        else:
            clauses.append(f"WHEN {self.account} IS NULL THEN 'the account is missing'")
        if self.map.into == "audience":
            clauses.append(f"WHEN {self.first(self.global_id('member'))} IS NULL THEN 'member is missing'")
        if self.map.into == "interactions":
            whom = self.first(self.global_id("object"), self.global_id("target"), self.by_handle("target_handle"))
            clauses.append(f"WHEN {whom} IS NULL THEN 'neither object nor target is there'")
        return clauses

    def _of_kind(self, kind: str) -> list[str]:
        return [column.name for column in self.table.columns if column.kind == kind]

    def columns(self) -> dict[str, str]:
        """Table columns as SQL."""
        found: dict[str, str] = {"platform": self.platform} if "platform" in self.table.names else {}
        for column in self.table.columns:
            name = column.name.removesuffix("_us")
            value = self.raw(name)
            if value is None or column.name == "platform":
                continue
            found[column.name] = self._converted(column, name, value)
        if self.map.into != "posts" or self.raw("account_id") or self.raw("handle"):
            found["account_id"] = self.account
        if self.observed_us is not None and "observed_us" in self.table.names:
            found["observed_us"] = self.first(found.get("observed_us"), str(int(self.observed_us)))
        match self.map.into:
            case "posts":
                self._post(found)
            case "accounts":
                if (handle := self.raw("handle")) is not None:
                    found["handle"] = f"ltrim({handle}, '@')"
            case "interactions":
                found["target"] = self.first(self.global_id("target"), self.by_handle("target_handle"))
                found["weight"] = self.first(found.get("weight"), "1.0")
            case "audience":
                found.setdefault("how", "'follows'")
        return found

    def _converted(self, column: Column, name: str, value: str) -> str:
        if name in IDS:
            return self.global_id(name) or "NULL"
        if column.name.endswith("_us"):
            return moment(value)
        match column.kind:
            case "int":
                return whole(value)
            case "float":
                return f"TRY_CAST({value} AS DOUBLE)"
            case "texts":
                return self._several(name, value)
        return value

    def _post(self, found: dict[str, str]) -> None:
        found["kind"] = self.kind
        parent, whose = self.first(self.global_id("parent")), self.parent_account
        for column, kind in (("reply_to", "reply"), ("repost_of", "repost"), ("quote_of", "quote")):
            found[column] = self.first(found.get(column), f"CASE WHEN {self.kind} = '{kind}' THEN {parent} END")
        answered = f"CASE WHEN {self.kind} IN ('reply', 'comment') THEN {whose} END"
        found["reply_to_account"] = self.first(found.get("reply_to_account"), answered)
        found.setdefault("visibility", "'public'")
        if "mentions" not in found and (text := self.raw("text")) is not None:
            # the network makes a mention of each handle in a text, so a table of texts tells them too
            handles = f"regexp_extract_all({text}, '(?:^|[^A-Za-z0-9_@/.])@([A-Za-z0-9_]{{1,15}})', 1)"
            listed = distinct(f"list_transform({handles}, lambda h: 'x:@' || lower(h))")
            found["mentions"] = f"CASE WHEN {self.platform} = 'x' THEN {listed} END"
        if "url" not in found:
            found["url"] = f"CASE WHEN {self.platform} = 'x' THEN 'https://x.com/i/status/' || {self.raw('post_id')} END"

    def _several(self, name: str, value: str) -> str:
        items = f"list_filter(regexp_split_to_array(translate({value}, '[]''\"', ''), '[\\s,;|]+'), lambda item: item <> '')"
        if name == "tags":
            return f"list_transform({items}, lambda item: lower(ltrim(item, '#')))"
        if name == "mentions":
            known = "regexp_matches(item, '^https?://') OR contains(item, ':')"
            native = f"CASE WHEN {known} THEN item WHEN regexp_full_match(item, '[0-9]+') THEN concat({self.platform}, ':') || item "
            return f"list_transform({items}, lambda item: {native} ELSE concat({self.platform}, ':@') || lower(ltrim(item, '@')) END)"
        return items

    def items(self, connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        """Rows of the map's table, then the accounts that the rows name by id and handle."""
        if self.map.into == "accounts":
            yield from once(connection, f"SELECT {select('accounts', self.columns())} FROM {relation}")
            return
        yield from rows(connection, self.map.into, f"SELECT {select(self.map.into, self.columns())} FROM {relation}")
        if self.map.into == "posts" and (query := self._accounts(relation)):
            yield from once(connection, query)

    def _accounts(self, relation: str) -> str:
        parts = []
        for ident, handle, name in (("account_id", "handle", None), ("parent_account", "parent_handle", "parent_name")):
            native, written = self.global_id(ident), self.raw(handle)
            if native is None or written is None:
                continue
            columns = {"account_id": native, "platform": self.platform, "handle": f"ltrim({written}, '@')"}
            if name is not None and (shown := self.raw(name)) is not None:
                columns["name"] = shown
            if self.observed_us is not None:
                columns["observed_us"] = str(int(self.observed_us))
            parts.append(f"SELECT {select('accounts', columns)} FROM {relation} WHERE {native} IS NOT NULL AND {written} IS NOT NULL")
        return " UNION ALL ".join(parts)


def whole(value: str) -> str:
    """A whole number; null where it is none (a cast would round 3.7 in silence)."""
    return f"CASE WHEN regexp_full_match({value}, '-?[0-9]+(\\.0*)?') THEN TRY_CAST({value} AS BIGINT) END"


def moment(value: str) -> str:
    """Microseconds of a time as people write them: ISO 8601 with zone, seconds, milliseconds or microseconds since 1970, Twitter's."""
    number = f"TRY_CAST({value} AS DOUBLE)"
    return (
        f"CASE WHEN regexp_full_match({value}, '[0-9]{{1,11}}(\\.[0-9]*)?') THEN CAST(round({number} * 1000000) AS BIGINT) "
        f"WHEN regexp_full_match({value}, '[0-9]{{12,14}}(\\.0*)?') THEN CAST({number} * 1000 AS BIGINT) "
        f"WHEN regexp_full_match({value}, '[0-9]{{15,17}}') THEN TRY_CAST({value} AS BIGINT) "
        f"WHEN regexp_matches({value}, '^[A-Z][a-z]{{2}} [A-Z]') THEN epoch_us(try_strptime({value}, '%a %b %d %H:%M:%S %z %Y')) "
        f"ELSE epoch_us(TRY_CAST({value} AS TIMESTAMPTZ)) END"
    )
