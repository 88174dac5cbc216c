"""The workflows: valid, pinned, allowed little; what they run, a person can run here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from living_review.machine import environment

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("pull-request.yml", "weekly.yml", "publish.yml")
SCHEMAS = {
    "vendor.github-workflows": "workflows/*.yml",
    "custom.github-workflows-require-timeout": "workflows/*.yml",
    "vendor.dependabot": "dependabot.yml",
}
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r'(\.ci/run|make [a-z-]+( [A-Z]+=("\$[A-Z]+"|[\w./-]+))*)$')
# What only carries text to where GitHub shows it. Anything that does work is a make target.
GLUE = (
    'cat _build/consequences.md >> "$GITHUB_STEP_SUMMARY"',
    "head -c 60000 consequences.md > comment.md",
    'gh pr comment "$NUMBER" --edit-last --create-if-none --body-file comment.md',
    '{ echo "## Links"; head -c 40000 links.md || echo "They could not be checked."; }'
    " >> _build/waiting.md",
    'echo "The rows, to be looked at and taken over: $RUN" >> _build/waiting.md',
    'NUMBER=$(gh issue list --search "in:title What is waiting" --json number'
    " --jq '.[0].number')",
    'gh issue edit "$NUMBER" --body-file _build/waiting.md'
    ' || gh issue create --title "What is waiting" --body-file _build/waiting.md',
    "git diff -U0 requirements.txt | grep '^[-+].*==' || echo 'Nothing is newer.'",
)
MAY_WRITE = {
    ("weekly.yml", "say"): {"issues"},
    ("pull-request.yml", "say"): {"pull-requests"},
    ("publish.yml", "deploy"): {"pages", "id-token"},
}


@pytest.fixture
def copy(tmp_path):
    """A copy of ``.github`` that may be broken."""
    return Path(shutil.copytree(ROOT / ".github", tmp_path / ".github"))


def lint(tool, *arguments):
    command = [str(Path(sys.executable).parent / tool), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def zizmor(folder):
    strictly = ("--offline", "--persona=pedantic", "--strict-collection", "--no-progress")
    return lint("zizmor", *strictly, "--color=never", folder)


def check_schema(schema, folder):
    return lint("check-jsonschema", "--builtin-schema", schema, *folder.glob(SCHEMAS[schema]))


def break_copy(folder, name, pattern, new):
    path = folder / name
    text, count = re.subn(pattern, lambda _: new, path.read_text(encoding="utf-8"), count=1)
    assert count, f"{name} no longer holds what this test breaks: {pattern}"
    path.write_text(text, encoding="utf-8")


def workflow(name, folder=ROOT / ".github"):
    return yaml.safe_load((folder / "workflows" / name).read_text(encoding="utf-8"))


def unpinned(folder):
    """Lines that use an action without full commit and version."""
    lines = [
        line.strip()
        for path in (folder / "workflows").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if "uses:" in line and not PINNED.search(line)]


def may_write(folder):
    """Rights to write, by workflow and job; a workflow's own rights stand under ``None``."""
    found = {}
    for name in NAMES:
        parsed = workflow(name, folder)
        owners = {None: parsed, **parsed["jobs"]}
        for job, owner in owners.items():
            rights = owner.get("permissions", "write-all" if job is None else {})
            if isinstance(rights, str):
                rights = {} if rights == "read-all" else {"all": rights}
            if written := {right for right, value in rights.items() if value != "read"}:
                found[name, job] = written
    return found


def steps(folder=ROOT / ".github"):
    return [
        (name, step)
        for name in NAMES
        for job in workflow(name, folder)["jobs"].values()
        for step in job["steps"]
    ]


def commands(folder=ROOT / ".github"):
    return [line for _, step in steps(folder) for line in step.get("run", "").splitlines()]


def not_local(folder):
    """Commands that a person cannot run here, except for the glue."""
    return [line for line in commands(folder) if line not in GLUE and not LOCAL.match(line)]


def test_there_are_no_other_workflows():
    assert sorted(NAMES) == sorted(path.name for path in (ROOT / ".github/workflows").iterdir())


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_file_has_the_form_that_github_reads(schema):
    finished = check_schema(schema, ROOT / ".github")
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize(
    ("schema", "name", "pattern", "new"),
    [
        ("vendor.github-workflows", "workflows/weekly.yml", "runs-on:", "run-on:"),
        (
            "custom.github-workflows-require-timeout",
            "workflows/publish.yml",
            "timeout-minutes: 60",
            "continue-on-error: false",
        ),
        ("vendor.dependabot", "dependabot.yml", "interval: weekly", "interval: weakly"),
    ],
)
def test_a_wrong_form_is_seen(copy, schema, name, pattern, new):
    break_copy(copy, name, pattern, new)
    finished = check_schema(schema, copy)
    assert finished.returncode != 0
    assert Path(name).name in finished.stdout + finished.stderr


def test_nothing_in_a_workflow_can_be_turned_against_it():
    finished = zizmor(ROOT / ".github")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "No findings" in finished.stdout


