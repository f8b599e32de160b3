"""`dateline keys`: who may use a server that others can reach."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ui.commands.options import DEFAULT_INDEX, Index, Json

if TYPE_CHECKING:
    from rag.serving.access.keys import Key

commands = typer.Typer(help="The API keys of an index's server.", no_args_is_help=True)


@commands.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="the program or person it is for")],
    scope: Annotated[
        Literal["read", "write"],
        typer.Option("--scope", help="read: to ask; write: to change the collection, and the page"),
    ] = "read",
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Create a key and print it, once: nothing can show it again."""
    from rag.serving.access.keys import Keys
    from ui.commands.printing import print_json

    key, word = Keys(index).create(name, scope=scope)
    if as_json:
        print_json(_described(key) | {"key": word})
        return
    typer.echo(word)
    typer.echo(f"Keep it now: no more than its digest is kept in {index}.", err=True)


@commands.command("list")
def list_(index: Index = DEFAULT_INDEX, as_json: Json = False) -> None:
    """List the keys, by all that is known of them."""
    from rag.serving.access.keys import Keys
    from ui.commands.printing import print_json
    from ui.terminal.screen import print_rows

    described = [_described(key) for key in Keys(index).known()]
    if as_json:
        print_json(described)
        return
    rows = [
        (
            each["key_id"],
            each["name"],
            ", ".join(each["scopes"]),
            each["created"],
            f"…{each['last']}",
        )
        for each in described
    ]
    print_rows(("id", "name", "scopes", "created", "key"), rows)


@commands.command()
def revoke(
    named: Annotated[str, typer.Argument(metavar="NAME", help="a key's name or id")],
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Revoke a key; a server that runs refuses it from now on."""
    from rag.serving.access.keys import Keys
    from ui.commands.printing import print_json
    from ui.terminal import harmless

    key = Keys(index).revoke(named)
    if as_json:
        print_json(_described(key))
        return
    typer.echo(f"Revoked the key {harmless(key.name)} (…{key.last}).")


def _described(key: "Key") -> dict[str, Any]:
    from rag.schema import as_json

    described: dict[str, Any] = as_json(key)
    del described["digest"]
    return described
