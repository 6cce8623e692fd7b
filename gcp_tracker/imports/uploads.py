"""Returns between their dry run and their import: encrypted files in instance/uploads, gone after the import or a day.

A return is read piece by piece, so it is kept piece by piece: each line of the file is one sealed piece that holds its
place, so that one that is missing, doubled or moved is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gcp_tracker.imports.faults import FileRefused

PIECE = 512 * 1024
KEPT_SECONDS = 24 * 3600
NAME = re.compile(r"[0-9a-f]{64}")
GONE = "This return is no longer here: it is kept for a day, and only until it is imported. Upload it again."


@dataclass(frozen=True, slots=True)
class Uploads:
    """One officer’s uploads. Another officer’s lie under other names, so that none is reached by guessing its hash."""

    folder: Path
    fernet: Fernet
    owner: str
    now: float

    @classmethod
    def in_folder(cls, instance: Path, key: str, owner: int | str, now: float) -> Uploads:
        """`key`: the database’s, else the application’s. `owner`: whose, by number or a word. `now`: in
        seconds, as file times are.
        """
        derived = HKDF(SHA256(), 32, salt=None, info=b"gcp-tracker uploads").derive(key.encode())
        folder = instance / "uploads"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder, Fernet(base64.urlsafe_b64encode(derived)), str(owner), now)

    def keep(self, stream: IO[bytes]) -> str:
        """Seal the return; its name is its SHA-256."""
        digest = hashlib.sha256()
        coming = self.folder / f"{self.owner}-{secrets.token_hex(8)}.coming"
        with coming.open("wb") as out:
            coming.chmod(0o600)
            number = 0
            while piece := stream.read(PIECE):
                digest.update(piece)
                out.write(self.fernet.encrypt(f"{number}+".encode() + piece) + b"\n")
                number += 1
            out.write(self.fernet.encrypt(f"{number}.".encode()) + b"\n")
        self._date(coming).replace(self._path(digest.hexdigest(), "return"))
        return digest.hexdigest()

    def open(self, name: str) -> IO[bytes]:
        """The return as it was uploaded, unsealed as it is read. Raises FileRefused when it is gone or changed."""
        path = self._path(name, "return")
        if not path.is_file():
            raise FileRefused(GONE)
        return io.BufferedReader(_Unsealed(self._pieces(path)), PIECE)

    def keep_report(self, name: str, report: dict[str, Any]) -> None:
        path = self._path(name, "report")
        path.touch(mode=0o600)
        path.write_bytes(self.fernet.encrypt(json.dumps(report).encode()))
        self._date(path)

    def report(self, name: str) -> dict[str, Any] | None:
        """What keep_report kept, or None."""
        path = self._path(name, "report")
        if not path.is_file():
            return None
        found = json.loads(self.fernet.decrypt(path.read_bytes()))
        return found if isinstance(found, dict) else None

    def waiting(self) -> list[str]:
        """The returns that were looked over and not imported yet, the latest first."""
        found = sorted(self.folder.glob(f"{self.owner}-*.return"), key=lambda path: path.stat().st_mtime, reverse=True)
        names = [path.stem.removeprefix(f"{self.owner}-") for path in found]
        return [name for name in names if self._path(name, "report").is_file()]

    def forget_return(self, name: str) -> None:
        self._path(name, "return").unlink(missing_ok=True)

    def forget_all(self, name: str) -> None:
        self.forget_return(name)
        self._path(name, "report").unlink(missing_ok=True)

    def _path(self, name: str, kind: str) -> Path:
        if not NAME.fullmatch(name):
            raise FileRefused(GONE)
        return self.folder / f"{self.owner}-{name}.{kind}"

    def _date(self, path: Path) -> Path:
        os.utime(path, (self.now, self.now))
        return path

    def _pieces(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as sealed:
            for number, line in enumerate(sealed):
                try:
                    piece = self.fernet.decrypt(line.rstrip(b"\n"))
                except InvalidToken as error:
                    raise FileRefused("The return that was kept here was changed since. Upload it again.") from error
                if piece == f"{number}.".encode():
                    return
                start = f"{number}+".encode()
                if not piece.startswith(start):
                    break
                yield piece[len(start) :]
        raise FileRefused("The return that was kept here is no longer whole. Upload it again.")


def clear_old_uploads(instance: Path, now: float) -> int:
    """Remove what is older than a day, whoever’s; how many. `now` in seconds, as file times are."""
    old = [path for path in (instance / "uploads").glob("*-*.*") if path.stat().st_mtime < now - KEPT_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


class _Unsealed(io.RawIOBase):
    """Pieces as one readable stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces = pieces
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            self.left = next(self.pieces, b"")
        count = min(len(buffer), len(self.left))
        buffer[:count] = self.left[:count]
        self.left = self.left[count:]
        return count
