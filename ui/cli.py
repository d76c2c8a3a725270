"""The terminal: `policykb <command>`. Heavy rooms are imported by the command that needs them."""

import argparse
import json
import sys
from pathlib import Path

from kb.errors import PolicyKBError


def _parse(args: argparse.Namespace) -> int:
    from ingest.pipeline import parse, to_json

    print(json.dumps(to_json(parse(Path(args.file))), ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="policykb", description="政策文件知识库")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")
    parse = commands.add_parser("parse", help="解析一份文件，不入库")
    parse.add_argument("file")
    parse.add_argument("--json", action="store_true")
    parse.set_defaults(run=_parse)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; errors are one Chinese line on standard error and exit code 1."""
    args = _parser().parse_args(argv)
    try:
        run = args.run
        return int(run(args))
    except PolicyKBError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
