"""What a click asks the API to do: done, said, and the page drawn anew as things are now."""

from collections.abc import Callable

import streamlit as st

from ui import trouble
from ui.asking.problems import ApiError, NotSignedIn
from ui.words import plain


def do(act: Callable[[], object], words: str = "") -> None:
    """Do it and say `words`; a refusal is said in place, and the page stays as it is."""
    try:
        act()
    except NotSignedIn:
        raise  # `trouble.told` around the page leads back to the sign-in
    except ApiError as error:
        trouble.show(error)
        return
    if words:
        st.toast(plain(words), icon=":material/check:")
    st.rerun()
