"""What the server runs: `python -m uvicorn api.main:app`."""

from fastapi import FastAPI

from api import slots
from api.app import create_app
from core.logs import configure
from core.settings import settings


def _start() -> FastAPI:
    slots.take()
    configured = settings()
    configure(
        "app",
        data_dir=configured.data_dir,
        level=configured.log_level,
        most_bytes=configured.log_file_bytes,
        keep=configured.log_files,
        in_background=True,
    )
    return create_app(configured)


app = _start()
