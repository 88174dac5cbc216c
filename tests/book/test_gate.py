"""A build waits until its data are known to be sound."""

import os
import subprocess
import sys

import pytest

from living_review.book.gate import Gate, passed

ASK = "from living_review.book.gate import passed; print(passed(), flush=True)"


def waiting(gate):
    return subprocess.Popen(
        [sys.executable, "-c", ASK],
        env={**os.environ, **gate.variables},
        pass_fds=(gate.inherited,),
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("sound", [True, False])
def test_a_build_waits_for_the_word_and_goes_on_only_with_it(sound):
    with Gate() as gate:
        build = waiting(gate)
        assert build.poll() is None
        if sound:
            gate.open()
    assert build.communicate()[0] == f"{sound}\n"


def test_a_build_whose_starter_dies_stops():
    starter = (
        "import os, subprocess, sys\n"
        "from living_review.book.gate import Gate\n"
        "gate = Gate().__enter__()\n"
        f"subprocess.Popen([sys.executable, '-c', {ASK!r}],\n"
        "    env={**os.environ, **gate.variables}, pass_fds=(gate.inherited,))\n"
        "os._exit(1)\n"
    )
    finished = subprocess.run([sys.executable, "-c", starter], capture_output=True, text=True)
    assert finished.stdout == "False\n"


def test_a_build_without_a_gate_goes_on():
    assert passed()
