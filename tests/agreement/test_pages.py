"""Pages written from the code say what the code says."""

import importlib
import inspect
import pkgutil

import core.inventory
from ops.pages import glossary, metrics, models


def test_the_glossary_is_current() -> None:
    """core/GLOSSARY.md is what `python -m ops.pages.glossary` writes."""
    assert glossary.PAGE.read_text(encoding="utf-8") == glossary.page()


def test_the_metrics_page_is_current() -> None:
    """ops/docs/metrics.md is what `python -m ops.pages.metrics` writes."""
    assert metrics.PAGE.read_text(encoding="utf-8") == metrics.page()


def test_the_models_page_is_current() -> None:
    """ops/docs/models.md is what `python -m ops.pages.models` writes."""
    assert models.PAGE.read_text(encoding="utf-8") == models.page()


def test_every_model_with_a_source_is_on_the_models_page() -> None:
    """A function whose docstring has parameters and a source is a model, and no model is left out."""
    shown = {(module, name) for _, module, name in models.MODELS}
    found = set()
    for info in pkgutil.iter_modules(core.inventory.__path__):
        module = importlib.import_module(f"core.inventory.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            text = inspect.getdoc(function) or ""
            if function.__module__ == module.__name__ and "Parameters\n" in text and "Source\n" in text:
                found.add((info.name, name))
    assert found <= shown, found - shown


def test_every_model_says_where_it_is_from_and_when_not_to_use_it() -> None:
    """Formula, symbols, source and limits: a docstring a planner's question can be answered from."""
    for _, module, name in models.MODELS:
        function = getattr(importlib.import_module(f"core.inventory.{module}"), name)
        text = inspect.getdoc(function) or ""
        assert ">>>" in text, (module, name)
        if "Parameters\n" in text and module not in {"history", "lead_time", "joint"}:
            assert "not" in text.split("Parameters\n")[0], (module, name)
