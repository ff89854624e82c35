"""What an installation remembers between runs: passwords, the pepper and the ports last used."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Secrets are made once and kept; a port is only a preference, since it may be taken by now."""

    postgres_admin_password: str = field(default_factory=_secret, repr=False)
    postgres_password: str = field(default_factory=_secret, repr=False)
    redis_password: str = field(default_factory=_secret, repr=False)
    key_pepper: str = field(default_factory=_secret, repr=False)
    postgres_port: int = 0
    redis_port: int = 0

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file, or make new secrets and write them."""
        if path.exists():
            return cls(**json.loads(path.read_text()))
        made = cls()
        made.save(path)
        return made

    def save(self, path: Path) -> None:
        """Write with mode 0600, whole or not at all."""
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def with_ports(self, *, postgres: int, redis: int) -> Self:
        """The same with the ports in use now."""
        return replace(self, postgres_port=postgres, redis_port=redis)
