"""Starts the browser front end: Streamlit with the options it needs, wherever it is installed."""

import importlib.util
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from kb.base import HOME_VARIABLE, Settings
from kb.errors import UsageError

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
    """The command line that serves on this address."""
    options = OPTIONS | {
        "server.address": address,
        "browser.serverAddress": address,
        "server.port": str(port),
        "server.headless": str(_headless()).lower(),
    }
    app = Path(__file__).with_name("app.py")
    return [
        *(sys.executable, "-m", "streamlit", "run", str(app)),
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def run(settings: Settings, address: str = ADDRESS, port: int = PORT) -> NoReturn:
    """Become the server, until it is stopped. Raises UsageError without Streamlit or a free port."""
    if importlib.util.find_spec("streamlit") is None:
        raise UsageError("没有安装 streamlit，无法打开浏览器界面；请重新安装 policykb")
    _check_free(address, port)
    print(f"知识库：{settings.home}\n请在浏览器打开 http://{address}:{port}（按 Ctrl+C 停止）", flush=True)
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
