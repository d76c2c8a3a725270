"""Pages of a PDF as pictures, to be seen beside its text."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import streamlit as st

WINDOW = 8  # pages drawn at once: about 0.05 s and 60 kB each
_WIDTH = 760  # pixels
_pdfium = Lock()  # PDFium may be used by one thread at a time


@st.cache_data(show_spinner=False, max_entries=30)
def around(path: str, page: int) -> tuple[int, int, Sequence[str]]:
    """How many pages the file has, the first (from 1) of up to `WINDOW` of them around `page`, and these as data
    addresses. No pages where the file cannot be drawn."""
    import pypdfium2

    with _pdfium:
        try:
            pdf = pypdfium2.PdfDocument(Path(path))
        except (pypdfium2.PdfiumError, OSError):
            return 0, 1, ()
        try:
            first = max(1, min(page - 1, len(pdf) - WINDOW + 1))
            shown = range(first, min(len(pdf), first + WINDOW - 1) + 1)
            return len(pdf), first, tuple(_picture(pdf[number - 1]) for number in shown)
        except pypdfium2.PdfiumError:
            return 0, 1, ()
        finally:
            pdf.close()


def _picture(page: "object") -> str:
    image = page.render(scale=_WIDTH / page.get_width()).to_pil().convert("RGB")  # type: ignore[attr-defined]
    held = io.BytesIO()
    image.save(held, "WEBP", quality=70, method=0)
    return "data:image/webp;base64," + base64.b64encode(held.getvalue()).decode()


def pane(pages: Sequence[str], first: int, count: int) -> str:
    """The pictures one below the other; `browser.js` keeps them beside the text."""
    figures = "".join(
        f'<figure data-with="{n}"><img src="{source}" alt="原件第 {n} 页"><figcaption>第 {n} 页，共 {count} 页'
        "</figcaption></figure>"
        for n, source in enumerate(pages, first)
    )
    role = 'tabindex="0" role="region" aria-label="原件页面"'
    return f'<div class="kb-scroll kb-pages" data-beside=".kb-text" {role}>{figures}</div>'
