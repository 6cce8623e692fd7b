"""The network between browser and server, which does to a save what `faults` says.

One request a connection, so that each can be harmed alone. Faults are for saves; everything else passes, unless the
whole network is down.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

HOST = "127.0.0.1"
SAVE = re.compile(rb"^POST \S+/answers ")
OPERATION = re.compile(rb'"operation": ?"([^"]+)"')
LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
STAYS_OPEN = re.compile(rb"\r\nConnection: *keep-alive", re.IGNORECASE)
LONGEST_HEAD = 64 * 1024
# Not set: closing then sends a reset at once instead of what is still to be sent.
AT_ONCE = struct.pack("ii", 1, 0)
DOWN_FOR = 0.5

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.partition(b" HTTP/")[0].decode(errors="replace")

    @property
    def is_save(self) -> bool:
        return bool(SAVE.match(self.head))

    @property
    def operations(self) -> set[bytes]:
        return set(OPERATION.findall(self.body))

    def forwarded(self) -> bytes:
        return STAYS_OPEN.sub(b"\r\nConnection: close", self.head) + self.body


@dataclass(slots=True)
class Seen:
    """What came past. `kept_unheard`: saves that the server had kept when their answer was taken away."""

    saves: int = 0
    operations: set[bytes] = field(default_factory=set)
    kept_unheard: int = 0
    faults: Counter[str] = field(default_factory=Counter)


Fault = Callable[["Proxy", Request, asyncio.StreamWriter], Coroutine[Any, Any, None]]


class Proxy:
    """Runs in a thread of its own; every public method may be called from any other."""

    def __init__(self, server_port: int, faults: Mapping[str, Fault]) -> None:
        self.server_port = server_port
        self.faults = faults
        self.port = 0
        self.seen = Seen()
        # Requests whose page was told that they failed, and which are still to arrive.
        self.late = 0
        self._next: deque[str] = deque()
        self._open: set[asyncio.StreamWriter] = set()
        self._under_way: dict[Request, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._calm: asyncio.Event
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        self._run(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def harm(self, faults: list[str]) -> None:
        """The next saves meet these faults, one each; those after them pass."""
        self._run(self._set(faults))

    def calm(self) -> None:
        """No faults from now on. What stalled is let go: it is reset, and never arrives."""
        self._run(self._set([]))

    def under_way(self) -> dict[str, float]:
        """The requests that have come and are not answered: what they ask for, and for how many seconds."""
        now = time.monotonic()
        return {request.line: now - since for request, since in list(self._under_way.items())}

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        done: Future[Answer] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(timeout=15)

    async def _begin(self) -> None:
        self._calm = asyncio.Event()
        self._calm.set()
        await self._listen()

    async def _listen(self) -> None:
        if self._listening is None:
            self._listening = await asyncio.start_server(self._accept, HOST, self.port, limit=LONGEST_HEAD)
            self.port = self._listening.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        """Connections are refused, and those that are open break."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for writer in list(self._open):
            reset(writer)

    async def _end(self) -> None:
        await self._deafen()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _set(self, faults: list[str]) -> None:
        self._next = deque(faults)
        if faults:
            self._calm.clear()
            return
        self._calm.set()
        await self._listen()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            request = await _read_request(reader)
            if request is None:
                return
            fault = ""
            if request.is_save:
                self.seen.saves += 1
                self.seen.operations |= request.operations
                fault = self._next.popleft() if self._next else ""
                self.seen.faults[fault or "none"] += 1
            self._under_way[request] = time.monotonic()
            try:
                await self.faults[fault](self, request, writer)
            finally:
                del self._under_way[request]
        except (OSError, asyncio.IncompleteReadError):
            reset(writer)
        finally:
            self._open.discard(writer)
            with contextlib.suppress(OSError):
                writer.close()

    async def ask(self, request: Request, *, first: int | None = None) -> bytes:
        """The server's whole answer; with `first`, only so many bytes are sent and the connection breaks."""
        reader, writer = await asyncio.open_connection(HOST, self.server_port)
        try:
            writer.write(request.forwarded()[:first])
            await writer.drain()
            if first is not None:
                reset(writer)
                return b""
            answer = await reader.read(-1)
            if not answer:
                raise ConnectionResetError("the server went away")
            return answer
        finally:
            writer.close()

    async def take_away(self, request: Request) -> bytes:
        answer = await self.ask(request)
        self.seen.kept_unheard += answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 409"))
        return answer

    async def go_down(self) -> None:
        await self._deafen()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), DOWN_FOR)
        await self._listen()

    async def rest(self) -> None:
        await self._calm.wait()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    """None for a connection that a browser opened in advance and never used."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    length = LENGTH.search(head)
    return Request(head, await reader.readexactly(int(length[1])) if length else b"")


def reset(writer: asyncio.StreamWriter) -> None:
    ours = writer.get_extra_info("socket")
    if ours is not None:
        with contextlib.suppress(OSError):
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()
