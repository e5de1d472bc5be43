"""What goes into a filled form, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from ..layout import Field
from ..record import NamedTuple

Typed = Decimal | str | None
"""A cell's content: a number, a text, or nothing."""

_NO_FIGURES: Mapping[str, Typed] = MappingProxyType({})


class Answers(NamedTuple):
    """What was typed for one criterion. Of a group only the mark and the explanation have a place."""

    mark: Typed = None
    score: Typed = None
    evidence: Typed = None
    explanation: Typed = None
    appraised: Typed = None
    opinion: Typed = None
    figures: Mapping[str, Typed] = _NO_FIGURES
    """Name of the rule's input (``numerator``) -> the figure typed in the data sheet."""

    def typed(self, field: Field) -> Typed:
        """What was typed in an input column; nothing for the other columns."""
        match field:
            case Field.EXCLUDED:
                return self.mark
            case Field.SELF:
                return self.score
            case Field.EVIDENCE:
                return self.evidence
            case Field.EXPLANATION:
                return self.explanation
            case Field.APPRAISED:
                return self.appraised
            case Field.OPINION:
                return self.opinion
            case _:
                return None


NOTHING = Answers()
