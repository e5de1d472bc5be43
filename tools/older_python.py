"""Write the package's code again for the older Pythons that LibreOffice brings (3.8 and later).

The syntax is taken back here; names of the standard library that came later are looked up in
``selfscore_older``, which lies beside the code. Whoever adds something newer than Python 3.8 to what
a live check imports finds it named by the tests of the extension.
"""

from __future__ import annotations

import ast

OLDEST = (3, 8)
_BESIDE = "selfscore_older"
_LATER = frozenset(
    {
        ("datetime", "UTC"),
        ("enum", "StrEnum"),
        ("functools", "cache"),
        ("itertools", "pairwise"),
        ("bisect", "bisect_right"),
        ("hashlib", "file_digest"),
        ("re", "compile"),
    }
)
_METHODS = frozenset({"removeprefix", "removesuffix"})
_ABSTRACT = frozenset({"Callable", "Iterable", "Iterator", "Mapping", "Sequence", "os.PathLike"})
_GENERIC = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"}) | _ABSTRACT


def rewritten(source: bytes) -> bytes:
    """The same module for Python 3.8."""
    module = _Rewriter().visit(ast.parse(source))
    at = next(
        (
            index + 1
            for index, one in reversed(list(enumerate(module.body)))
            if isinstance(one, ast.ImportFrom) and one.module == "__future__"
        ),
        1 if ast.get_docstring(module) is not None else 0,
    )
    if module.body:
        module.body.insert(at, ast.Import([ast.alias(_BESIDE)]))
    return (ast.unparse(ast.fix_missing_locations(module)) + "\n").encode()


def _beside(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(_BESIDE, ast.Load()), name, ast.Load())


class _Rewriter(ast.NodeTransformer):
    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        later = [one for one in node.names if not node.level and (node.module, one.name) in _LATER]
        here = [one for one in node.names if one not in later]
        return [
            *([ast.ImportFrom(node.module, here, node.level)] if here else []),
            *([ast.ImportFrom(_BESIDE, later, 0)] if later else []),
        ]

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        # Never evaluated, so it may say what it likes; a NamedTuple needs it to be there.
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in _LATER:
            return _beside(node.attr)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            return ast.Call(_beside(node.func.attr), [node.func.value, *node.args], [])
        if isinstance(node.func, ast.Name) and node.func.id == "zip":
            node.keywords = [one for one in node.keywords if one.arg != "strict"]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.BitOr):
            return ast.Call(_beside("either"), [node.left, node.right], [])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.BitOr) and not isinstance(node.target, ast.Subscript):
            now = ast.parse(ast.unparse(node.target), mode="eval").body
            return ast.Assign([node.target], ast.Call(_beside("merged"), [now, node.value], []))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        return node.value if ast.unparse(node.value) in _GENERIC else node
