"""Pages of the documentation that are made from the program itself, and can therefore not be out of date: the commands,
the settings and the data dictionary. MkDocs calls ``on_files`` before it builds the site."""

from collections.abc import Iterator
from typing import Any

from kbs_envanter.cli.main import whole
from kbs_envanter.domain.dictionary import TABLES, columns
from kbs_envanter.settings import Settings


def on_files(files: Any, *, config: Any) -> Any:
    """Add the generated pages to the site."""
    from mkdocs.structure.files import File

    for name, page in (("komutlar.md", commands()), ("ayarlar.md", settings()), ("sozluk.md", dictionary())):
        files.append(File.generated(config, name, content=page))
    return files


def commands() -> str:
    """Every command with what may be given to it."""
    return "# Komutlar / Commands\n\n" + "\n".join(_of_command(whole(), "kbs-envanter"))


def settings() -> str:
    """Every setting with its default."""
    rows = [
        f"| `KBS_{name.upper()}` | {_cell(str(given.description))} | {_default(name, given.default)} |"
        for name, given in Settings.model_fields.items()
    ]
    head = "# Ayarlar / Settings\n\nRead once at start, from the environment.\n\n| variable | meaning | default |\n"
    return head + "| --- | --- | --- |\n" + "\n".join(rows) + "\n"


def dictionary() -> str:
    """Every table and field: what it is, who may know it, what it is to the law on personal data."""
    parts = ["# Veri sözlüğü / Data dictionary\n"]
    for name in sorted(TABLES):
        parts.append(f"## `{name}`\n\n{TABLES[name].tr}\n\n| alan | ne | kim bilir | KVKK |\n| --- | --- | --- | --- |")
        parts += [f"| `{f.name}` | {_cell(f.tr)} | {f.access.tr} | {f.kvkk.tr} |" for f in columns(name)]
        parts.append("")
    return "\n".join(parts)


def _of_command(command: Any, path: str) -> Iterator[str]:
    below = getattr(command, "commands", {})
    if path.count(" "):
        yield f"{'#' * (path.count(' ') + 1)} `{path}`\n"
    yield f"{command.help}\n"
    given = [each for each in command.params if each.name not in ("help", "install_completion", "show_completion")]
    for each in given:
        words = ", ".join(f"`{word}`" for word in (*each.opts, *each.secondary_opts))
        yield f"- {words if each.opts[0].startswith('-') else f'`{each.name.upper()}`'}: {each.help}"
    yield f"\n{command.epilog}\n" if command.epilog else ""
    for name, one in below.items():
        yield from _of_command(one, f"{path} {name}")


def _default(name: str, value: Any) -> str:
    if name == "veri_dizini":
        return "`data`"  # where the program lies is of no interest
    return "–" if value in (None, "", (), {}) else f"`{_cell(str(value))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
