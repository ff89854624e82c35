"""The same question for a terminal: what was asked here, as a command an engineer can paste."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.surroundings import outer_api_url


def draw(item: Mapping[str, Any]) -> None:
    """The command, folded away; the key stays a variable of the shell."""
    with st.expander("Copy as curl", icon=":material/terminal:"):
        # Without a language: the colours of one do not read on the ground.
        st.code(command(item, outer_api_url(st.context.url)), language=None, wrap_lines=True)
        st.caption("Put your API key into `LOTWISE_KEY` first: `export LOTWISE_KEY=lw_...`")


def command(item: Mapping[str, Any], api_url: str) -> str:
    """The call of /eoq with this item, of the API at this address."""
    body = json.dumps(dict(item), ensure_ascii=False)
    return (
        f"curl -sS {shlex.quote(api_url + '/eoq')} \\\n"
        '  -H "x-api-key: $LOTWISE_KEY" -H "content-type: application/json" \\\n'
        f"  -d {shlex.quote(body)}"
    )
