"""Named tuples that cost little to define.

To a type checker ``NamedTuple`` is ``typing.NamedTuple``. When a program runs, it gives the same
classes, without looking at the annotations and without evaluating source for each: a fifth of what
``typing`` needs, for the hundred of them that ``validate`` starts with. It takes the package's one
metaclass, as it does in ``typing``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from types import FunctionType

    try:
        from _collections import _tuplegetter
    except ImportError:  # another Python than CPython
        from operator import itemgetter

        def _tuplegetter(index, doc):
            return property(itemgetter(index), doc=doc)

    _globals = {"__builtins__": {}, "_new": tuple.__new__}
    _constructors = {}  # code by the number of fields

    def _constructor(fields, defaults):
        """``__new__`` of a class with these fields."""
        count = len(fields)
        code = _constructors.get(count)
        if code is None:
            names = "".join(f"_{index}, " for index in range(count))
            code = _constructors[count] = eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__
        return FunctionType(code.replace(co_varnames=("_cls", *fields)), _globals, "__new__", defaults)

    class _Record(tuple):
        """What all the classes share."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values):
            replaced = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return replaced

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self):
            return tuple(self)

    class _Definition(type):
        """Turns the class statement into a subclass of ``_Record``."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return type.__new__(cls, name, bases, namespace)
            if "__annotate_func__" in namespace:
                raise TypeError(f"{name}: its module needs `from __future__ import annotations`")
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = tuple(namespace[field] for field in fields if field in namespace)
            if defaults and not all(field in namespace for field in fields[-len(defaults) :]):
                raise TypeError(f"{name}: a field without a default follows one with a default")
            namespace.update(
                __slots__=(),
                __new__=_constructor(fields, defaults),
                __match_args__=fields,
                _fields=fields,
                **{field: _tuplegetter(index, None) for index, field in enumerate(fields)},
            )
            return type(name, (_Record,), namespace)

    class NamedTuple(metaclass=_Definition):
        """See ``typing.NamedTuple``."""
