"""What is put where something sound is expected."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

# Raw in a page it would be markup, and end the attribute that it stands in.
MARK = "fuzz7q"
BAITED = f'"\'><{MARK} x="1">'
TEXTS = [
    BAITED,
    f"</script><{MARK}>",
    f"javascript:{MARK}",
    f"{{{{7*7}}}}{MARK}",
    f"=HYPERLINK({MARK})",
    f"%s%n%x{MARK}",
    f"' OR 1=1 --{MARK}",
    f"\r\nX-Fuzzed: {MARK}\r\n\r\n<{MARK}>",
    f"../../../../{MARK}",
    f"//{MARK}.example/",
    f"/\\{MARK}.example",
    f"https://{MARK}.example/",
    f"http://user:word@localhost.{MARK}.example/",
    "\u202egnirts\u202c\u200b\ufeff",
    "👩‍👧‍👦🏴\U000e0067\U000e007f" * 20,
    "a\u0301" * 500,
    "ﬀ" * 200 + "İıß",
    "\x01\x02\x1b[31m\x7f\x85\u2028\u2029",
    "a\0b",
    "",
    " ",
    "\t\n",
    "x" * 201,
    "x" * 10_001,
    "é" * 20_000,
]
NUMBERS = [
    "0", "-1", "-0", "1e5", "1e309", "NaN", "Infinity", "0x10", "1_000", "²", "٣", "１", " 1 ", "+1", "1.5", "01",
    "9" * 10, "9" * 19, "9" * 400, "2147483648", "9223372036854775808", "-9223372036854775809", "9" * 5000,
]  # fmt: skip
DAYS = ["29", "30", "31", "32", "00", "2", "13", "1", "9999", "10000", "0001", "1899", "2026-11-16", "16/11/2026", "٢"]
IDS = [
    "None",
    "null",
    "true",
    "[]",
    "{}",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
]
BYTES = [b"\xff\xfe", b"\xc0\x80", b"%ff", b"%", b"%zz", b"%00", b"\xed\xa0\x80", b"%u0041"]
KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=nosuch",
    "application/x-www-form-urlencoded; charset=utf-7",
    "text/plain",
    "text/xml",
    "application/octet-stream",
    "application/vnd.api+json",
    "a/b/c;;;=",
    f"text/{MARK}",
    "",
]
NO_JSON: list[Any] = [None, True, 0, -1, 1e308, 10**400, "", [], {}, [[]], [{}], {"": {}}, {"a": [None] * 300}]


def wrong_text(rng: Random) -> str:
    return rng.choice(rng.choice((TEXTS, TEXTS, NUMBERS, DAYS, IDS)))


def wrong_json(rng: Random) -> Any:
    # Copied, since a place within it may be put wrong next.
    return deepcopy(rng.choice(NO_JSON)) if rng.random() < 0.5 else wrong_text(rng)
