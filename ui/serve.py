"""Starts the browser front end: Streamlit with the options it needs, wherever it is installed."""

import importlib.util
import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from kb.base import HOME_VARIABLE, Settings
from kb.errors import PolicyKBError, UsageError

ADDRESS, PORT = "127.0.0.1", 8501
FONT = "Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, WenQuanYi Micro Hei, sans-serif"

OPTIONS = {
    # Usage statistics off; with no address set the server would ask an outside host for its public address.
    "browser.gatherUsageStats": "false",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    # Above the reader's own limit, so that a file too large is refused in Chinese, with the reason.
    "server.maxUploadSize": "260",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
    "logger.hideWelcomeMessage": "true",
    "theme.base": "light",
    "theme.primaryColor": "#1a4f8b",
    "theme.font": FONT,
    "theme.headingFont": FONT,
}


def command(address: str = ADDRESS, port: int = PORT) -> list[str]:
    """The command line of the server's own process."""
    return [sys.executable, "-m", "ui.serve", address, str(port)]


def options(address: str = ADDRESS, port: int = PORT) -> list[str]:
    """What Streamlit is told to serve, and how."""
    chosen = OPTIONS | {
        "server.address": address,
        "browser.serverAddress": address,
        "server.port": str(port),
        "server.headless": str(_headless()).lower(),
    }
    app = Path(__file__).with_name("app.py")
    return ["run", str(app), *(f"--{name}={value}" for name, value in chosen.items())]


def serve(address: str, port: int) -> None:
    """Serve in this process until stopped. The knowledge base is opened and warmed up before anybody is let in; when it
    cannot be opened, every page says why."""
    from streamlit.web import cli

    try:
        with _without_warnings():
            from ui import state

            state.knowledge_base()
    except PolicyKBError as error:
        print(error, file=sys.stderr, flush=True)
    print(f"请在浏览器打开 http://{address}:{port}（按 Ctrl+C 停止）", flush=True)
    cli.main(options(address, port), prog_name="streamlit")


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Streamlit warns, in English, of whatever is cached where no page is being drawn."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def run(settings: Settings, address: str = ADDRESS, port: int = PORT) -> NoReturn:
    """Become the server, until it is stopped. Raises UsageError without Streamlit or a free port."""
    if importlib.util.find_spec("streamlit") is None:
        raise UsageError("没有安装 streamlit，无法打开浏览器界面；请重新安装 policykb")
    _check_free(address, port)
    print(f"知识库：{settings.home}\n正在打开……", flush=True)
    environment = os.environ | {HOME_VARIABLE: str(settings.home.absolute())}
    if settings.encoder:
        environment["POLICYKB_ENCODER"] = settings.encoder
    # Replacing this process hands signals straight to the server: no orphan is left when it is told to stop.
    os.execve(sys.executable, command(address, port), environment)


def _check_free(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise UsageError(
                f"{address}:{port} 用不了（{error.strerror}）；可能已有一个在运行，或用 --port 换一个端口"
            ) from error


def _headless() -> bool:
    """Whether there is no screen to open a browser on."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not screen


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
