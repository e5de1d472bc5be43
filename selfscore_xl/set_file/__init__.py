"""Set files: one YAML file per criteria set, read strictly, linted like a form, compiled for use.

    id: quang-tri-2023-h1
    version: "1.0"
    title: Kết quả tự đánh giá ...
    criteria:
      - code: I
        title: Kết quả thực hiện nhiệm vụ được giao
        max: 110
        children:
          - code: I.1
            title: ...
            max: 20

Importing this package costs nothing: PyYAML and pydantic are loaded by the functions that read YAML.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .problem import Problem, SetFileError

if TYPE_CHECKING:
    from ..criteria import Criteria

__all__ = ["Problem", "SetFileError", "compile_set", "dump_yaml", "fingerprint", "lint", "load_set"]

Source = str | bytes | os.PathLike[str]
"""A path, or the content: bytes, or a text with at least one line break."""


def load_set(source: Source) -> Criteria:
    """The set of a file, with its fingerprint.

    Raises:
        SetFileError: the file cannot be read or has errors; all of them are told.
    """
    from .load import load_set

    return load_set(source)


def lint(source: Source) -> tuple[Problem, ...]:
    """Everything to say about a set file, by line; nothing is raised for a bad one."""
    from .load import lint

    return lint(source)


def compile_set(source: Source) -> bytes:
    """The JSON that ``sets.load`` reads: the same bytes for the same set.

    Raises:
        SetFileError: the file cannot be read or has errors.
    """
    from .dump import to_json
    from .load import load_set

    return to_json(load_set(source))


def dump_yaml(criteria: Criteria) -> str:
    """The set as a set file; loading it gives the identical set, fingerprint included."""
    from .dump import to_yaml

    return to_yaml(criteria)


def fingerprint(criteria: Criteria) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the set's canonical data."""
    from .dump import fingerprint

    return fingerprint(criteria)
