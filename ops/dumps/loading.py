"""Loading a dump, all or nothing: into an empty database or, when told, in the place of what is there."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, Final, cast

from ops.dumps.contents import Contents, at_work, one, opened, table_names, tables
from ops.dumps.dumping import beside, sha256
from ops.dumps.programs import Programs, address, programs_for
from ops.refusal import Refusal
from ops.schema import upgrade

_MOST_WORDS: Final = 2_000
_HEAD_LINES: Final = 60
# pg_restore 17 and newer begins with it, servers before 17 do not know it.
_OF_SEVENTEEN: Final = b"SET transaction_timeout"


class RestoreFailed(Refusal):
    """What was in the database before is in it still."""


def check(dump: Path) -> Contents | None:
    """What should be in it, or None where nothing stands beside it. Raises `Refusal` where it is damaged."""
    if not dump.is_file():
        raise Refusal(f"There is no file {dump}.")
    if not beside(dump).is_file():
        return None
    expected = Contents.read(beside(dump))
    if sha256(dump) != expected.dump_sha256:
        raise Refusal(
            f"{dump} is not the file that was dumped: {beside(dump).name} names another sha256.",
            remedy="Take another copy of it, or an older dump.",
        )
    return expected


def load(database_url: str, dump: Path, *, replaces: bool) -> tuple[dict[str, int], Contents | None]:
    """Rows by table as they were loaded, and what was expected; then the schema is brought to the newest.

    Raises `Refusal` where there is data already and `replaces` is not said, where processes of Lotwise are at
    work on it, where the server is older than the dumped one.
    """
    expected = check(dump)
    with opened(database_url) as cursor:
        version = int(one(cursor, "SHOW server_version_num"))
        present, busy = table_names(cursor), at_work(cursor)
        schema = one(cursor, "SELECT quote_ident(current_schema())")
    if present and not replaces:
        raise Refusal(
            f"The database has {len(present)} tables already. Nothing was changed.",
            remedy="Restore into an empty database, or say --replace to lose what is in this one.",
        )
    if busy:
        raise Refusal(
            f"Lotwise is at work on this database ({', '.join(busy)}). Nothing was changed.",
            remedy="Stop its processes first: docker compose stop nginx ui api worker beat inbox",
        )
    if expected and version // 10_000 < expected.server_version // 10_000:
        raise Refusal(
            f"The dump is of PostgreSQL {expected.server_version // 10_000}, this server is "
            f"{version // 10_000}. Dumps go to the same or a newer one.",
        )
    before = f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema};" if present else "SELECT;"
    _stream(programs_for(version // 10_000), database_url, dump, before, is_old=version < 170_000)
    with opened(database_url) as cursor:
        loaded = tables(cursor)
    if expected and loaded != expected.tables:
        raise RestoreFailed(f"Not what was dumped was loaded: {_difference(expected.tables, loaded)}")
    upgrade(database_url)
    return loaded, expected


def _stream(programs: Programs, database_url: str, dump: Path, before: str, *, is_old: bool) -> None:
    """pg_restore writes SQL, psql runs it in one transaction that begins with `before`."""
    plain, password = address(database_url)
    reading = [programs["pg_restore"], "--no-owner", "--no-privileges", "--file=-", str(dump)]
    running = [programs["psql"], "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    running += ["--output", os.devnull, f"--dbname={plain}", "--command", before, "--file=-"]
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source,
        subprocess.Popen(
            running, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **password}
        ) as sink,
    ):
        out, into = cast("IO[bytes]", source.stdout), cast("IO[bytes]", sink.stdin)  # pipes, as asked for
        try:
            _copy(out, into, is_old=is_old)
            source_words = source.stderr.read() if source.stderr else b""
            if source.wait() != 0:
                into.write(b"\nDO $$ BEGIN RAISE 'the dump broke off'; END $$;\n")
            into.close()
        except BrokenPipeError:
            source.kill()
            source_words = b""
        words = sink.stderr.read() if sink.stderr else b""
        status = sink.wait()
    if status != 0 or source_words.strip():
        told = (words + source_words).decode(errors="replace").strip()[:_MOST_WORDS]
        raise RestoreFailed(f"The dump could not be loaded; the database is as it was. {told}")


def _copy(source: IO[bytes], sink: IO[bytes], *, is_old: bool) -> None:
    for _ in range(_HEAD_LINES):
        line = source.readline()
        if not (is_old and line.startswith(_OF_SEVENTEEN)):
            sink.write(line)
    shutil.copyfileobj(source, sink, 2**20)


def _difference(expected: dict[str, int], loaded: dict[str, int]) -> str:
    names = sorted(set(expected) | set(loaded))
    told = [f"{name} {expected.get(name)} -> {loaded.get(name)}" for name in names]
    return ", ".join(
        line for name, line in zip(names, told, strict=True) if expected.get(name) != loaded.get(name)
    )
