"""How the server is started."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from kb.base import KnowledgeBase, Settings
from kb.errors import UsageError
from ui import serve, state


def test_nothing_is_sent_out_and_only_this_machine_is_served() -> None:
    options = serve.options()
    assert "--browser.gatherUsageStats=false" in options
    assert "--server.address=127.0.0.1" in options
    assert "--server.port=8501" in options
    assert "--client.toolbarMode=minimal" in options
    assert Path(options[1]).is_file()


def test_no_browser_is_opened_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "--server.headless=true" in serve.options()
    monkeypatch.setenv("DISPLAY", ":0")
    assert "--server.headless=false" in serve.options()


def test_it_is_warmed_up_before_it_says_ready(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    warm = KnowledgeBase.warm
    monkeypatch.setattr(KnowledgeBase, "warm", lambda kb: (done.append(f"{kb.settings.home}"), warm(kb)))

    def served(options: list[str], prog_name: str) -> None:
        done.append(capsys.readouterr().out)
        assert state.knowledge_base().documents()  # as every page does: the same one, warm already

    monkeypatch.setattr("streamlit.web.cli.main", served)
    serve.serve(serve.ADDRESS, serve.PORT)
    warmed, said = done
    assert warmed == str(home)
    assert "请在浏览器打开 http://127.0.0.1:8501" in said


def test_a_knowledge_base_that_cannot_be_opened_is_told_and_served(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICYKB_ENCODER", str(home / "没有"))
    served: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda options, prog_name: served.append(options))
    serve.serve(serve.ADDRESS, serve.PORT)
    assert "没有这个编码器文件夹" in capsys.readouterr().err
    assert served == [serve.options()]


def test_a_port_in_use_is_one_chinese_line(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind((serve.ADDRESS, 0))
        taken.listen()
        with pytest.raises(UsageError, match="--port"):
            serve.run(Settings(tmp_path), port=taken.getsockname()[1])
