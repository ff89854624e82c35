"""The frame around every page: who is signed in, where one can go, and the page itself."""

from pathlib import Path

import streamlit as st

from ui import access, links, rights, shown_once, style
from ui.views import sign_in

_LOGO = Path(__file__).parent / "images" / "lotwise.svg"


def show() -> None:
    """Draw the frame and the page the address names; the address survives a sign-in."""
    st.set_page_config(page_title="Lotwise", page_icon=str(_LOGO), layout="wide", initial_sidebar_state=220)
    style.apply()
    signed_in = access.is_signed_in()
    works = not signed_in or access.may("jobs:write")
    administers = signed_in and access.may(rights.ADMIN)
    audits = not signed_in or access.may("audit:read")
    audit = st.Page(links.CALCULATIONS, title="Calculations", icon=":material/history:")
    doors = [
        st.Page(links.PEOPLE, title="People", icon=":material/group:"),
        st.Page(links.KEYS, title="API keys", icon=":material/key:"),
        st.Page(links.WEBHOOKS, title="Webhooks", icon=":material/webhook:"),
    ]
    first = st.Page(links.UPLOAD, title="Upload a sheet", icon=":material/upload_file:", default=True)
    page = st.navigation(
        [
            *([first] if works else []),
            st.Page(links.CALCULATE, title="Calculate one SKU", icon=":material/calculate:"),
            st.Page(links.JOBS, title="Jobs", icon=":material/list_alt:", default=not works),
            st.Page(links.CATALOGUES, title="Catalogues", icon=":material/inventory_2:"),
            *([audit] if audits else []),
            st.Page(links.COMPANY, title="Company defaults", icon=":material/tune:"),
            st.Page(links.READINGS, title="Remembered sheets", icon=":material/psychology:"),
            *(doors if administers else []),
            st.Page(links.STATUS, title="Status", icon=":material/monitor_heart:"),
            st.Page(links.ACCOUNT, title="My account", icon=":material/account_circle:"),
            st.Page(links.JOB, title="Job", url_path="job", visibility="hidden"),
            st.Page(links.CATALOGUE, title="Catalogue", url_path="catalogue", visibility="hidden"),
        ],
        position="sidebar" if signed_in else "hidden",
        expanded=True,
    )
    if not signed_in:
        sign_in.show()
        return
    access.keep_over_reload()
    st.logo(str(_LOGO), size="large")
    with st.sidebar, st.container(key="sign_out_place"):
        st.button("Sign out", icon=":material/logout:", type="tertiary", on_click=access.sign_out)
    shown_once.leave(page.url_path)
    page.run()


if __name__ == "__main__":
    show()
