"""A pytest plugin that notes how many tests there are, and each one that ended.

`living_review.workshop.parts` hands it to pytest with ``-p`` and reads its notes while the tests
run. They are lines of JSON in the file that the variable `FILE` names.
"""

import json
import os
from collections import defaultdict

FILE = "LIVING_REVIEW_TEST_LOG"


class _Notes:
    def __init__(self, path: str):
        self.path = path
        self.seconds: dict[str, float] = defaultdict(float)
        self.outcomes: dict[str, str] = {}
        self.told = 0

    def write(self, **note):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(note) + "\n")

    def _tell_count(self, count: int):
        if count != self.told:
            self.told = count
            self.write(tests=count)

    def pytest_collection_finish(self, session):
        """Note how many tests there are, where they run in this process."""
        self._tell_count(len(session.items))

    def pytest_runtest_logreport(self, report):
        """Add up the phases of a test; note the test when its last one is over."""
        self.seconds[report.nodeid] += report.duration
        if report.outcome != "passed" or report.when == "call":
            self.outcomes.setdefault(report.nodeid, report.outcome)
            if report.outcome == "failed":
                self.outcomes[report.nodeid] = "failed"
        if report.when == "teardown":
            outcome = self.outcomes.pop(report.nodeid, "passed")
            self.write(test=report.nodeid, outcome=outcome, seconds=self.seconds.pop(report.nodeid))


class _NotesOfWorkers(_Notes):
    def pytest_xdist_node_collection_finished(self, node, ids):
        """Note how many tests there are; each worker finds the same."""
        self._tell_count(len(ids))


def pytest_configure(config):
    """Take notes in the process that hears of every test, and in none of its workers."""
    path = os.environ.get(FILE)
    if not path or hasattr(config, "workerinput"):
        return
    apart = getattr(config.option, "numprocesses", None)
    # A plugin with a hook of xdist's is refused where xdist is not loaded.
    config.pluginmanager.register((_NotesOfWorkers if apart else _Notes)(path), "progress-notes")
