"""One check per module; see ``checking`` for what a module holds."""
