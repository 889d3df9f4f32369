"""Prints each row of the manual with the tests that prove it, then the rest; last line: proven / 304.

A test proves a row with `@pytest.mark.manual("S5.c1")`; `manual_part` is listed and not counted.
"""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROWS: dict[str, str] = tomllib.loads((TESTS / "manual" / "rows.toml").read_text("utf-8"))


def claims(path: Path) -> Iterator[tuple[str, str, str]]:
    """(mark, row, test) for every mark on a test, a class or a module in one file."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
                    mark = decorator.func.attr
                    if mark in ("manual", "manual_part"):
                        where = f"{path.relative_to(TESTS.parent)}::{node.name}"
                        for argument in decorator.args:
                            yield mark, str(ast.literal_eval(argument)), where


def collect() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Rows with the tests that prove them, and rows with the tests that prove a part."""
    full: dict[str, list[str]] = defaultdict(list)
    part: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for mark, row, where in claims(path):
            (full if mark == "manual" else part)[row].append(where)
    return full, part


def main() -> int:
    """Print the table; exit 1 when a test names a row that is not there."""
    full, part = collect()
    unknown = sorted((set(full) | set(part)) - set(ROWS))
    for row, line in ROWS.items():
        state = "proven" if row in full else "in part" if row in part else "-"
        print(f"{row:8} {state:8} {line}")
        for where in full.get(row, []) + [f"(in part) {w}" for w in part.get(row, [])]:
            print(f"{'':18}{where}")
    for row in unknown:
        print(f"unknown row: {row}")
    print(f"{len(set(full) & set(ROWS))} / {len(ROWS)}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
