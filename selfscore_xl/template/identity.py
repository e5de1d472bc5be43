"""What a form says of itself, stamped three times: on a hidden sheet, as defined names and as custom
document properties, since programs that save a form again drop one or another of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..cell import column_letters
from ..criteria import Criteria, Tree
from ..text import squash
from .book import Book, Page
from .expressions import quoted
from .look import HIDDEN
from .rules import levels_of

FIRST_LIST_COLUMN = 4


def write(book: Book, page: Page, stamps: Mapping[str, str]) -> None:
    """Stamp label -> value in all three places."""
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.defined_name import DefinedName

    for row, (label, value) in enumerate(stamps.items(), start=1):
        page.put(row, 1, label, HIDDEN)
        page.put(row, 2, value, HIDDEN)
        name = DefinedName(label, attr_text=quoted(value), hidden=True)
        book.workbook.defined_names[label] = name
        book.workbook.custom_doc_props.append(StringProperty(name=label, value=value))
    page.sheet.sheet_state = "veryHidden"


def level_list(key: str) -> str:
    """Under what the list of a criterion's levels in words is found among the lists."""
    return f"{key} level"


def lists(book: Book, page: Page, criteria: Criteria, tree: Tree) -> dict[str, str]:
    """Write the lists of choices and name them: criterion key, ``level_list`` of one, or ``"unit_group"``
    -> defined name."""
    from openpyxl.workbook.defined_name import DefinedName

    wanted: dict[str, list[object]] = {}
    if criteria.unit_groups:
        wanted["unit_group"] = [group.name for group in criteria.unit_groups]
    for leaf in tree.leaves:
        if leaf.rule.kind == "choice":
            wanted[leaf.key] = [score for score, _ in levels_of(leaf)]
        if any(one.name == "level" for one in leaf.rule.asked):
            wanted[level_list(leaf.key)] = [squash(level.label) for level in leaf.rule.levels]
    names: dict[str, str] = {}
    alike: dict[tuple[object, ...], str] = {}
    for key, values in wanted.items():
        same = tuple(values)
        if same not in alike:
            index = len(alike)
            column = FIRST_LIST_COLUMN + index
            name = f"ss_list_{index + 1}"
            for row, value in enumerate(values, start=1):
                page.put(row, column, value, HIDDEN)  # type: ignore[arg-type]
            letters = column_letters(column)
            book.workbook.defined_names[name] = DefinedName(
                name, attr_text=f"{page.sheet.title}!${letters}$1:${letters}${len(values)}"
            )
            alike[same] = name
        names[key] = alike[same]
    return names
