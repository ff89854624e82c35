"""The releases of one host: the one known to run, the one being tried, and the way back."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ops.deploy.configuration import Configuration
from ops.deploy.smoke import ask
from ops.deploy.words import Failed, now, say, write

DONE, NOT_MET, REFUSED, NOTHING_RUNS = 0, 1, 2, 3
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
SOURCE = "/opt/lotwise"  # in the image: the compose file and what it mounts belong to the same release
DATA = ("postgres", "redis")
KEPT_RELEASES = 3


class Host:
    """The releases of one host. `released` names the one known to run; `attempt` one that is being tried."""

    def __init__(self, configuration: Configuration, lock: int) -> None:
        self.configuration = configuration
        self._lock = lock
        self._released = configuration.home / "released"
        self._attempt = configuration.home / "attempt"

    @property
    def released(self) -> str:
        """The digest known to run; empty before the first."""
        return self._released.read_text().strip() if self._released.exists() else ""

    @property
    def attempt(self) -> str:
        """The digest of a deployment that has not ended; empty if all have."""
        return self._attempt.read_text().strip() if self._attempt.exists() else ""

    def deploy(self, digest: str) -> int:
        """Try the release; the one before runs again if it fails. Returns the exit status."""
        if self.attempt:
            say(f"the deployment of {self.attempt} was cut off; it is put right now")
        before = self.released
        say(f"deploying {digest}; running now: {before or 'nothing'}")
        try:
            self._fetch(digest)
        except (Failed, OSError) as error:
            say(f"NOT DEPLOYED: {error}")
            return self.recover() or NOT_MET
        write(self._attempt, digest)
        try:
            self._start(digest, migrates=self.configuration.migrates)
            self._settle(digest)
        except (Failed, OSError) as error:
            say(f"FAILED: {error}")
            self._show_last_words(digest)
            return self._roll_back(before if before != digest else "", digest)
        say(f"DEPLOYED {digest}")
        return DONE

    def recover(self) -> int:
        """Have what is known to run, run, if a deployment was cut off."""
        if not self.attempt:
            return DONE
        say(f"the deployment of {self.attempt} was cut off")
        status = self._roll_back(self.released, self.attempt)
        return DONE if status == NOT_MET else status

    def _fetch(self, digest: str) -> None:
        """The image, and out of it the files that belong to it. Nothing that runs is touched."""
        folder, image = self._folder(digest), f"{self.configuration.image}@{digest}"
        self._docker("pull", "--quiet", image)
        if folder.exists():
            return
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.parent.mkdir(exist_ok=True)
        container = self._docker("create", image).strip()
        try:
            self._docker("cp", f"{container}:{SOURCE}", draft)
        finally:
            self._docker("rm", "--force", container)
        missing = [name for name in self.configuration.files if not (draft / name).is_file()]
        if missing:
            raise Failed(f"the image holds no {' '.join(missing)}: it is no release for this host")
        (draft / ".env").unlink(missing_ok=True)
        (draft / ".env").symlink_to(self.configuration.home / ".env")
        draft.rename(folder)

    def _start(self, digest: str, *, migrates: bool) -> None:
        """Migrate while the release before goes on, start, wait until all are healthy, ask for answers."""
        if migrates:
            services = self._compose(digest, "config", "--services").split()
            data = [name for name in DATA if name in services]
            if data:
                self._up(digest, *data)
            say("migrating")
            self._compose(digest, "run", "--rm", "-T", "migrate")
        say("starting")
        self._up(digest)
        for address in self.configuration.smoke:
            ask(address, self.configuration.host_name)
            say(f"smoke test: {address} answers")

    def _up(self, digest: str, *services: str) -> None:
        patience = str(self.configuration.healthy_seconds)
        orphans = () if services else ("--remove-orphans",)
        self._compose(digest, "up", "-d", "--wait", "--wait-timeout", patience, *orphans, *services)

    def _roll_back(self, before: str, failed: str) -> int:
        if not before and self.released == failed:
            say(f"NOTHING TO GO BACK TO: {failed} is what ran before")
            return NOTHING_RUNS
        try:
            if not before:
                self._compose(failed, "down", "--timeout", "40")
                self._attempt.unlink(missing_ok=True)
                say("ROLLED BACK to nothing: it was the first release; its data stays")
                return NOT_MET
            say(f"rolling back to {before}")
            # Its migrations ran long ago, and a schema is only ever added to before the code that needs it.
            self._start(before, migrates=False)
            self._point_at(before)
        except (Failed, OSError) as error:
            say(f"ROLLBACK FAILED: {error}")
            return NOTHING_RUNS
        self._attempt.unlink(missing_ok=True)
        say(f"ROLLED BACK to {before}")
        return NOT_MET

    def _settle(self, digest: str) -> None:
        """Make it the release that restarts, operators and the next deployment find."""
        self._point_at(digest)
        before = self.released
        write(self._released, digest)
        self._attempt.unlink(missing_ok=True)
        if before != digest:
            with (self.configuration.home / "history").open("a") as history:
                history.write(f"{now()} {digest}\n")
        self._forget_old()

    def _point_at(self, digest: str) -> None:
        """Have `docker compose` in the folder `current`, and a restart, take this release."""
        home, image = self.configuration.home, f"{self.configuration.image}@{digest}"
        lines = [line for line in (home / ".env").read_text().splitlines() if not line.startswith("IMAGE=")]
        write(home / ".env", "\n".join([*lines, f"IMAGE={image}", ""]), mode=0o600)
        link = home / ".current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(self._folder(digest))
        link.replace(home / "current")

    def _forget_old(self) -> None:
        """Keep the last releases; disks fill up with images otherwise. What cannot go yet goes next time."""
        history = (self.configuration.home / "history").read_text().split()
        kept = [line for line in dict.fromkeys(reversed(history)) if DIGEST.fullmatch(line)][:KEPT_RELEASES]
        for folder in (self.configuration.home / "releases").iterdir():
            digest = f"sha256:{folder.name}"
            if digest in kept or digest == self.released:
                continue
            if DIGEST.fullmatch(digest):
                image = f"{self.configuration.image}@{digest}"
                subprocess.run(["docker", "image", "rm", image], capture_output=True)
            shutil.rmtree(folder, ignore_errors=True)

    def _show_last_words(self, digest: str) -> None:
        shown = subprocess.run(
            ["docker", "compose", *self._options(), "ps", "--all"],
            cwd=self._folder(digest), env=self._environment(digest), capture_output=True, text=True,
        )  # fmt: skip
        for line in shown.stdout.splitlines():
            say(f"    {line}")

    def _folder(self, digest: str) -> Path:
        return self.configuration.home / "releases" / digest.removeprefix("sha256:")

    def _options(self) -> list[str]:
        return [part for name in self.configuration.files for part in ("-f", name)]

    def _environment(self, digest: str) -> dict[str, str]:
        image = f"{self.configuration.image}@{digest}"
        return {**os.environ, "IMAGE": image, "COMPOSE_PROJECT_NAME": "lotwise"}

    def _compose(self, digest: str, *arguments: str) -> str:
        command = ["docker", "compose", *self._options(), *arguments]
        return self._run(command, cwd=self._folder(digest), env=self._environment(digest))

    def _docker(self, *arguments: str | Path) -> str:
        return self._run(["docker", *arguments], cwd=self.configuration.home, env=dict(os.environ))

    def _run(self, command: Sequence[str | Path], *, cwd: Path, env: dict[str, str]) -> str:
        """Its output. It inherits the lock: nobody starts while what we began still runs without us."""
        done = subprocess.run(
            list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, pass_fds=(self._lock,),
        )  # fmt: skip
        if done.returncode != 0:
            for line in (done.stdout + done.stderr).splitlines()[-20:]:
                say(f"    {line}")
            raise Failed(f"status {done.returncode} of {' '.join(map(str, command))}")
        return done.stdout
