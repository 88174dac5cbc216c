"""Which names of the package a person's command can reach, and which modules borrow private ones.

The source is read, never run. What counts as a start: the cells of the chapters, the commands, the
Sphinx extension, the benchmarks and nbval's hooks; tests and doctests do not. A method is reached
when reached code uses an attribute of its name, whatever the object, so what is called unreached
here is so, save for names put together while running (`getattr`, a loop over modules).
Methods that a class takes over from another library's, and private classes, are not asked about.
"""

import ast
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from living_review.book.directive_cells import written_out

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"\A(?:---\n.*?^---\n|(?::[^\n]*\n)+)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Definition:
    """A function, class, method or constant: its module, name and what stands in it."""

    module: str
    name: str
    public: bool
    method: bool
    nodes: tuple[ast.AST, ...] = field(compare=False)

    def __str__(self):
        return f"{self.module}.{self.name}"


def _targets(statement: ast.stmt) -> list[str]:
    """Names that a statement of a module binds, other than by importing."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return []
    nodes = (node for target in targets for node in ast.walk(target))
    return [node.id for node in nodes if isinstance(node, ast.Name)]


def _public_methods(node: ast.ClassDef) -> list[ast.stmt]:
    """Methods that only the package can call: another library calls those of its own classes."""
    if node.bases or node.name.startswith("_"):
        return []
    methods = (one for one in node.body if isinstance(one, ast.FunctionDef))
    return [method for method in methods if not method.name.startswith("_")]


def _registers(node: ast.stmt) -> bool:
    """Whether a decorator hands the function to somebody who will call it."""
    decorators = (getattr(one, "func", one) for one in getattr(node, "decorator_list", ()))
    return any(dotted(decorator).endswith(".register") for decorator in decorators)


class Module:
    """A source file: what it defines, and what its imports bind."""

    def __init__(self, name: str, text: str):
        self.name = name
        self.tree = tree = ast.parse(text)
        self.imports: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        self.definitions: list[Definition] = []
        self.loose: list[ast.stmt] = []  # runs whenever the module is imported
        for statement in tree.body:
            self._add(statement)

    def _add(self, statement: ast.stmt):
        names = _targets(statement)
        if not names or _registers(statement):
            self.loose.append(statement)
            return
        nodes: tuple[ast.AST, ...] = (statement,)
        if isinstance(statement, ast.ClassDef):
            methods = _public_methods(statement)
            rest = [node for node in statement.body if node not in methods]
            nodes = (*statement.bases, *statement.decorator_list, *rest)
            for method in methods:
                name = f"{statement.name}.{method.name}"
                self.definitions.append(Definition(self.name, name, True, True, (method,)))
        for name in names:
            public = not name.startswith("_")
            self.definitions.append(Definition(self.name, name, public, False, nodes))

    def borrowed(self, modules) -> set[str]:
        """Private names of other modules that this one imports, uses or replaces."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Attribute):
                names.add(self.whole(dotted(node)))
            elif isinstance(node, ast.Call) and dotted(node.func).endswith("setattr"):
                names |= {
                    f"{self.whole(dotted(node.args[0]))}.{argument.value}"
                    for argument in node.args[1:2]
                    if isinstance(argument, ast.Constant)
                }
        parts = [name.rpartition(".") for name in names if not name.endswith("__")]
        return {
            f"{module}.{name}"
            for module, _, name in parts
            if module in modules and module != self.name and name.startswith("_")
        }

    def whole(self, name: str) -> str:
        """A dotted name with its first part as it was imported."""
        first, dot, rest = name.partition(".")
        return f"{self.imports.get(first, first)}{dot}{rest}"


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute of names; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


@functools.cache
def read_package(folder: Path) -> dict[str, Module]:
    """Every module below a package's folder, by its dotted name."""
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        modules[name] = Module(name, path.read_text(encoding="utf-8"))
    return modules


def cells(chapter: Path) -> str:
    """The code of a chapter's cells, without their options."""
    found = CELL.findall(written_out(chapter.read_text(encoding="utf-8")))
    return "\n".join(OPTIONS.sub("", cell) for cell in found)


class Reach:
    """Follows names from the starts to every definition that they lead to."""

    def __init__(self, modules: dict[str, Module]):
        self.modules = modules
        self.by_name = {str(d): d for m in modules.values() for d in m.definitions}
        self.methods: dict[str, list[Definition]] = {}
        for definition in self.by_name.values():
            if definition.method:
                name = definition.name.partition(".")[2]
                self.methods.setdefault(name, []).append(definition)
        self.reached: set[Definition] = set()
        self.imported: set[str] = set()

    def _name(self, module: Module, name: str):
        """Follow a dotted name, as code of a module would write it."""
        for full in (module.whole(name), f"{module.name}.{name}"):
            parts = full.split(".")
            for length in range(len(parts), 0, -1):
                known = ".".join(parts[:length])
                if known in self.modules:
                    self.enter(known)
                if known in self.by_name:
                    self.take(self.by_name[known])

    def follow(self, module: Module, nodes):
        """Reach all that some nodes of a module name."""
        for top in nodes:
            for node in ast.walk(top):
                if isinstance(node, ast.Name):
                    self._name(module, node.id)
                elif isinstance(node, ast.Attribute):
                    for method in self.methods.get(node.attr, ()):
                        self.take(method)
                    if name := dotted(node):
                        self._name(module, name)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    for bound in node.names:
                        prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                        for known in (f"{prefix}{bound.name}", prefix.rstrip(".")):
                            if known in self.modules:
                                self.enter(known)

    def enter(self, name: str):
        """Reach what a module does when it is imported."""
        if name in self.modules and name not in self.imported:
            self.imported.add(name)
            self.follow(self.modules[name], self.modules[name].loose)

    def take(self, definition: Definition):
        """Reach a definition and what it needs."""
        if definition not in self.reached:
            self.reached.add(definition)
            self.enter(definition.module)
            self.follow(self.modules[definition.module], definition.nodes)

    def unreached(self) -> list[Definition]:
        """Public definitions that no start leads to."""
        return [d for d in self.by_name.values() if d.public and d not in self.reached]


def follow_from_commands(root: Path, also: Iterable[str] = ()) -> Reach:
    """All that chapters, commands, the Sphinx extension, benchmarks and nbval reach.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the review.
    also : iterable of str
        Definitions to start from besides, such as ``living_review.book.extension.setup``.
    """
    reach = Reach(read_package(root / "living_review"))
    starts = [Module("a start", (root / "conftest.py").read_text(encoding="utf-8"))]
    starts += [Module("a start", cells(path)) for path in sorted((root / "chapters").glob("*.md"))]
    starts += read_package(root / "benchmarks").values()
    for start in starts:
        reach.follow(start, [*start.loose, *(n for d in start.definitions for n in d.nodes)])
    for name in ("living_review.__main__", "living_review.machine.environment"):
        reach.enter(name)
    hooks = [
        name
        for name, found in reach.by_name.items()
        if found.name == "setup" or found.name.startswith("pytest_")
    ]
    for name in (*hooks, *also):  # Sphinx and pytest call them
        reach.take(reach.by_name[name])
    return reach


if __name__ == "__main__":
    for definition in follow_from_commands(Path(__file__).parents[1]).unreached():
        lines = sum(node.end_lineno - node.lineno + 1 for node in definition.nodes)
        print(f"{lines:4d} {definition}")
