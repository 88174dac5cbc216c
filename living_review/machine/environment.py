"""Make or refresh the project's own environment; needs the standard library only.

Run by the Makefile, as ``python3 -m living_review.machine.environment``, before anything is
installed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
OLDEST, NEWEST = (3, 11), (3, 13)


def fingerprint() -> str:
    """Digest of what the environment is made from: lock, package metadata and interpreter."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def locked_version(name: str, lock: Path = LOCK) -> str:
    """Version to which a lock pins a distribution.

    Raises
    ------
    SystemExit
        If the lock does not pin it.
    """
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}=="):
            return line.split("==")[1].split()[0].rstrip("\\")
    raise SystemExit(f"{lock.name} does not pin {name}; run `make lock`.")


def run(*command: str) -> None:
    """Run a command of the environment; stop with its own words if it fails."""
    # Bytecode is compiled at installation: kernels then start three times faster.
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    finished = subprocess.run(command, cwd=ROOT, env=variables)
    if finished.returncode:
        raise SystemExit(f"Could not make the environment: {' '.join(command[:4])} … failed.")


def install(environment: Path, lock: Path) -> str:
    """Make an environment with exactly what a lock holds; returns its interpreter."""
    venv.create(environment, with_pip=True, clear=True)
    python = str(environment / "bin" / "python")
    quiet = ("-q", "--disable-pip-version-check")
    run(python, "-m", "pip", "install", *quiet, f"uv=={locked_version('uv', lock)}")
    uv = (python, "-m", "uv", "pip")
    run(*uv, "sync", "-q", "--compile-bytecode", "--require-hashes", "--python", python, str(lock))
    return python


def make_environment() -> None:
    """Create ``.venv`` from the lock, unless it already stands for this lock and interpreter."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SystemExit(
            f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} is needed, and this is "
            f"{sys.version.split()[0]}. Name another: make book PYTHON=python3.12"
        )
    stamp = ENVIRONMENT / "made-from"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Making the environment in .venv (about a minute the first time) …", flush=True)
    stamp.unlink(missing_ok=True)
    python = install(ENVIRONMENT, LOCK)
    in_place = ("--no-deps", "--no-build-isolation", "-e", ".")
    run(python, "-m", "uv", "pip", "install", "-q", "--python", python, *in_place)
    stamp.write_text(wanted)


if __name__ == "__main__":
    make_environment()
