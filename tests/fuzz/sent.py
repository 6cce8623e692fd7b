"""One request out of a seed and a number: a sound one with something wrong in it, or one that was never sound."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from werkzeug.routing import Rule

from tests.fuzz import words
from tests.fuzz.place import PEOPLE, FuzzedPlace, SoundForm

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", words.MARK)
ASKED = ("q", "page", "worker", "next", "visit", "months", "whole", "band", "from", "home", "state", "code", "error")
HEADERS = {
    "Accept": ["application/json", "*/*", "text/html;q=nosuch", ",;,=", words.MARK],
    "Accept-Language": ["xx-" * 400, words.BAITED],
    "Authorization": ["Basic %%%", "Bearer x", "Digest a=b", "Basic dTpw"],
    "Authentication-Token": ["x", words.MARK],
    "If-None-Match": ["*", '"x"', "W/" * 50],
    "If-Modified-Since": ["yesterday", "Mon, 99 Nov 99999 99:99:99 GMT"],
    "Range": ["bytes=0-1", "bytes=9-1,,", "bytes=-999999999999999999999"],
    "Referer": [f"http://{words.MARK}.example/", "::::", "http://[", "\xff"],
    "Origin": ["null", f"http://{words.MARK}.example", "http://["],
    "Sec-Fetch-Site": ["cross-site", "same-site", "none", "same-origin", words.MARK],
    "X-Forwarded-For": ["127.0.0.1", words.MARK, "," * 100],
    "X-Forwarded-Host": [f"{words.MARK}.example"],
    "X-Forwarded-Proto": ["https", words.MARK],
    "X-HTTP-Method-Override": ["DELETE", "GET"],
    "X-Requested-With": ["XMLHttpRequest"],
    "User-Agent": ["", words.BAITED, "x" * 9000, "\xff\xfe"],
    "Host": [f"{words.MARK}.example", "localhost:99999999", "[::1", "", "a b", "localhost@evil.example", "\xff"],
    "Cookie": ["=", ";;;", "gcp=", "gcp=.eJx", f"gcp={words.MARK}", "gcp=a; gcp=b", "\xff=\xff", "a=b;" * 500],
}  # fmt: skip


@dataclass
class Sent:
    """A request, in the bytes and text that reach the application from a server."""

    who: str = ""
    method: str = "GET"
    path: bytes = b"/"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""


def sent_of(place: FuzzedPlace, seed: int, number: int) -> Sent:
    """The same for the same place, seed and number."""
    rng = Random(f"{seed}:{number}")
    make = rng.choices((from_form, from_rule, from_link, from_nothing), (5, 3, 1.5, 0.5))[0]
    sent = make(place, rng)
    if rng.random() < 0.3:
        sent.who = rng.choice(PEOPLE)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 3))):
        name = rng.choice(list(HEADERS))
        sent.headers[name] = rng.choice(HEADERS[name])
    if rng.random() < 0.05:
        sent.kind = rng.choice(words.KINDS)
    if sent.body and rng.random() < 0.05:
        sent.body = _torn(sent.body, rng)
    return sent


def from_form(place: FuzzedPlace, rng: Random) -> Sent:
    form = rng.choice(place.forms)
    path, _, query = form.path.partition("?")
    sent = Sent(form.who, form.method, _bytes_of(path), query)
    if form.json is not None:
        sent.kind, sent.body = "application/json", json_body(form.json, rng)
        return sent
    fields = wrong_fields(form.fields, rng)
    if form.method == "GET":
        sent.query = urlencode(fields)
    elif form.has_file or rng.random() < 0.1:
        sent.kind, sent.body = "multipart/form-data; boundary=x", multipart(place, form, fields, rng)
    else:
        sent.kind, sent.body = "application/x-www-form-urlencoded", urlencode(fields).encode()
    return sent


def from_rule(place: FuzzedPlace, rng: Random) -> Sent:
    """Any route, by any method."""
    rules = list(place.app.url_map.iter_rules())
    rule = rng.choice(rules)
    method = rng.choice(METHODS) if rng.random() < 0.4 else rng.choice(sorted(rule.methods or {"GET"}))
    sent = Sent(rng.choice(PEOPLE), method, filled(place, rule, rng), wrong_query(rng))
    if method not in ("GET", "HEAD") or rng.random() < 0.1:
        own = [form for form in place.forms if form.method == "POST"]
        fields = wrong_fields(rng.choice(own).fields, rng)
        sent.kind, sent.body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        if rng.random() < 0.3:
            sent.kind, sent.body = "application/json", json_body(words.wrong_json(rng), rng)
    return sent


def from_link(place: FuzzedPlace, rng: Random) -> Sent:
    who, where = rng.choice(place.paths)
    path, _, query = where.partition("?")
    query = re.sub(r"=[^&]*", lambda _: f"={quote(words.wrong_text(rng))}", query) if query else wrong_query(rng)
    return Sent(who, "GET", _bytes_of(path), query)


def from_nothing(place: FuzzedPlace, rng: Random) -> Sent:
    """An address that no route has, or has under a strange writing."""
    _, known = rng.choice(place.paths)
    known = known.partition("?")[0]
    strange = [
        f"/{known}", f"{known}/", f"{known}.", f"{known}//", known.upper(), f"/.{known}", f"/x/..{known}",
        f"{known};a=b",
        f"/{words.wrong_text(rng)[:2000]}", f"/static/{words.wrong_text(rng)[:300]}", f"{known}\0", f"\\{known}", "",
        "*", f"http://{words.MARK}.example{known}", "/" + "a/" * 900,
    ]  # fmt: skip
    path = _bytes_of(rng.choice(strange))
    if rng.random() < 0.2:
        path += rng.choice(words.BYTES)
    return Sent(rng.choice(PEOPLE), rng.choice(METHODS), path, wrong_query(rng))


def filled(place: FuzzedPlace, rule: Rule, rng: Random) -> bytes:
    """The rule's address with values in it, most of them sound."""

    def value(found: re.Match[str]) -> str:
        known = place.values.get(found[1], ["1"])
        if rng.random() < 0.15:
            known = rng.choice((rng.choice(list(place.values.values())), words.NUMBERS, words.IDS, words.TEXTS))
        return rng.choice(known)[:2000]

    return _bytes_of(re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", value, rule.rule))


def wrong_query(rng: Random) -> str:
    pairs = [(rng.choice(ASKED), words.wrong_text(rng)) for _ in range(rng.choice((0, 0, 1, 1, 2, 5)))]
    query = urlencode(pairs)
    if rng.random() < 0.05:
        query += "&" + rng.choice(("a", "=", "a=%", "a=%ff", "a=%00", "&&&", "a[]=1&a[b]=2", ";"))
    return query


def wrong_fields(sound: tuple[tuple[str, str], ...], rng: Random) -> list[tuple[str, str]]:
    """With nothing wrong now and then, so that what comes after a sound form is reached too."""
    fields = list(sound)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 4))):
        place = rng.randrange(len(fields)) if fields else 0
        name = fields[place][0] if fields else "a"
        match rng.randrange(7):
            case 0 | 1 | 2:
                fields[place : place + 1] = [(name, words.wrong_text(rng))]
            case 3:
                fields[place : place + 1] = []
            case 4:
                fields.insert(place, (name, words.wrong_text(rng)))
            case 5:
                fields.append(
                    (rng.choice((f"{name}[]", f"{name}-0", words.BAITED, "csrf_token", "next", "q")), words.BAITED)
                )
            case _:
                fields[place : place + 1] = [(name, rng.choice(fields)[1] if fields else "")]
    return fields


