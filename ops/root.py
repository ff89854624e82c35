"""The folder Lotwise is run from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
