"""The browser front end: `streamlit run ui/app.py`, or `policykb serve`, which sets its options."""

import logging
from pathlib import Path

import streamlit as st

from kb.errors import PolicyKBError
from ui import parts, state

HERE = Path(__file__).parent
ARRIVED = "app.arrived"
_log = logging.getLogger(__name__)


def main() -> None:
    """Draw the navigation and the page it points to."""
    # A Material symbol or an emoji as page icon would be fetched from an outside host; a file is not.
    st.set_page_config(page_title="政策知识库", page_icon=str(HERE / "icon.svg"), layout="wide")
    st.html(HERE / "style.css")
    parts.prepare_browser(state.visitor())
    count = len(state.collected())
    page = st.navigation(
        {
            "政策知识库": [
                st.Page(parts.ASK, title="问答", icon=":material/search:", default=True),
                st.Page(parts.TARGETS, title="目标指标", icon=":material/flag:", url_path="targets"),
                st.Page(parts.DUTIES, title="责任分工", icon=":material/groups:", url_path="duties"),
                st.Page(parts.COMPARE, title="政策对照", icon=":material/compare_arrows:", url_path="compare"),
                st.Page(parts.LIBRARY, title="文件库", icon=":material/folder_open:", url_path="library"),
                st.Page(parts.READER, title="阅读", icon=":material/menu_book:", url_path="reader"),
                st.Page(
                    parts.EXCERPTS,
                    title=f"摘编（{count}）" if count else "摘编",
                    icon=":material/bookmarks:",
                    url_path="excerpts",
                ),
            ]
        }
    )
    # Only as a session starts: going back from the reader comes here with the reader's words in the address.
    arrived = st.session_state.setdefault(ARRIVED, False)
    st.session_state[ARRIVED] = True
    if not arrived and page.url_path == "" and "clause" in st.query_params:
        st.switch_page(parts.READER, query_params=st.query_params.to_dict())
    try:
        page.run()
    except PolicyKBError as error:
        parts.notice(str(error), "bad")
    except Exception:
        _log.exception("page %s failed", page.title)
        parts.notice("这一页出错了，请刷新重试；详细原因已写入运行日志。", "bad")


main()
