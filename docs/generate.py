"""Writes the reference pages from the code, so that they cannot be wrong. `--check` fails where one would change."""

import ast
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "rallyround"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by docs/generate.py from the code. Do not edit. -->\n\n"


def table(headings: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


def roles() -> str:
    """Roles with their sentences, and who may do what."""
    from rallyround.people.roles import ROLES, Permission

    text = "# Roles and permissions\n\nOne person may hold several roles, everywhere or in some districts only.\n\n"
    text += table(
        ["Role", "Key", "Hat", "What it is for"],
        [[str(r.label), f"`{r.key}`", "yes" if r.hat else "", str(r.sentence)] for r in ROLES.values()],
    )
    text += "\n## Who may do what\n\n"
    return text + table(
        ["Permission", "Roles"],
        [
            [f"`{p}`", ", ".join(str(r.label) for r in ROLES.values() if p in r.permissions) or "nobody"]
            for p in Permission
        ],
    )


def states() -> str:
    """The state machines, drawn from the tables that the product runs on."""
    from rallyround.core.lifecycle import MACHINES

    text = "# States\n\nBehaviour, database constraints, buttons and these drawings come from one table.\n"
    for machine in MACHINES:
        text += f"\n## {machine.name.capitalize()}\n\n```mermaid\n{machine.diagram()}\n```\n\n"
        rows = [
            [f"`{key}`", label, ", ".join(f"`{v}`" for v in machine.verbs(key)) or "nothing more"]
            for key, label in machine.states.items()
        ]
        text += table(["State", "Meaning", "What may be done"], rows)
    return text


def numbers() -> str:
    """Every default number with its source."""
    from rallyround.core.sources import SOURCES

    rows = [
        [
            f"`{key}`",
            f"{s.value}",
            s.unit,
            f"{s.low} to {s.high}",
            s.source,
            s.date.isoformat(),
            s.confidence,
            "yes" if s.confirmed else "no",
        ]
        for key, s in SOURCES.items()
    ]
    text = (
        "# Numbers\n\nEvery number that the product ships with. One that is not confirmed is marked so.\n\n"
    )
    return text + table(["Key", "Value", "Unit", "Range", "Source", "Date", "Confidence", "Confirmed"], rows)


def settings() -> str:
    """What the environment may say."""
    from rallyround.config.variables import VARIABLES

    text = "# Settings\n\nRallyround starts with none of these set. The environment says what differs.\n\n"
    return text + table(
        ["Variable", "What it does"], [[f"`{name}`", line] for name, line in VARIABLES.items()]
    )


Calls = list[tuple[ast.FunctionDef, ast.Call]]


def recorded() -> Iterator[tuple[str, str, str]]:
    """(verb, app, what it means) for each `record(verb=...)` in an action, also where the verb is put together."""
    paths = sorted(SOURCE.glob("*/actions.py")) + sorted(SOURCE.glob("*/actions/*.py"))
    for app in sorted({path.relative_to(SOURCE).parts[0] for path in paths}):
        trees = [ast.parse(path.read_text("utf-8")) for path in paths if path.is_relative_to(SOURCE / app)]
        functions = [f for tree in trees for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
        calls = [(f, call) for f in functions for call in ast.walk(f) if isinstance(call, ast.Call)]
        for function, call in calls:
            for keyword in call.keywords:
                if keyword.arg == "verb":
                    for verb, said_by in said(keyword.value, function, calls):
                        yield verb, app, (ast.get_docstring(said_by) or "").split("\n")[0]


def said(node: ast.expr, function: ast.FunctionDef, calls: Calls) -> Iterator[tuple[str, ast.FunctionDef]]:
    """What an expression can be, with the function that says so: the caller, for what is handed in."""
    if isinstance(node, ast.Constant):
        yield str(node.value), function
    elif isinstance(node, ast.IfExp):
        yield from said(node.body, function, calls)
        yield from said(node.orelse, function, calls)
    elif isinstance(node, ast.JoinedStr):
        machine, hole = str(getattr(node.values[0], "value", "")), node.values[1]
        assert isinstance(hole, ast.FormattedValue)
        yield from ((machine + end, by) for end, by in said(hole.value, function, calls))
    elif isinstance(node, ast.Attribute) and node.attr == "state":
        from rallyround.core.lifecycle import MACHINES

        named = [machine for machine in MACHINES if machine.name == ast.unparse(node.value)]
        yield from ((state, function) for machine in named for state in machine.states)
    elif isinstance(node, ast.Name):
        for assigned in ast.walk(function):
            if isinstance(assigned, ast.Assign) and ast.unparse(assigned.targets[0]) == node.id:
                yield from said(assigned.value, function, calls)
        names = [argument.arg for argument in function.args.args]
        for caller, call in calls:
            if node.id in names and ast.unparse(call.func) == function.name:
                yield from said(call.args[names.index(node.id)], caller, calls)


def verbs() -> str:
    """What the ledger can say."""
    found: dict[str, tuple[str, str]] = {}
    for verb, app, line in recorded():
        found.setdefault(verb, (app, line))
    rows = [[f"`{verb}`", app, line] for verb, (app, line) in sorted(found.items())]
    text = "# The record\n\nEvery change leaves one entry in the ledger. These are the verbs.\n\n"
    return text + table(["Verb", "App", "What was done"], rows)


def commands() -> str:
    """The help of every command."""
    import click

    from rallyround.cli import COMMANDS, main

    text = "# The command line\n\n"
    context = click.Context(main, info_name="rallyround")
    for name, (_, line) in COMMANDS.items():
        command = main.get_command(context, name) if line else None
        if command is None:
            continue
        members = command.commands.items() if isinstance(command, click.Group) else [("", command)]
        for sub, member in members:
            full = f"rallyround {name} {sub}".strip()
            help_ = member.get_help(click.Context(member, info_name=full, max_content_width=100))
            text += f"## {full}\n\n```text\n{help_}\n```\n\n"
    return text


def modules() -> str:
    """What a module's file may say, and the modules of the library."""
    from rallyround.register.kinds import label
    from rallyround.response.cards import minutes_in_words
    from rallyround.response.protocol import FIELDS, STEP_FIELDS, TRIGGER_FIELDS, library, protocol

    text = "# Modules\n\nA module is one TOML file. The reader names file, field and remedy where something is wrong.\n"
    tables = {"Fields": FIELDS, "Each [[triggers]]": TRIGGER_FIELDS, "Each [[checklist]]": STEP_FIELDS}
    for title, fields in tables.items():
        rows = [[f"`{field.name}`", field.what, field.written] for field in fields]
        text += f"\n## {title}\n\n" + table(["Field", "What it says", "Written as"], rows)
    text += "\n# The library\n"
    for known in map(protocol, library().values()):
        text += f"\n## {known.name}\n\n`{known.key}`, {known.phase}. {known.purpose}\n\n"
        text += f"Takes: {', '.join(str(label(kind)) for kind in known.kinds)}. Counted: {known.measure}\n\n"
        lines = [
            [step.stage, minutes_in_words(step.minutes), step.role, step.what] for step in known.checklist
        ]
        text += table(["Stage", "By", "Who", "What"], lines)
    return text


ALLOCATION = {
    "What is decided": "Needs Offers Problem",
    "A plan": "allocate Plan Statistics Progress",
    "No area left behind": "MinimumShare MaxMin Shares",
    "Why": "explain Explanation Helper NextBest Unmet Wanted Reason SAID",
    "When things change": "replan Changes",
    "Together, not alone, again": "allocate_teams TeamRules TeamPlan",
    "Pairs that are given": "solve_pairs",
    "While needs still come": "decide Expected Decision",
    "The nearest, at once": "index_offers nearest OfferIndex Nearest",
    "Rules to compare with": "first_come_first_served most_urgent_first longest_wait_first self_selection RulePlan",
    "The pairs": "eligible_pairs Pairs choices_of choices_in Choices first_come_in Turns",
}
CALLED = {"Needs", "Offers", "Problem", "MinimumShare", "MaxMin", "Changes", "TeamRules", "Expected"}


def allocation() -> str:
    """Everything that `rallyround.core.allocation` offers, from its docstrings."""
    from rallyround.core import allocation as engine

    text = (
        "# The allocation engine\n\nEverything that `from rallyround.core.allocation import …` offers. New to it: "
        "[the tutorial](../tutorial/allocation.md). One thing to do: [recipes](../how-to/allocation-recipes.md). "
        "How it works and what it cannot do: [who helps whom](../explanation/who-helps-whom.md).\n\n"
        "Lists will do wherever arrays are named. Needs and offers are numbered as they are given, from 0. What cannot "
        "be right is refused with a `ValueError` that names field and row. The columns of a plan are read-only.\n"
    )
    for title, names in ALLOCATION.items():
        text += f"\n## {title}\n"
        for name in names.split():
            text += f"\n### {name}\n\n{described(getattr(engine, name), name)}"
    return text


def described(thing: object, name: str) -> str:
    """How a function or class is called, what its docstring says, and what its methods do."""
    from rallyround.core.allocation import SAID, Progress

    if thing is SAID:
        rows = [[f"`{reason}`", said] for reason, said in SAID.items()]
        return "A sentence for each reason, in the order in which they are asked.\n\n" + table(
            ["Reason", "Sentence"], rows
        )
    if thing is Progress:
        return "A function that is given the name of a stage and the share done, 0 to 1.\n"
    called = name in CALLED or inspect.isfunction(thing)
    text = f"```python\n{signature(thing, name)}\n```\n\n" if called else ""
    text += from_docstring(inspect.getdoc(thing) or "")
    for key, member in vars(thing).items() if inspect.isclass(thing) else ():
        function = member.fget if isinstance(member, property) else member
        said = inspect.getdoc(function) if inspect.isfunction(function) else None
        if said and not key.startswith("_"):
            shown = f"{name}.{key}" if isinstance(member, property) else signature(function, f"{name}.{key}")
            text += f"\n`{shown}`: {from_docstring(said)}"
    return text


def signature(thing: object, name: str) -> str:
    """A call with its parameters, one a line where there are several."""
    assert callable(thing)
    parts, keyword_only = [], False
    for parameter in inspect.signature(thing).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            parts, keyword_only = [*parts, "*"], True
        written = re.sub(r"'([^']*)'", r"\1", str(parameter), count=1)
        parts.append(written.replace("<factory>", "..."))
    gives = inspect.signature(thing).return_annotation
    arrow = f" -> {gives}" if inspect.isfunction(thing) and gives is not inspect.Signature.empty else ""
    if len(parts) < 3:
        return f"{name}({', '.join(parts)}){arrow}"
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){arrow}"


def from_docstring(doc: str) -> str:
    """A docstring as Markdown: its columns of names and meanings as tables, its examples as code."""
    text = ""
    for paragraph in doc.split("\n\n"):
        if paragraph.startswith(">>>"):
            text += f"```text\n{paragraph}\n```\n\n"
        elif re.match(r"[\w, ]+?  +\S", paragraph):
            rows: list[list[str]] = []
            for line in paragraph.split("\n"):
                begun = re.match(r"(\S.*?)  +(\S.*)", line)
                if begun:
                    rows.append([f"`{begun[1]}`", plain(begun[2])])
                else:
                    rows[-1][1] += " " + plain(line.strip())
            text += table(["Name", "What it is"], rows) + "\n"
        else:
            text += plain(paragraph) + "\n\n"
    return text.rstrip() + "\n"


def plain(words: str) -> str:
    """Words in which an asterisk is an asterisk, but for those in code."""
    parts = words.split("`")
    return "`".join(part if at % 2 else part.replace("*", "\\*") for at, part in enumerate(parts))


PAGES: dict[str, Callable[[], str]] = {
    "roles.md": roles,
    "states.md": states,
    "numbers.md": numbers,
    "settings.md": settings,
    "record.md": verbs,
    "commands.md": commands,
    "modules.md": modules,
    "allocation.md": allocation,
}


def main() -> int:
    """Write, or with --check compare."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rallyround.config.settings")
    django.setup()
    changed = []
    for name, write in PAGES.items():
        path = REFERENCE / name
        text = NOTE + write().rstrip() + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            changed.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, "utf-8")
    if changed and "--check" in sys.argv:
        print(f"Not what the code says: {', '.join(changed)}. Run make docs and commit them.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
