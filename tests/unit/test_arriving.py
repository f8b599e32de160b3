"""What was on its way when a server was killed is deleted, but not what another one receives."""

from pathlib import Path

from rag.index.uploads import arriving_folder
from ui.server.arriving import receiving


def test_the_first_server_clears_and_the_next_leaves_what_is_on_its_way(tmp_path: Path) -> None:
    on_its_way = arriving_folder(tmp_path) / "somewhere" / "article.txt"

    def send() -> None:
        on_its_way.parent.mkdir(parents=True)
        on_its_way.touch()

    send()
    with receiving(tmp_path):
        assert not on_its_way.exists()
        send()
        with receiving(tmp_path):
            assert on_its_way.exists()
        assert on_its_way.exists()
    with receiving(tmp_path):
        assert not on_its_way.exists()
