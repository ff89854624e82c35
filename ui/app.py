"""What `streamlit run ui/app.py` starts: the pages of `ui/desk.py` and routes of our own."""

import logging
from pathlib import Path

import streamlit as st
from streamlit import config

from ui.routes import ROUTES
from ui.surroundings import max_upload_mib

# Streamlit reads it at every upload; the one place to set it is LOTWISE_MAX_UPLOAD_BYTES.
config.set_option("server.maxUploadSize", max_upload_mib())

# A line for every script and picture a browser loads would bury what the other processes say in `up`.
logging.getLogger("uvicorn.access").setLevel(logging.WARNING)

app = st.App(Path(__file__).parent / "desk.py", routes=ROUTES)
