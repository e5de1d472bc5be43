"""Names of ``typing`` for the modules that ``validate`` starts with, which need so little of them that it
is not loaded: 3 % of checking one form.

To a type checker they are ``typing``'s own. Annotations are not evaluated here when a program runs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import BinaryIO as BinaryIO
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
    from typing import cast as cast
else:
    Any = BinaryIO = NoReturn = TextIO = object

    class _Literal:
        def __getitem__(self, values):
            return values

    Literal = _Literal()
    """``Literal["a", "b"]`` is the tuple of its values."""

    class Protocol:
        """See ``typing.Protocol``."""

    def TypeVar(name):
        """See ``typing.TypeVar``."""
        return name

    def cast(kind, value):
        """``value`` as it is."""
        return value
