"""A column map as SQL: reasons against a row, and the rows that come from it.

Names and values of a map only enter as quoted identifiers and literals, so that a map can hold no SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.schema import POST_KINDS, TABLES, Column
from jasette.source import Item, Repaired
from jasette.source.accounts import once
from jasette.source.addresses import canonical
from jasette.source.cells import Times, ident, no_id, rounded, whole
from jasette.source.expressions import distinct
from jasette.source.maps import ColumnMap
from jasette.source.rows import rows, select
from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb

OF_POSTS = ("post_id", "object", "reply_to", "root", "repost_of", "quote_of", "parent")
IDS = (*OF_POSTS, "account_id", "member", "target", "reply_to_account", "parent_account")
CANONICAL = "canonical_address"
DAYS = "days without an hour, taken as midnight"
NOT_PUBLIC = "not addressed to the public"


class Mapping:
    """The SQL of one map; all columns of the relation are text, null where empty."""

    def __init__(self, found: ColumnMap, observed_us: int | None) -> None:
        self.map, self.observed_us = found, observed_us
        self.table = TABLES[found.into]
        self.times = Times(found.dates, found.zone)

    def raw(self, name: str) -> str | None:
        """The field as it stands in the file, translated; None if the file has none."""
        if name in self.map.constants:
            return literal(self.map.constants[name])
        column = self.map.column(name)
        if column is None:
            return None
        pairs, cell = self.map.values.get(column), self._cell(column)
        if (pattern := self.map.patterns.get(name)) is not None:
            return f"nullif(regexp_extract({cell}, {literal(pattern)}, 1), '')"
        if not pairs:
            return cell
        whens = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in pairs.items())
        return f"CASE {cell} {whens} END"

    def _cell(self, column: str) -> str:
        """The column's text; null where the file writes that it does not know."""
        if not self.map.unknown:
            return identifier(column)
        known = ", ".join(literal(text) for text in self.map.unknown)
        return f"CASE WHEN {identifier(column)} NOT IN ({known}) THEN {identifier(column)} END"

    @property
    def platform(self) -> str:
        return self.raw("platform") or literal(self.map.platform)

    def global_id(self, name: str) -> str | None:
        """The field as a global id: addresses and what bears the platform already stay as they are."""
        given = self.raw(name)
        if name == "post_id" and given is None and (page := self.raw("page")) is not None:
            return f"{CANONICAL}({page})"
        if given is None:
            return None
        value = ident(given)
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
        return self.first(self.global_id("account_id"), self.by_handle("handle"), self._site())

    def _site(self) -> str | None:
        """The account of a host or an address, as feeds and the roster write it."""
        value = self.raw("site")
        if value is None:
            return None
        host = f"regexp_extract({value}, '^(?i:https?://)?(?i:www\\.)?([^/?#\\s@]+\\.[^/?#\\s@]+)', 1)"
        return f"'blog:' || nullif(lower({host}), '')"

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
            known, name = ", ".join(literal(value) for value in pairs), self._cell(column)
            said = literal(f" is none of {', '.join(pairs)}")
            clauses.append(f"WHEN {name} NOT IN ({known}) THEN concat({literal(column + ' ')}, substr({name}, 1, 60), {said})")
        for name in IDS:
            if (value := self.raw(name)) is not None:
                said = " is not exact: a spreadsheet (Excel) has rounded it; export again with ids as text"
                clauses.append(f"WHEN {rounded(value)} THEN concat('{name} ', substr({value}, 1, 60), '{said}')")
                clauses.append(f"WHEN {no_id(value)} THEN concat('{name} ', {value}, ' is no id')")
        for name in self._of_kind("int"):
            if (value := self.raw(name.removesuffix("_us"))) is None:
                continue
            shown = f"concat({literal(name.removesuffix('_us') + ' ')}, substr({value}, 1, 60), "
            if name.endswith("_us"):
                if not self.map.zone:
                    clauses.append(f"WHEN {self.times.unzoned(value)} THEN {shown}' has no time zone')")
                clauses.append(f"WHEN {value} IS NOT NULL AND {self.times.moment(value)} IS NULL THEN {shown}' is not a time')")
            else:
                clauses.append(f"WHEN {value} IS NOT NULL AND {whole(value)} IS NULL THEN {shown}' is not a whole number')")
        if (weight := self.raw("weight")) is not None and self.map.into == "interactions":
            exact = f"coalesce(isfinite(TRY_CAST({weight} AS DOUBLE)), false)"
            clauses.append(f"WHEN {weight} IS NOT NULL AND NOT {exact} THEN 'weight is not a number'")
        clauses += self._missing()
        return f"CASE {' '.join(clauses)} END"

    def _missing(self) -> list[str]:
        clauses = []
        if (platform := self.raw("platform")) is not None:
            clauses.append(f"WHEN {platform} IS NULL THEN 'platform is missing'")
        if self.map.into == "posts":
            kinds = ", ".join(literal(kind) for kind in POST_KINDS)
            clauses.append(f"WHEN {self.first(self.global_id('post_id'))} IS NULL THEN 'post_id is missing'")
            said = literal(f" is none of {', '.join(POST_KINDS)}")
            if (page := self.raw("page")) is not None:
                clauses.append(
                    f"WHEN NOT regexp_matches({page}, '^https?://[^/]') THEN concat('page ', substr({page}, 1, 60), ' is no address')"
                )
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
        if self.map.into != "posts" or any(self.raw(name) for name in ("account_id", "handle", "site")):
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
            return self.times.moment(value)
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
        found["post_id"] = self.first(self.global_id("post_id"))
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
            number = self.raw("post_id") or "NULL"
            found["url"] = f"CASE WHEN {self.platform} = 'x' THEN 'https://x.com/i/status/' || {number} END"

    def _several(self, name: str, value: str) -> str:
        items = f"list_filter(regexp_split_to_array(translate({value}, '[]''\"', ''), '[\\s,;|]+'), lambda item: item <> '')"
        if name == "tags":
            return f"list_transform({items}, lambda item: lower(ltrim(item, '#')))"
        if name == "mentions":
            known = "regexp_matches(item, '^https?://') OR contains(item, ':')"
            native = f"CASE WHEN {known} THEN item WHEN regexp_full_match(item, '[0-9]+') THEN concat({self.platform}, ':') || item "
            return f"list_transform({items}, lambda item: {native} ELSE concat({self.platform}, ':@') || lower(ltrim(item, '@')) END)"
        return items

    def left_out(self) -> str:
        """SQL: why a row is left out on purpose, null where it is kept. What it holds is then not looked at."""
        whens = [
            f"WHEN {identifier(column)} IS NULL OR {identifier(column)} NOT IN ({', '.join(literal(value) for value in values)}) "
            f"THEN '{NOT_PUBLIC}'"
            for column, values in self.map.public.items()
        ]
        return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS VARCHAR)"

    def items(self, connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        """Rows of the map's table, then the accounts that the rows name by id and handle, and what was taken on trust."""
        if self.map.into == "accounts":
            yield from once(connection, f"SELECT {select('accounts', self.columns())} FROM {relation}")
            return
        yield from rows(connection, self.map.into, f"SELECT {select(self.map.into, self.columns())} FROM {relation}")
        if self.map.into == "posts" and (query := self._accounts(relation)):
            yield from once(connection, query)
        days = [f"count(*) FILTER (WHERE {self.times.day_only(value)})" for value in self._times()]
        if days and (count := sum(connection.execute(f"SELECT {', '.join(days)} FROM {relation}").fetchall()[0])):
            yield Repaired(DAYS, count)

    def _times(self) -> list[str]:
        return [value for column in self.table.columns if column.name.endswith("_us") and (value := self.raw(column.name[:-3]))]

    def _accounts(self, relation: str) -> str:
        parts = []
        for number, by, called in (("account_id", "handle", "account_name"), ("parent_account", "parent_handle", "parent_name")):
            native, handle, name = self.global_id(number), self.raw(by), self.raw(called)
            if native is None or (handle is None and (name is None or number == "parent_account")):
                continue
            columns = {"account_id": native, "platform": self.platform}
            if handle is not None:
                columns["handle"] = f"ltrim({handle}, '@')"
            if name is not None:
                columns["name"] = name
            if self.observed_us is not None:
                columns["observed_us"] = str(int(self.observed_us))
            told = self.first(handle, name)
            parts.append(f"SELECT {select('accounts', columns)} FROM {relation} WHERE {native} IS NOT NULL AND {told} IS NOT NULL")
        return " UNION ALL ".join(parts)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """What the SQL of maps calls and the database does not have."""
    connection.create_function(CANONICAL, canonical, ["VARCHAR"], "VARCHAR")
