"""The files of a job: the workbook at hand, all others behind one button."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import access, links
from ui.asking import reports
from ui.asking.problems import ApiError
from ui.links import File
from ui.words import is_run, plain

_COMMA = {"delimiter": ";", "decimal": ","}


def draw(job: Mapping[str, Any]) -> None:
    """Links; nothing is fetched before the click."""
    at = f"jobs/{job['id']}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        if not job["progress"]["rows_done"]:
            if is_run(job):
                return
            links.downloads(
                [File("Original file", f"{at}/file", "The sheet as it was sent")], key="downloads"
            )
            return
        links.downloads(
            [File("Excel", f"{at}/decisions.xlsx", "Decisions, orders by supplier, summary and errors")],
            key="downloads",
        )
        with st.popover("All downloads", icon=":material/download:"):
            _draw_all(job, at)


def _draw_all(job: Mapping[str, Any], at: str) -> None:
    st.markdown("**Decisions, every item**" if is_run(job) else "**Decisions, every row of the sheet**")
    links.downloads(
        [
            File("CSV", f"{at}/decisions.csv", "Comma between values, decimal point"),
            File("CSV, decimal comma", f"{at}/decisions.csv", "For Excel in most of Europe", _COMMA),
            File("JSON lines", f"{at}/decisions.jsonl", "One decision a line, for programs"),
            File("Parquet", f"{at}/decisions.parquet", "For data tools"),
        ],
        key="decision_files",
        what="Decisions",
    )
    st.markdown("**Today's orders, for your ERP**")
    try:
        templates = reports.order_templates(access.client())
    except ApiError as error:
        st.caption(plain(error.message))
    else:
        links.downloads(
            [
                File(
                    one.get("title") or one["name"],
                    f"{at}/orders.csv",
                    "A line for each SKU to order today",
                    {"template": one["name"]},
                )
                for one in templates
            ],
            key="order_files",
            what="Today's orders",
        )
    files = [] if is_run(job) else [_original(at)]
    if job["progress"]["rows_failed"]:
        said = "The refused rows with cell and reason; mend them there and upload that file"
        files = [
            File("Refused rows, Excel", f"{at}/errors.xlsx", said),
            File("Refused rows, CSV", f"{at}/errors.csv", said),
            *files,
        ]
    if not files:
        return
    st.markdown("**The sheet**")
    links.downloads(files, key="sheet_files", what="The sheet")


def _original(at: str) -> File:
    return File("Original file", f"{at}/file", "The sheet as it was sent")
