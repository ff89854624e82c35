"""Addresses inside the desk: its pages and the files it passes on."""

from html import escape
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

import streamlit as st

from ui import access

CALCULATE: Final = "views/calculate.py"
UPLOAD: Final = "views/upload.py"
JOBS: Final = "views/jobs.py"
JOB: Final = "views/job.py"
CATALOGUES: Final = "views/catalogues.py"
CATALOGUE: Final = "views/catalogue.py"
COMPANY: Final = "views/company.py"
READINGS: Final = "views/readings.py"
CALCULATIONS: Final = "views/calculations.py"
STATUS: Final = "views/status.py"
PEOPLE: Final = "views/people.py"
KEYS: Final = "views/keys.py"
WEBHOOKS: Final = "views/webhooks.py"
ACCOUNT: Final = "views/account.py"


def to_upload(label: str) -> None:
    """A link to the upload, for those who have that page."""
    if access.may("jobs:write"):
        st.page_link(UPLOAD, label=label, icon=":material/upload_file:")


class File(NamedTuple):
    """A file to download: what it is called on the button, where the API has it, and what it is for."""

    label: str
    path: str
    help: str = ""
    query: dict[str, str] | None = None


def downloads(files: list[File], *, key: str, what: str = "Downloads") -> None:
    """Links drawn as buttons; the browser fetches a file, in pieces through the desk, when it is clicked.

    `what` they are is said to those who cannot see them.
    """
    base = "/" + st.get_option("server.baseUrlPath").strip("/")
    anchors = []
    for file in files:
        query = f"?{urlencode(file.query)}" if file.query else ""
        address = f"{base.rstrip('/')}/desk/files/{quote(file.path)}{query}"
        anchors.append(
            f'<a class="lw-file" href="{escape(address)}" target="_self" title="{escape(file.help)}">'
            f"{escape(file.label)}</a>"
        )
    with st.container(key=key, width="content"):
        st.html(f'<nav class="lw-files" aria-label="{escape(what)}">{"".join(anchors)}</nav>')
