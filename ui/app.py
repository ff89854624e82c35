"""What `streamlit run ui/app.py` starts: the pages of `ui/desk.py` and routes of our own."""

from pathlib import Path

import streamlit as st
from streamlit import config

from ui.routes import ROUTES
from ui.surroundings import max_upload_mib

# Streamlit reads it at every upload; the one place to set it is LOTWISE_MAX_UPLOAD_BYTES.
config.set_option("server.maxUploadSize", max_upload_mib())

app = st.App(Path(__file__).parent / "desk.py", routes=ROUTES)
