"""The progress of a job as people watch it; of a job that nobody watches nothing is kept."""

from dataclasses import replace
from types import TracebackType

from psa_sync.domain.admission import QUEUED
from psa_sync.domain.errors import CredentialsError, NotAdmittedError, TransientError
from psa_sync.domain.jobs import Progress, ProgressStatus, PullJob
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import problem_now


def end_unrun(job: PullJob, code: str, effects: Effects) -> None:
    """Whoever watches a job that cannot run sees why, and may ask for it anew."""
    known = effects.progress.get(job.account, job.progress_id) if job.progress_id else None
    if known is not None and known.finished_at is None:
        problem = problem_now(code, effects)
        failed = ProgressStatus.FAILED
        ended = replace(known, status=failed, finished_at=effects.clock(), problem=problem)
        effects.progress.save(ended)


class Watched:
    """Shows that the job runs, and why the work inside ended early, if it did.

    Args:
        job: What runs.
        effects: The ports.
        goes_on: True for the second part of a work, which keeps what the first has done.
    """

    def __init__(self, job: PullJob, effects: Effects, *, goes_on: bool = False) -> None:
        self._effects = effects
        self._goes_on = goes_on or job.page is not None
        self._job = job
        self._progress: Progress | None = None

    def __enter__(self) -> "Watched":
        """Begin; a job that goes on behind an earlier page keeps what is done."""
        job, board = self._job, self._effects.progress
        known = board.get(job.account, job.progress_id) if job.progress_id else None
        if known is not None:
            done = known.done if self._goes_on else 0
            running = ProgressStatus.RUNNING
            self._save(replace(known, status=running, done=done, finished_at=None, problem=None))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Show a failure; whoever runs the job learns of it too."""
        if isinstance(error, NotAdmittedError) and error.code == QUEUED:
            self._wait(error.code)
        elif isinstance(error, TransientError):
            self._end(ProgressStatus.FAILED, error.code)
        elif isinstance(error, CredentialsError):
            self._end(ProgressStatus.FAILED, "credentials_refused")

    @property
    def by_somebody(self) -> bool:
        """True where somebody watches."""
        return self._progress is not None

    @property
    def done(self) -> int:
        """How many are done so far; 0 where nobody watches."""
        return self._progress.done if self._progress is not None else 0

    def expects(self, total: int) -> None:
        """Show how many there are."""
        if self._progress is not None:
            self._save(replace(self._progress, total=total))

    def moved(self, count: int) -> None:
        """Show that so many more are done."""
        if self._progress is not None:
            self.reached(self._progress.done + count)

    def reached(self, done: int) -> None:
        """Show how many are done; what is read a second time does not count twice."""
        if self._progress is not None:
            total = self._progress.total
            self._save(replace(self._progress, done=done, total=total and max(total, done)))

    def finish(self) -> None:
        """Show that the job has reached its end."""
        self._end(ProgressStatus.DONE, None)

    def _wait(self, code: str) -> None:
        """Show that the job goes on once it is its turn: nothing has failed."""
        if self._progress is not None:
            problem = problem_now(code, self._effects)
            self._save(replace(self._progress, status=ProgressStatus.QUEUED, problem=problem))

    def _end(self, status: ProgressStatus, code: str | None) -> None:
        if self._progress is None:
            return
        total = self._progress.total if code else self._progress.done
        problem = problem_now(code, self._effects) if code else None
        now = self._effects.clock()
        self._save(
            replace(self._progress, status=status, finished_at=now, total=total, problem=problem)
        )

    def _save(self, progress: Progress) -> None:
        self._progress = progress
        self._effects.progress.save(progress)
