"""What a bad network does to a save: it refuses, stalls, resets, swallows the answer, delivers too late or twice."""

from __future__ import annotations

import asyncio

from tests.torture.proxy import Fault, Proxy, Request, reset

LATE_BY = 0.4
TRICKLE = 0.04

PORTAL = b"<!doctype html><title>Welcome to the caf\xc3\xa9</title><p>Accept our terms to go online."
BAD_GATEWAY = b"<!doctype html><title>502</title><p>Bad gateway"


def _page(status: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def pass_on(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(await proxy.ask(request))
    await writer.drain()


async def refuse(proxy: Proxy, _request: Request, writer: asyncio.StreamWriter) -> None:
    reset(writer)
    await proxy.go_down()


async def stall(proxy: Proxy, _request: Request, writer: asyncio.StreamWriter) -> None:
    await proxy.rest()
    reset(writer)


async def break_request(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    await proxy.ask(request, first=len(request.forwarded()) - len(request.body) // 2 - 1)
    reset(writer)


async def break_answer(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    answer = await proxy.take_away(request)
    writer.write(answer[: len(answer) - 40])
    await writer.drain()
    await asyncio.sleep(TRICKLE)
    reset(writer)


async def swallow(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    await proxy.take_away(request)
    reset(writer)


async def swallow_in_silence(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    """The server has it; the page hears nothing at all until the network is well again."""
    await proxy.take_away(request)
    await proxy.rest()
    reset(writer)


async def deliver_late(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    """The page is told that it failed, and sends again; the first one arrives after that."""
    proxy.late += 1
    try:
        reset(writer)
        await asyncio.sleep(LATE_BY)
        await proxy.take_away(request)
    finally:
        proxy.late -= 1


async def deliver_twice(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    first, _ = await asyncio.gather(proxy.ask(request), proxy.ask(request))
    writer.write(first)
    await writer.drain()


async def trickle(proxy: Proxy, request: Request, writer: asyncio.StreamWriter) -> None:
    answer = await proxy.ask(request)
    for part in range(0, len(answer), len(answer) // 8 + 1):
        writer.write(answer[part : part + len(answer) // 8 + 1])
        await writer.drain()
        await asyncio.sleep(TRICKLE)


async def answer_as_gateway(_proxy: Proxy, _request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(_page("502 Bad Gateway", BAD_GATEWAY))
    await writer.drain()


async def answer_as_portal(_proxy: Proxy, _request: Request, writer: asyncio.StreamWriter) -> None:
    """A café’s network says yes to everything, with a page of its own."""
    writer.write(_page("200 OK", PORTAL))
    await writer.drain()


FAULTS: dict[str, Fault] = {
    "": pass_on,
    "connections refused": refuse,
    "stalled": stall,
    "reset in the request": break_request,
    "reset in the answer": break_answer,
    "answer swallowed": swallow,
    "answer swallowed, no end": swallow_in_silence,
    "delivered late": deliver_late,
    "delivered twice": deliver_twice,
    "slow": trickle,
    "a gateway’s 502": answer_as_gateway,
    "a portal’s 200": answer_as_portal,
}
