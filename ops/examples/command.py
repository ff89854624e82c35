"""`./lotwise examples FILE.json`: the engine against published and verified numbers."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import typer

from ops.examples.models import ModelMissing, Values
from ops.examples.models_stock import MODELS
from ops.examples.refusals import is_refused

Tier = Literal["must", "should", "moonshot", "all"]

DEFAULT_REL_TOL = 1e-9  # for the few cases that state none
# A percentage that is the difference of two nearly equal costs has lost its last digits already.
PERCENT_ABS_TOL = 1e-12
# What the cases note about other programs for comparison; no answer of the model itself.
ABOUT_OTHERS = ("silver_", "luc_", "ppb_", "optimal_cost_WW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One case the engine answers otherwise, or not at all."""

    id: str
    model: str
    tier: str
    is_missing: bool
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run over the cases of one tier ended."""

    agree: int
    cases: int
    disagreements: tuple[Disagreement, ...]


def compare(cases: Sequence[Mapping[str, Any]], tier: str = "all") -> Outcome:
    """Run the cases of a tier through the engine."""
    chosen = [case for case in cases if tier in ("all", case["tier"])]
    found = [disagreement for case in chosen if (disagreement := _run(case)) is not None]
    return Outcome(agree=len(chosen) - len(found), cases=len(chosen), disagreements=tuple(found))


def _run(case: Mapping[str, Any]) -> Disagreement | None:
    is_missing = False
    try:
        message = _difference(case)
    except ModelMissing as error:
        is_missing, message = True, f"missing: the engine has no {error}"
    except Exception as error:  # noqa: BLE001 - whatever the engine raises is a disagreement, not our end
        message = f"raised {type(error).__name__}: {error}"
    if not message:
        return None
    return Disagreement(
        id=case["id"], model=case["model"], tier=case["tier"], is_missing=is_missing, message=message
    )


def _difference(case: Mapping[str, Any]) -> str:
    """What the engine says otherwise, empty when it agrees."""
    expected: Values = case["expected"]
    if expected.get("kind") == "validation":
        return "" if is_refused(case["model"], case["input"]) else "expected to be refused, was accepted"
    if case["model"] not in MODELS:
        raise ModelMissing(case["model"])
    answer = MODELS[case["model"]](case["input"])
    tolerance = case.get("rel_tol", DEFAULT_REL_TOL)
    wrong = [
        f"{name}: expected {value!r}, got {_plain(answer.get(name))!r}"
        for name, value in expected.items()
        if not name.startswith(ABOUT_OTHERS) and not _agrees(name, value, answer.get(name), tolerance)
    ]
    return "; ".join(wrong)


def _agrees(name: str, expected: object, got: object, tolerance: float) -> bool:
    """Equal words and truths, close numbers, lists element by element."""
    got = _plain(got)
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(_agrees(name, *pair, tolerance) for pair in zip(expected, got, strict=True))
        )
    if isinstance(expected, bool | str) or isinstance(got, bool | str) or got is None:
        return type(expected) is type(got) and expected == got
    if not isinstance(expected, int | float) or not isinstance(got, int | float):
        return False
    absolute = PERCENT_ABS_TOL if name.endswith("_pct") else 0.0
    if expected == 0.0:
        absolute = 1e-12  # nothing is relative to zero
    return math.isclose(got, expected, rel_tol=tolerance, abs_tol=absolute)


def _plain(value: object) -> object:
    """A numpy scalar, array or list of them as Python's own; an array of one as its element."""
    if isinstance(value, list):
        return [_plain(element) for element in value]
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def examples(
    file: Annotated[Path, typer.Argument(help="cases in the format of worked_examples.json")],
    tier: Annotated[Tier, typer.Option(help="which cases, by their own tier")] = "all",
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of lines")] = False,
) -> None:
    """Run worked examples through the engine: exit 0 all agree, 1 some do not, 2 unreadable file."""
    try:
        cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        typer.echo(f"{file} holds no cases: {error}", err=True)
        raise typer.Exit(2) from error
    outcome = compare(cases, tier)
    if as_json:
        typer.echo(json.dumps(asdict(outcome), indent=2))
    else:
        for each in outcome.disagreements:
            typer.echo(f"{each.id} ({each.tier}, {each.model}): {each.message}")
        typer.echo(f"{outcome.agree} of {outcome.cases} agree")
    raise typer.Exit(0 if outcome.agree == outcome.cases else 1)
