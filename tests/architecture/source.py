"""Reads the source as a tree, for the rules of the house that an import checker cannot say."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "rallyround"
APPS = (
    "ledger",
    "people",
    "places",
    "messaging",
    "incidents",
    "register",
    "volunteers",
    "tasking",
    "groups",
    "collaborations",
    "response",
    "evaluation",
    "business",
    "feeds",
    "room",
    "programme",
)

ALWAYS_WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "asave",
}
WRITES_ON_ROWS = {"create", "update", "delete"}
ROWS = {"objects", "filter", "exclude", "all", "select_for_update", "_default_manager", "_base_manager"}
SQL = ("insert ", "update ", "delete ", "truncate ", "drop ", "alter ")


@dataclass(frozen=True)
class Breach:
    """One place where a rule is broken."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}: {self.what}"


def modules(package: Path = PACKAGE, apps: tuple[str, ...] = APPS) -> Iterator[tuple[str, Path, ast.Module]]:
    """(app, path, tree) of every module of the apps, migrations aside."""
    for app in apps:
        for path in sorted((package / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path, ast.parse(path.read_text("utf-8"))


def is_action(path: Path) -> bool:
    """Whether a module is one of the places where writing is allowed."""
    return path.name == "actions.py" or path.parent.name == "actions"


def chain(node: ast.AST) -> set[str]:
    """The names in `a.b.c(...).d`, from the outside in."""
    names: set[str] = set()
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            node = node.value
    return names


def writes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, what) for each call that changes rows."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        on = chain(node.func.value)
        if name in ALWAYS_WRITES or (name in WRITES_ON_ROWS and on & ROWS):
            yield node.lineno, f".{name}()"
        if name in ("execute", "executemany") and node.args and isinstance(node.args[0], ast.Constant):
            statement = str(node.args[0].value).strip().lower()
            if statement.startswith(SQL):
                yield node.lineno, f"SQL: {statement[:30]}"


def writes_outside_actions(package: Path = PACKAGE, apps: tuple[str, ...] = APPS) -> list[Breach]:
    """Only actions save, create, update and delete."""
    return [
        Breach(path, line, what)
        for _, path, tree in modules(package, apps)
        if not is_action(path)
        for line, what in writes(tree)
        # The guard that refuses to change the ledger hands new entries on to Django.
        if not (path.name == "models.py" and path.parent.name == "ledger")
    ]


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """The functions of a module."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(function: ast.FunctionDef) -> set[str]:
    """The plain names that a function calls."""
    return {n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}


def is_atomic(function: ast.FunctionDef) -> bool:
    """Decorated as one transaction, or with one inside."""
    return any("atomic" in ast.unparse(d) for d in function.decorator_list) or any(
        isinstance(n, ast.With) and any("atomic" in ast.unparse(i.context_expr) for i in n.items)
        for n in ast.walk(function)
    )


def actions_of(app: str, package: Path = PACKAGE) -> dict[str, tuple[Path, ast.FunctionDef]]:
    """Every function in an app's actions, public and private."""
    found: dict[str, tuple[Path, ast.FunctionDef]] = {}
    for _, path, tree in modules(package, (app,)):
        if is_action(path):
            found |= {name: (path, function) for name, function in functions(tree).items()}
    return found


def exported(app: str, package: Path = PACKAGE) -> set[str] | None:
    """What an actions folder offers to others; None where the actions are one file."""
    index = package / app / "actions" / "__init__.py"
    if not index.exists():
        return None
    tree = ast.parse(index.read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def broken_actions(app: str, silent: frozenset[str] = frozenset(), package: Path = PACKAGE) -> list[Breach]:
    """Public actions that record nothing, are not one transaction, or call another public action of their app."""
    known = actions_of(app, package)
    offered = exported(app, package)
    public = {n for n in known if not n.startswith("_") and (offered is None or n in offered)}
    breaches = []

    def records(name: str, seen: frozenset[str] = frozenset()) -> bool:
        calls = called(known[name][1])
        inner = {c for c in calls if c in known and c not in public and c not in seen}
        return "record" in calls or any(records(c, seen | {name}) for c in inner)

    for name in sorted(public):
        path, function = known[name]
        if not records(name) and name not in silent:
            breaches.append(Breach(path, function.lineno, f"{name} records no event"))
        if not is_atomic(function) and name not in silent:
            breaches.append(Breach(path, function.lineno, f"{name} is not one transaction"))
        breaches += [
            Breach(path, function.lineno, f"{name} calls the public action {other} of its own app")
            for other in sorted((called(function) & public) - {name})
        ]
    return breaches
