"""Build and package template.yaml with the SAM CLI, and keep the result while nothing changes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.environments import CHECKOUT, RUNTIME, clean_environment, tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from local.processes import Process, Processes
    from local.stack_file import AwsAccess

BUCKET = "artifacts"
BUILDS = CHECKOUT / ".local" / "builds"
BUILD_TIMEOUT_SECONDS = 300.0
BUILDS_KEPT = 3
SOURCES = ("template.yaml", "samconfig.toml", "layers", "shared", "functions")


@dataclass(frozen=True)
class Build:
    """A build of the sources as they are now, for this machine and this interpreter."""

    folder: Path

    @property
    def artifacts(self) -> Path:
        """One folder per function and layer, and the built template.yaml."""
        return self.folder / "build"

    @property
    def packaged_template(self) -> Path:
        """The template whose code addresses name objects in the bucket."""
        return self.folder / "packaged.yaml"

    @property
    def objects(self) -> Path:
        """What belongs into the bucket: a file per object, named by its key."""
        return self.folder / "objects"


def fingerprint(checkout: Path = CHECKOUT) -> str:
    """A digest of everything that goes into a build; the same digest, the same artefact."""
    digest = hashlib.sha256(f"{sys.version}{sys.platform}{os.uname().machine}".encode())
    for path in _source_files(checkout):
        digest.update(f"{path.relative_to(checkout)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ensure_built(processes: Processes) -> Build:
    """Run `sam build`, unless these very sources have been built before.

    Raises:
        StackError: the build failed; the message shows why.
    """
    build = Build(BUILDS / fingerprint())
    with _exclusively("build"):
        if not build.artifacts.exists():
            _forget_old_builds()
            draft = build.folder / "draft"
            shutil.rmtree(draft, ignore_errors=True)
            processes.finish(_sam_build(processes, draft), BUILD_TIMEOUT_SECONDS)
            draft.rename(build.artifacts)
        os.utime(build.folder)
    return build


def ensure_packaged(build: Build, processes: Processes, aws: AwsAccess) -> None:
    """Put the artefact into the emulator's bucket, by `sam package` the first time.

    Raises:
        StackError: `sam package` failed; the message shows why.
    """
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    with _exclusively("package"):
        if build.packaged_template.exists():
            for path in build.objects.iterdir():
                s3.put_object(Bucket=BUCKET, Key=path.name, Body=path.read_bytes())
            return
        draft = build.folder / "packaged.draft"
        processes.finish(_sam_package(processes, build, draft, aws), BUILD_TIMEOUT_SECONDS)
        build.objects.mkdir(exist_ok=True)
        for listed in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
            body = s3.get_object(Bucket=BUCKET, Key=listed["Key"])["Body"].read()
            (build.objects / listed["Key"]).write_bytes(body)
        draft.rename(build.packaged_template)


def _sam_build(processes: Processes, folder: Path) -> Process:
    recipes = hashlib.sha256((CHECKOUT / "layers" / "Makefile").read_bytes() + sys.version.encode())
    command: list[str | Path] = [
        *(tool(".venv-sam", "sam"), "build", "--template", CHECKOUT / "template.yaml"),
        *("--build-dir", folder, "--parameter-overrides", f"PythonRuntime={RUNTIME}"),
        # The recipes are no part of what SAM looks at to know whether its cache is current.
        *("--cached", "--cache-dir", BUILDS.parent / "sam-cache" / recipes.hexdigest()[:16]),
    ]
    environment = clean_environment(BUILD_PYTHON=sys.executable, SAM_CLI_TELEMETRY="0")
    return processes.start("sam-build", command, environment)


def _sam_package(processes: Processes, build: Build, output: Path, aws: AwsAccess) -> Process:
    command: list[str | Path] = [
        *(tool(".venv-sam", "sam"), "package", "--language-extensions", "--s3-bucket", BUCKET),
        *("--template-file", build.artifacts / "template.yaml", "--output-template-file", output),
    ]
    environment = clean_environment(
        AWS_ENDPOINT_URL=aws.endpoint_url,
        AWS_DEFAULT_REGION=aws.region,
        AWS_ACCESS_KEY_ID=aws.access_key_id,
        AWS_SECRET_ACCESS_KEY=aws.secret_access_key,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        SAM_CLI_TELEMETRY="0",
    )
    return processes.start("sam-package", command, environment)


def _source_files(checkout: Path) -> Iterable[Path]:
    for source in SOURCES:
        top = checkout / source
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _forget_old_builds() -> None:
    if BUILDS.exists():
        newest_first = sorted(BUILDS.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for folder in newest_first[BUILDS_KEPT - 1 :]:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _exclusively(what: str) -> Iterator[None]:
    """Two stacks of one checkout may start at once: one builds, the other waits and uses it."""
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS.parent / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
