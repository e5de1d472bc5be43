"""Passwords as ECMA-376 Part 1, 18.2.29 and 18.3.1.85 store them: SHA-512, salted, spun."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import lru_cache

from ..record import NamedTuple

SPINS = 100_000
LONGEST_PASSWORD = 15
"""Longer ones are cut or mangled by one program or another."""


class PasswordTooLong(ValueError):
    """The password has more than ``LONGEST_PASSWORD`` characters."""


class Hash(NamedTuple):
    """A password's trace in a file."""

    value: str
    salt: str
    algorithm: str = "SHA-512"
    spins: int = SPINS


@lru_cache(maxsize=64)
def hashed(password: str, seed: str) -> Hash:
    """The password's hash. The salt follows from ``seed``, so that the same form gives the same bytes.

    Raises:
        PasswordTooLong: see there.
    """
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(password)
    salt = hashlib.sha256(f"{seed}\0{password}".encode()).digest()[:16]
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for turn in range(SPINS):
        digest = hashlib.sha512(digest + turn.to_bytes(4, "little")).digest()
    return Hash(b64encode(digest).decode(), b64encode(salt).decode())
