"""Settings from `LOTWISE_*` environment variables; the README lists them and a test compares."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.webhooks import networks

DEVELOPMENT_PEPPER = "development-only-pepper"
# 16 random bytes in hex are 32; fewer characters were chosen by a person in a hurry.
_LEAST_SECRET_CHARACTERS = 16


class Settings(BaseSettings):
    """What an operator can set. Every process reads the same variables."""

    model_config = SettingsConfigDict(env_prefix="LOTWISE_", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(
        default="development", description="production refuses default secrets"
    )
    database_url: str = Field(
        default="", description="PostgreSQL 15-18, postgresql://user:password@host/name; empty: embedded"
    )
    redis_url: str = Field(
        default="", description="Redis or Valkey, redis://:password@host:port/0; empty: embedded"
    )
    postgres_bin: str = Field(
        default="",
        description="bin folder of the PostgreSQL to embed; empty: an installed one, else the wheel",
    )
    data_dir: Path = Field(
        default=Path(".lotwise"), description="embedded servers, logs and spooled uploads live here"
    )
    key_pepper: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_PEPPER), description="secret mixed into the hash of API keys"
    )
    token_secrets: SecretStr = Field(
        default=SecretStr(""),
        description="secrets that sign access tokens, the newest first, by commas; empty: from the pepper",
    )
    docs: Literal["development", "always", "never"] = Field(
        default="development", description="where /docs and /openapi.json are shown"
    )
    allowed_origins: str = Field(
        default="", description="web origins whose pages may call the API, separated by commas; empty: none"
    )
    limit_sign_in: str = Field(
        default="5/minute", description="sign-ins tried from one address: NUMBER/second, minute, hour or day"
    )
    limit_account: str = Field(
        default="30/hour", description="passwords tried for one e-mail address, from wherever"
    )
    limit_eoq: str = Field(default="30000/minute", description="items of one key over /eoq and /eoq/batch")
    limit_uploads: str = Field(default="300/minute", description="sheets of one workspace")
    body_seconds: float = Field(
        default=20.0, gt=0, description="patience with a request's body, plus a second per 16 KiB of it"
    )
    log_file_bytes: int = Field(
        default=100 * 2**20, ge=0, description="a log file past this is put aside; 0: never, others do it"
    )
    log_files: int = Field(default=10, ge=1, description="log files put aside that are kept")
    host: str = Field(default="127.0.0.1", description="address API and UI listen on")
    api_port: int = Field(default=8000, ge=1, le=65535, description="port of the API")
    api_processes: int = Field(default=1, ge=1, le=64, description="processes of the API")
    ui_port: int = Field(default=8501, ge=1, le=65535, description="port of the UI")
    api_url: str = Field(default="http://127.0.0.1:8000", description="where the UI finds the API")
    root_path: str = Field(default="", description="path prefix a reverse proxy strips, e.g. /api")
    worker_processes: int = Field(default=0, ge=0, description="processes per worker; 0: one per core")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least severe level that is logged"
    )
    max_upload_bytes: int = Field(default=500 * 2**20, ge=1, description="largest file taken")
    chunk_rows: int = Field(default=20_000, ge=1, le=200_000, description="rows a chunk holds")
    lease_seconds: float = Field(
        default=30.0, ge=1, description="a chunk whose worker is silent this long goes to another"
    )
    max_attempts: int = Field(default=4, ge=1, description="crashes of one chunk before it is buried")
    large_file_bytes: int = Field(
        default=4 * 2**20, ge=0, description="of files larger than this a host reads one at a time"
    )
    read_memory_bytes: int = Field(default=2 * 2**30, description="memory limit for reading a sheet")
    read_seconds: float = Field(
        default=120.0, gt=0, description="time limit for reading a sheet, plus a second per MiB"
    )

    compute_memory_bytes: int = Field(
        default=2**30, ge=1, description="memory limit for deciding a chunk that has crashed before"
    )
    compute_seconds: float = Field(default=30.0, gt=0, description="time limit for deciding a chunk")
    worker_memory_bytes: int = Field(
        default=1_536 * 2**20, ge=1, description="a worker process past this is replaced after its chunk"
    )
    max_running_jobs: int = Field(default=100, ge=1, description="jobs of a workspace that have not ended")
    max_rows: int = Field(default=2_000_000, ge=1, description="rows of a sheet")
    max_stored_bytes: int = Field(
        default=20 * 2**30, ge=1, description="files a workspace keeps, together [bytes]"
    )
    built_rows: int = Field(
        default=50_000, ge=0, description="workbooks of more rows are built by a worker, not while you wait"
    )
    keep_files_days: float = Field(
        default=90.0, ge=0, description="uploaded files are deleted so long after their job; 0: never"
    )
    keep_decisions_days: float = Field(
        default=400.0, ge=0, description="decisions are deleted so long after their job; 0: never"
    )
    keep_jobs_days: float = Field(
        default=1_100.0, ge=0, description="what is left of a job is deleted so long after it; 0: never"
    )

    inbox_dir: str = Field(
        default="", description="folder an ERP drops files into; empty: inbox in the data directory"
    )
    inbox_settle_seconds: float = Field(
        default=5.0, gt=0, description="a dropped file is whole once it has not changed for so long"
    )

    webhook_networks: str = Field(
        default="", description="networks inside that webhooks may go to all the same, separated by commas"
    )

    @field_validator("webhook_networks")
    @classmethod
    def refuse_what_is_no_network(cls, given: str) -> str:
        """Told when the process starts, not when the first webhook is made."""
        networks.parsed(given)
        return given

    @model_validator(mode="after")
    def refuse_default_secrets(self) -> Self:
        """A production system must not run on a secret everybody can read."""
        if self.environment != "production":
            return self
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, SecretStr) and not value and not field.default:
                continue  # made from another
            if isinstance(value, SecretStr) and field.default and value == field.default:
                raise ValueError(f"LOTWISE_{name.upper()} must be set to a secret of your own in production")
            if isinstance(value, SecretStr) and len(value.get_secret_value()) < _LEAST_SECRET_CHARACTERS:
                raise ValueError(
                    f"LOTWISE_{name.upper()} must have {_LEAST_SECRET_CHARACTERS} characters or more"
                )
        return self


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
