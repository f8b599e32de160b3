"""`dateline models`: what there is to choose from, and how to get more of it."""

from typing import Annotated

import typer

from ui.commands.completing import complete_models
from ui.commands.options import Config, Json

commands = typer.Typer(help="The language models that phrase answers.", no_args_is_help=True)


@commands.command("list")
def list_(config: Config = None, as_json: Json = False) -> None:
    """List the models that can be chosen, and mark the one that `auto` takes."""
    from rag.settings import load_settings
    from ui.commands.printing import print_json
    from ui.models import list_models
    from ui.terminal import print_models

    listing = list_models(load_settings(config))
    print_json(listing) if as_json else print_models(listing)


@commands.command()
def pull(
    name: Annotated[str, typer.Argument(help="as Ollama calls it, such as qwen2.5:7b")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Let Ollama fetch a model from the internet."""
    from rag.llm.ollama_library import pull_model
    from rag.settings import load_settings
    from ui.terminal import transfer_progress

    model = load_settings(config).model
    with transfer_progress() as progress:
        pull_model(model.ollama_host, name, timeout=model.timeout, progress=progress)
    _tell_kept(name, as_json=as_json)


@commands.command("import")
def import_(
    name: Annotated[
        str | None,
        typer.Argument(
            help="a bundled model, or a GGUF file; else model.embedded_model",
            autocompletion=complete_models,
        ),
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Put the bundled model into an Ollama that has no internet."""
    from rag.llm.ollama_library import import_model, name_in_ollama
    from rag.llm.weights import BUNDLED_MODELS, bundled_model_path, weights_digest
    from rag.settings import load_settings
    from ui.terminal import transfer_progress, waiting

    model = load_settings(config).model
    wanted = name or model.embedded_model
    with waiting("Reading the model"):
        path = bundled_model_path(wanted)
        sha256 = weights_digest(path, name=wanted)
    kept_as = name_in_ollama(wanted)
    with transfer_progress() as progress:
        import_model(
            model.ollama_host,
            path,
            sha256=sha256,
            name=kept_as,
            chatml=wanted in {each.name for each in BUNDLED_MODELS},
            timeout=model.timeout,
            progress=progress,
        )
    _tell_kept(kept_as, as_json=as_json)


def _tell_kept(name: str, *, as_json: bool) -> None:
    from rag.schema import ModelInfo
    from ui.commands.printing import print_json
    from ui.terminal import harmless

    if as_json:
        print_json(ModelInfo(backend="ollama", name=name))
        return
    shown = harmless(name)
    typer.echo(f"Ollama has {shown}: ask with --backend ollama --model {shown}.")
