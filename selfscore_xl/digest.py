"""SHA-256 without OpenSSL, whose libraries take longer to load than checking a form needs for reading it.

Python has its own beside OpenSSL's, for builds without that; ``random`` takes the same way to it.
"""

from __future__ import annotations

from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
else:
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256  # before Python 3.12
        except ImportError:
            from hashlib import sha256  # noqa: F401 - a build that relies on OpenSSL
