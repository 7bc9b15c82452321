"""Write `docs/commands.md`, the reference of the command line: `python -m tools.commands`.

Texts are those of `cge COMMAND --help`. Options that choose an economy, which many commands have
alike, are described once.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from cge.cli.app import app
from cge.cli.options import OPTIONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
SHARED = "Options that choose an economy"
EXAMPLE = "run"  # a command that has all of them
HEAD = f"""# Command line

Every command with its arguments and options, written from the command line itself by
`python -m tools.commands`; `cge COMMAND --help` prints the same. Options may stand in any order. An
error prints one message that names file, label and nearest choice, and the exit code is not 0.

## {SHARED}

They say which data, at which level, under which closure and structure. `cge list KIND` has the
names.
"""
LINK = f"[options that choose an economy](#{SHARED.lower().replace(' ', '-')})"


def page() -> str:
    """The whole page, as Markdown."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    shared = [p for p in commands[EXAMPLE].params if p.name in OPTIONS]
    texts = [HEAD, *(_entry(option) for option in shared), ""]
    for name, command in commands.items():
        texts += [*_of_command(name, command, {option.name: option.help for option in shared})]
    return "\n".join(texts)


def _of_command(name: str, command: Any, shared: dict[str, str]) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    of_economy = {p.name for p in options if shared.get(p.name) == p.help}
    if 2 * len(of_economy) < len(shared):
        of_economy = set()  # few enough to be described here
    yield f"## `cge {name}`\n"
    called = ["cge", name, *map(_asked, arguments), *(["[OPTIONS]"] if options else [])]
    yield f"```console\n{' '.join(called)}\n```\n"
    yield f"{_plain(command.help)}\n"
    own = [p for p in options if p.name not in of_economy]
    if arguments or own:
        yield "\n".join([*map(_entry, arguments), *map(_entry, own)]) + "\n"
    if of_economy:
        yield _reference(option for option in shared if option not in of_economy)


def _asked(argument: Any) -> str:
    name = str(argument.metavar)
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _reference(missing: Iterable[str]) -> str:
    lacking = ", ".join(f"`--{name.replace('_', '-')}`" for name in missing)
    return f"And the {LINK}{f', without {lacking}' if lacking else ''}.\n"


def _entry(parameter: Any) -> str:
    """An argument or option with its text, and its default where the text has none."""
    names = [*parameter.opts, *parameter.secondary_opts]
    written = parameter.metavar or ""
    if parameter.param_type_name == "option":
        written = " ".join([" or ".join(names), *([written] if written else [])])
    said = _plain(parameter.help).replace("  [default: ", " [default: ")
    default = parameter.default
    stated = default is not None and not isinstance(default, bool | tuple | list)
    if stated and "[default: " not in said:
        said += f" [default: {default}]"
    return f"- **`{written}`**: {said}"


def _plain(text: str) -> str:
    """Text in which no sign is markup."""
    return html.escape(text, quote=False).replace("*", r"\*").replace("_", r"\_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