@pytest.mark.parametrize(
    ("finding", "name", "pattern", "new"),
    [
        ("unpinned-uses", "workflows/publish.yml", "pages@[0-9a-f]{40}", "pages@v5"),
        (
            "excessive-permissions",
            "workflows/weekly.yml",
            "permissions: {}",
            "permissions: write-all",
        ),
        ("artipacked", "workflows/publish.yml", " +persist-credentials: false\n", ""),
        (
            "template-injection",
            "workflows/pull-request.yml",
            r'BASE="\$BASE"',
            "BASE=origin/${{ github.head_ref }}",
        ),
        (
            "dangerous-triggers",
            "workflows/pull-request.yml",
            "  pull_request:",
            "  pull_request_target:",
        ),
        ("dependabot-cooldown", "dependabot.yml", "default-days: 7", "default-days: 0"),
    ],
)
def test_a_weakness_is_seen(copy, finding, name, pattern, new):
    break_copy(copy, name, pattern, new)
    finished = zizmor(copy)
    assert finished.returncode != 0
    assert f"[{finding}]" in finished.stdout


def test_every_action_is_pinned_by_its_commit_and_says_its_version():
    assert not unpinned(ROOT / ".github")
    assert {step["uses"].split("/")[0] for _, step in steps() if "uses" in step} == {"actions"}


@pytest.mark.parametrize("new", ["actions/checkout@v7 # v7.0.1", f"actions/checkout@{'0' * 40}"])
def test_an_action_without_commit_or_version_is_seen(copy, new):
    break_copy(copy, "workflows/weekly.yml", "actions/checkout@.+", new)
    assert unpinned(copy) == [f"- uses: {new}"]


def test_only_what_comments_or_publishes_may_write():
    assert may_write(ROOT / ".github") == MAY_WRITE


@pytest.mark.parametrize(
    ("pattern", "new", "more"),
    [
        ("permissions: {}", "permissions: write-all", {("weekly.yml", None): {"all"}}),
        ("permissions: {}\n", "", {("weekly.yml", None): {"all"}}),
        ("contents: read", "contents: write", {("weekly.yml", "pythons"): {"contents"}}),
    ],
)
def test_a_right_to_write_is_seen(copy, pattern, new, more):
    break_copy(copy, "workflows/weekly.yml", pattern, new)
    assert may_write(copy) == MAY_WRITE | more


def test_what_a_workflow_runs_a_person_can_run():
    assert not not_local(ROOT / ".github")
    assert set(GLUE) <= set(commands())


def test_a_command_that_only_a_workflow_knows_is_seen(copy):
    break_copy(copy, "workflows/publish.yml", r"\.ci/run", ".ci/run && pip install more")
    assert not_local(copy) == [".ci/run && pip install more"]


def test_every_target_that_a_workflow_makes_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in commands():
        if line.startswith("make "):
            target = line.split()[1]
            assert f"\n{target}: " in makefile, f"there is no target {target}"


def test_a_failed_check_stays_red_and_is_still_told():
    """The guard fails precisely when numbers moved: then their list is needed most."""
    assert not [step for name, step in steps() if "continue-on-error" in step]
    jobs = workflow("pull-request.yml")["jobs"]
    assert "continue-on-error" not in jobs["check"]
    names = [step.get("name") for step in jobs["check"]["steps"]]
    after = jobs["check"]["steps"][names.index("Check everything") + 1 :]
    for told in (*after, jobs["say"]):
        assert "!cancelled()" in told["if"]


def test_what_the_links_lead_to_is_told_in_the_one_issue():
    jobs = workflow("weekly.yml")["jobs"]
    (uploaded,) = [step for step in jobs["links"]["steps"] if "upload" in step.get("uses", "")]
    assert uploaded["with"]["path"] == "_build/links.md"
    assert "!cancelled()" in uploaded["if"]  # a link that leads nowhere turns the step before red
    assert set(jobs["say"]["needs"]) == {"search", "links"}
    assert " --output _build/links.md " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_what_is_published_is_the_website_of_main():
    """A tag names an edition's commit, whose register does not know the edition yet."""
    parsed = workflow("publish.yml")
    when = parsed[True]  # YAML reads the word on as a truth value
    assert when["push"] == {"branches": ["main"], "tags": ["v*"]}
    assert "release" in when
    build = parsed["jobs"]["build"]["steps"]
    assert build[0]["with"]["ref"] == "main"
    assert [step["run"] for step in build if "run" in step] == [".ci/run", "make site"]
    assert build[-1]["with"]["path"] == "_build/site"


def test_a_pull_request_shows_the_website_that_it_would_make():
    steps = workflow("pull-request.yml")["jobs"]["check"]["steps"]
    assert "make site" in [step.get("run") for step in steps]
    assert "_build/site" in [step.get("with", {}).get("path") for step in steps]


def test_a_job_with_a_right_to_write_runs_nothing_of_the_change():
    for name, job in MAY_WRITE:
        for step in workflow(name)["jobs"][job]["steps"]:
            assert "checkout" not in step.get("uses", "")
            assert set(step.get("run", "").splitlines()) <= set(GLUE)


def test_every_python_that_the_environment_takes_is_tried():
    matrix = workflow("weekly.yml")["jobs"]["pythons"]["strategy"]["matrix"]["python"]
    oldest, newest = environment.OLDEST, environment.NEWEST
    assert matrix == [f"3.{minor}" for minor in range(oldest[1], newest[1] + 1)]


def test_a_new_lock_is_made_with_newer_versions():
    """Without ``--upgrade`` the compiler keeps what the lock holds, and warns of nothing."""
    finished = subprocess.run(
        ["make", "-n", "lock", "UPGRADE=--upgrade"], cwd=ROOT, capture_output=True, text=True
    )
    assert "make lock UPGRADE=--upgrade" in commands()
    assert " --upgrade requirements.in" in finished.stdout
