"""How the server is started."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from kb.base import Settings
from kb.errors import UsageError
from ui import serve


def test_nothing_is_sent_out_and_only_this_machine_is_served() -> None:
    command = serve.command()
    assert "--browser.gatherUsageStats=false" in command
    assert "--server.address=127.0.0.1" in command
    assert "--server.port=8501" in command
    assert "--client.toolbarMode=minimal" in command
    assert Path(command[4]).is_file()


def test_no_browser_is_opened_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "--server.headless=true" in serve.command()
    monkeypatch.setenv("DISPLAY", ":0")
    assert "--server.headless=false" in serve.command()


def test_a_port_in_use_is_one_chinese_line(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind((serve.ADDRESS, 0))
        taken.listen()
        with pytest.raises(UsageError, match="--port"):
            serve.run(Settings(tmp_path), port=taken.getsockname()[1])
