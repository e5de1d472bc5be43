"""The criteria sets that come with the package.

Each set is one YAML file, the source that people edit, with its compiled JSON beside it. Only the
JSON is read here, with the standard library: this module is on the start-up path of ``validate``.
"""

from __future__ import annotations

import json
import os

from ..criteria import Criteria, from_data

DEFAULT = "quang-tri-2023-h1"
"""The set that commands use where none is named."""

_FOLDER = os.path.dirname(__file__)


def names() -> tuple[str, ...]:
    """The ids of the shipped sets, in alphabetical order."""
    return tuple(sorted(name[:-5] for name in os.listdir(_FOLDER) if name.endswith(".json")))


def load(set_id: str) -> Criteria:
    """A shipped set.

    Raises:
        KeyError: no set of this id is shipped.
    """
    if set_id not in names():
        raise KeyError(set_id)
    with open(os.path.join(_FOLDER, f"{set_id}.json"), encoding="utf-8") as file:
        return from_data(json.load(file))
