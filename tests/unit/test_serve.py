import socket
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import ServerSettings, Settings
from ui.server.serve import serve


def test_a_port_in_use_is_told_before_anything_loads(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(server=ServerSettings(port=port))
        with pytest.raises(SettingsError) as told:
            serve(settings, index=tmp_path)
    assert str(told.value) == f"Port {port} is in use. Choose another with --port."


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    settings = Settings(server=ServerSettings(host="192.0.2.1", port=0))
    with pytest.raises(SettingsError, match=r"Can't listen on 192\.0\.2\.1:0"):
        serve(settings, index=tmp_path)
