"""`dateline mcp`: the collection as tools, for an agent that starts this program."""

from ui.commands.options import DEFAULT_INDEX, Config, Index


def mcp(config: Config = None, index: Index = DEFAULT_INDEX) -> None:
    """Serve the Model Context Protocol on standard input and output."""
    from rag.serving.mcp.server import build_mcp
    from rag.serving.mcp.stdio import serve_stdio
    from ui.commands.opening import read_settings
    from ui.server.services import make_services

    serve_stdio(build_mcp(make_services(read_settings(config), index=index)))
