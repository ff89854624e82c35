"""Writes ops/docs/models.md from the docstrings of the models: `python -m ops.pages.models`."""

import importlib
import inspect
import re
from pathlib import Path

from ops.root import ROOT

PAGE = ROOT / "ops" / "docs" / "models.md"

# In the order a decision uses them: module, then its public function.
MODELS: tuple[tuple[str, str, str], ...] = (
    ("Economic order quantity", "eoq", "eoq"),
    ("Sensitivity", "sensitivity", "cost_ratio"),
    ("The band of good lots", "sensitivity", "robustness_band"),
    ("Power-of-two intervals", "power_of_two", "power_of_two_interval"),
    ("Feasible quantity", "feasible", "feasible_quantity"),
    ("All-units discount", "all_units", "all_units_discount"),
    ("Incremental discount", "incremental", "incremental_discount"),
    ("Economic production quantity", "epq", "epq"),
    ("Planned backorders", "backorders", "planned_backorders"),
    ("Stock or not", "lost_sales", "stock_or_not"),
    ("Lead-time demand", "lead_time", "lead_time_demand"),
    ("Choice of distribution", "distribution", "choose"),
    ("Reorder point, normal", "normal", "reorder_point"),
    ("Reorder point, gamma", "gamma", "reorder_point"),
    ("Reorder point, Poisson", "poisson", "reorder_point"),
    ("Reorder point, negative binomial", "negative_binomial", "reorder_point"),
    ("Reorder point by fill rate", "fill_rate", "reorder_point"),
    ("Periodic order-up-to", "periodic", "order_up_to"),
    ("Order now", "order_now", "order_decision"),
    ("Purchase units", "purchase_unit", "round_up"),
    ("Demand from history", "history", "from_periods"),
    ("Demand to plan with", "history", "judge"),
    ("Intermittent demand", "intermittent", "forecast"),
    ("ABC", "classify", "rank"),
    ("XYZ", "classify", "xyz"),
    ("Shared budget or space", "portfolio", "shared_limit"),
    ("Exchange curve", "exchange", "exchange_curve"),
    ("Joint replenishment", "joint", "joint_replenishment"),
)
_HEADINGS = {"Parameters", "Returns", "Source", "Example", "Raises"}
_INTRODUCTION = """# Models

Every formula Lotwise decides with: what it is for and when not to use it, symbols and units, source, and a
worked example that the tests run. Written from the docstrings of `core/inventory` by
`python -m ops.pages.models`; a test compares the two. `core/inventory/decide.py` puts them together; what is
refused or doubted in the input is in `core/inventory/limits.py`, the words are in `core/GLOSSARY.md`.

Shape `(n,)` means one number an item: the same function decides one item or a million.
"""


def page() -> str:
    """Return the text of the page."""
    contents = "\n".join(f"- [{title}](#{_anchor(title)})" for title, _, _ in MODELS)
    return "\n".join([_INTRODUCTION, contents, "", *(_section(*model) for model in MODELS)])


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def _section(title: str, module: str, name: str) -> str:
    function = getattr(importlib.import_module(f"core.inventory.{module}"), name)
    lines = (inspect.getdoc(function) or "").splitlines()
    body: list[str] = [f"## {title}", "", f"`core.inventory.{module}.{name}`", ""]
    in_code = False
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if line in _HEADINGS and following.startswith("---"):
            body += [f"**{line}**", ""]
        elif line.startswith("---"):
            continue
        elif line.startswith(">>>") and not in_code:
            in_code = True
            body += ["```python", line]
        elif in_code and not line.strip():
            in_code = False
            body += ["```", ""]
        elif in_code:
            body.append(line)
        else:
            body.append(_item(line))
    if in_code:
        body.append("```")
    return "\n".join(body).rstrip() + "\n"


def _item(line: str) -> str:
    named = re.match(r"^([a-z_, ]+) : (.*)$", line)
    return f"- `{named[1]}`: {named[2]}" if named else line.replace("    ", "  ", 1)


def main() -> None:
    """Write the page."""
    Path(PAGE).parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
