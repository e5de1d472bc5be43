"""Self-scoring forms for public offices: build the form, read it back, check it, annotate it."""

__version__ = "0.1.0"