def json_body(sound: Any, rng: Random) -> bytes:
    """The tree with one or two of its places wrong, or no JSON at all."""
    tree = deepcopy(sound)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        tree = _with_wrong_place(tree, rng)
    body = json.dumps(tree).encode()
    if rng.random() < 0.05:
        body = rng.choice(
            (b"", b"{", b"[" * 5000, b'{"a":' * 3000, b"\xff", b"NaN", body[:-2], body + b"}", b'"\\ud800"')
        )
    return body


def _with_wrong_place(tree: Any, rng: Random) -> Any:
    if isinstance(tree, dict) and tree and rng.random() < 0.85:
        name = rng.choice(list(tree))
        match rng.randrange(8):
            case 0:
                del tree[name]
            case 1:
                tree[words.wrong_text(rng)] = tree.pop(name)
            case _:
                tree[name] = _with_wrong_place(tree[name], rng)
        return tree
    if isinstance(tree, list) and tree and rng.random() < 0.7:
        place = rng.randrange(len(tree))
        tree[place] = _with_wrong_place(tree[place], rng)
        return tree * rng.choice((1, 1, 1, 2, 200))
    return words.wrong_json(rng)


def multipart(place: FuzzedPlace, form: SoundForm, fields: list[tuple[str, str]], rng: Random) -> bytes:
    parts = []
    for name, value in fields:
        is_file = form.has_file and "file" in name
        content = file_of(place, rng) if is_file else value.encode(errors="replace")
        named = f'; filename="{rng.choice(("return.xml", words.MARK, "../a.xml", "x" * 500, ""))}"' if is_file else ""
        head = f'Content-Disposition: form-data; name="{name.translate({34: "%22", 13: None, 10: None})}"{named}'
        parts.append(b"--x\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + rng.choice((b"--x--\r\n", b"--x--\r\n", b"--x--\r\n", b"--x", b""))


def file_of(place: FuzzedPlace, rng: Random) -> bytes:
    sound = rng.choice(place.files)
    bomb = b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c SYSTEM "file:///etc/hostname">]><Message>&b;&c;</Message>'
    marked = sound.replace(b"<Surname>", f"<Surname>&lt;{words.MARK}&gt;".encode())
    return rng.choice(
        (sound, marked, sound[: rng.randrange(len(sound))], _torn(sound, rng), bomb, b"", b"PK\x03\x04" * 9, b"<a/>")
    )


def _torn(body: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(body))
    return rng.choice((body[:place], body[:place] + rng.choice(words.BYTES) + body[place:], body + body))


def _bytes_of(path: str) -> bytes:
    return quote_from_bytes(path.encode("utf-8", "surrogateescape"), safe="/%;:@&=+$,!~*'()[]<>\"\\").encode()
