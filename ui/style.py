"""The few rules of style Streamlit's theme has no setting for."""

from typing import Final

import streamlit as st

_CSS: Final = """
<style>
.stApp { font-variant-numeric: tabular-nums; }
.stMainBlockContainer { max-width: 1320px; padding: 2.2rem 2.4rem 3rem !important; }
.stMainBlockContainer h1 { padding: .2rem 0 .4rem; }
.stMain [data-testid="stPageLink-NavLink"] { padding-left: 0; margin-left: 0; }
.st-key-sign_in_place { margin-top: 9vh; }
header.stAppHeader { background: transparent; }
h1 a, h2 a, h3 a, [data-testid="stHeaderActionElements"] { display: none; }
/* Small print and chosen buttons, so that they read on their ground (WCAG AA, 4.5 to 1). */
[data-testid="stCaptionContainer"] { opacity: .74; }
[data-variant="segmented_control"][aria-checked="true"] { color: inherit !important; font-weight: 600; }
.stMarkdownBadge { white-space: normal; }
[data-testid="stMetricLabel"] p { font-size: .82rem; opacity: .8; }
.lw-answer { font-size: 1.3rem; line-height: 1.45; font-weight: 500; margin: .1rem 0 .3rem;
  max-width: 46rem; }
.lw-facts { width: 100%; border-collapse: collapse; font-size: .92rem; }
.lw-facts caption { text-align: left; font-weight: 600; padding: 0 0 .35rem; }
.lw-facts th { text-align: left; font-weight: 400; opacity: .78; padding: .28rem .5rem .28rem 0;
  vertical-align: top; }
.lw-facts td { text-align: right; padding: .28rem 0; white-space: nowrap; vertical-align: top; }
.lw-facts tr + tr > * { border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.st-key-jobs_head, .st-key-catalogues_head { padding: 0 1rem; margin-bottom: -.6rem; }
.lw-files { display: flex; flex-wrap: wrap; gap: .5rem; }
.lw-file { border: 1px solid color-mix(in srgb, currentColor 26%, transparent); border-radius: 6px;
  padding: .36rem .8rem;
  font-size: .92rem; text-decoration: none !important; color: inherit !important; line-height: 1.5; }
.st-key-downloads .lw-file:first-child { font-weight: 600; border-color: currentColor; }
/* Where the keyboard is, in what Streamlit marks only for the mouse. */
:is([data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"],
  [data-testid="stBaseButton-elementToolbar"]):focus-visible,
  .stRadio label:has(input:focus-visible), .stCheckbox label:has(input:focus-visible) {
  outline: 2px solid #3b8ac4 !important; outline-offset: 1px; }
[data-testid="stElementToolbar"]:focus-within { opacity: 1 !important; pointer-events: auto !important; }
.lw-file:hover, .lw-file:focus-visible { border-color: currentColor; }
/* On a tablet: figures two beside each other, halves below each other. */
@media (max-width: 1000px) {
  .st-key-summary { flex-wrap: wrap; }
  .st-key-summary > * { min-width: 44% !important; flex: 1 1 44% !important; }
  .st-key-calculate_halves > * > [data-testid="stHorizontalBlock"],
  .st-key-calculate_halves > [data-testid="stHorizontalBlock"],
  .st-key-charts > * > [data-testid="stHorizontalBlock"],
  .st-key-charts > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-calculate_halves > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-calculate_halves > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-charts > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-charts > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { width: 100%;
    flex: 1 1 100%; min-width: 100%; }
}
</style>
"""


def apply() -> None:
    """Add the rules to the page."""
    st.html(_CSS)
