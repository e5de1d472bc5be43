"""What the bundled code uses of Python 3.9 to 3.11, for the older ones that LibreOffice brings.

``tools/older_python.py`` makes the bundled code use these names.
"""

import bisect
import functools
import hashlib
import re
from datetime import timezone
from enum import Enum

UTC = timezone.utc


class StrEnum(str, Enum):
    """As enum.StrEnum, for members whose values are written out."""

    __str__ = str.__str__
    __format__ = str.__format__


cache = functools.lru_cache(maxsize=None)


def pairwise(items):
    """As itertools.pairwise."""
    items = list(items)
    return [(items[at], items[at + 1]) for at in range(len(items) - 1)]


def bisect_right(items, wanted, key=None):
    """As bisect.bisect_right, whose key came later."""
    return bisect.bisect_right(items if key is None else [key(item) for item in items], wanted)


def file_digest(file, name):
    """As hashlib.file_digest."""
    digest = hashlib.new(name)
    for block in iter(lambda: file.read(1 << 20), b""):
        digest.update(block)
    return digest


def removeprefix(text, prefix):
    """As the method of str and bytes."""
    return text[len(prefix) :] if text.startswith(prefix) else text


def removesuffix(text, suffix):
    """As the method of str and bytes."""
    return text[: len(text) - len(suffix)] if text.endswith(suffix) else text


def either(one, other):
    """``one | other``: of dicts, of types for isinstance, and of whatever had it before."""
    if isinstance(one, dict):
        return {**one, **other}
    types = _types(one), _types(other)
    if None in types:
        return one | other
    return types[0] + types[1]


def _types(one):
    if one is None:
        return (type(None),)
    if isinstance(one, tuple):
        return one
    return (one,) if isinstance(one, type) or type(one).__module__ == "typing" else None


def merged(one, other):
    """``one |= other``."""
    if isinstance(one, dict):
        one.update(other)
    else:
        one |= other
    return one


class _General:
    """In place of a pattern that is not known here: whoever asks it must go another way."""

    def __getattr__(self, name):
        def refuse(*_):
            raise ValueError("needs Python 3.11")

        return refuse


def compile(pattern, flags=0):
    """As re.compile. The patterns with possessive quantifiers (Python 3.11) read what is plain, fast; the
    general readers behind them have none."""
    try:
        return re.compile(pattern, flags)
    except re.error:
        return _General()
