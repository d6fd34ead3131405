"""The pages in ``docs/`` that are written from the code say what the code says."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_authority_page_is_the_table_of_the_code() -> None:
    written = runpy.run_path(str(ROOT / "scripts" / "write_docs.py"))
    page = (ROOT / "docs" / "authority.md").read_text("utf-8")
    assert page == written["authority_page"](), "run: .venv/bin/python scripts/write_docs.py"
