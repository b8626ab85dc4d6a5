"""Problems of a connection and of the way to the PSA: most of them pass by themselves."""

from typing import Final

from psa_sync.domain.problem_kinds import THE_APPS, THE_ENTRY, ProblemKind, Who

GAVE_UP: Final = "gave_up"
"""A job on it failed again and again, by a bug or because our own store was away for long."""

OF_CONNECTIONS: Final[dict[str, ProblemKind]] = {
    "psa_unreachable": ProblemKind(
        "The PSA did not answer.",
        "Nothing to do: nothing is lost, and it is tried again as soon as the PSA answers.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
        retryable=True,
    ),
    "psa_rate_limited": ProblemKind(
        "The PSA asks us to slow down.",
        "Nothing to do: nothing is lost, and it goes on when the PSA's limit allows it.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
        retryable=True,
    ),
    "waits_its_turn": ProblemKind(
        "The PSA takes only so many calls an hour, and this waits for its turn.",
        "Nothing to do: it is sent at its turn, before the hour's limit is harmed.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
        retryable=True,
    ),
    "psa_outcome_unknown": ProblemKind(
        "The PSA took the entry but did not confirm it.",
        "Nothing to do: we look in the PSA before anything is sent again.",
        Who.OPERATOR,
        THE_ENTRY,
        retryable=True,
    ),
    "store_unavailable": ProblemKind(
        "Our own store did not answer.",
        "Nothing to do: it is tried again.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
        retryable=True,
    ),
    "credentials_refused": ProblemKind(
        "The PSA refuses the connection's API key.",
        "Enter a valid API key; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{THE_APPS} > Manage > Edit connection",
        retryable=True,
    ),
    "connection_missing": ProblemKind(
        "The connected app is not installed.",
        "Install the connected app; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{THE_APPS} > Install",
        retryable=True,
    ),
    "connection_paused": ProblemKind(
        "The connection is paused.",
        "Resume it; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{THE_APPS} > Manage",
        retryable=True,
    ),
    "direction_from_psa": ProblemKind(
        "The connection only reads from the PSA, so that nothing is sent to it.",
        "Let entries go to the PSA as well; the entries that wait are then sent.",
        Who.MSP_ADMIN,
        f"{THE_APPS} > Manage > Settings > Direction",
        retryable=True,
    ),
    "user_not_authenticated": ProblemKind(
        "You are not authenticated with the connected app.",
        "Authenticate with your PSA user name; the entries that wait are then sent.",
        Who.TECHNICIAN,
        f"{THE_APPS} > Authenticate",
        retryable=True,
    ),
    "mass_delete": ProblemKind(
        "So many entries are gone from the PSA at once that nothing is deleted in Memtime.",
        "Look whether the API user lost a right; then say whether the deletes are real.",
        Who.MSP_ADMIN,
        f"{THE_APPS} > Manage",
    ),
    "psa_filter_ignored": ProblemKind(
        "The PSA lists what was not asked for, so nothing is concluded from what it leaves out.",
        "Report it to support; entries are sent as always.",
        Who.OPERATOR,
        "support",
    ),
    "webhook_refused": ProblemKind(
        "The PSA does not register the hook by which it tells us of changes.",
        "Nothing to do for time entries: changes come with the poll, a few minutes later.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
    ),
    "webhooks_silent": ProblemKind(
        "The PSA's hooks are registered, but most changes are found by the poll first.",
        "Look whether the PSA reaches our address; changes come with the poll meanwhile.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
    ),
    GAVE_UP: ProblemKind(
        "Our own service failed on this several times in a row.",
        "Try again; it is also tried again by itself. If it stays, support mends the cause.",
        Who.OPERATOR,
        "support",
        retryable=True,
    ),
    "psa_answer_senseless": ProblemKind(
        "The PSA answered something that makes no sense.",
        "Nothing to do: nothing is lost, and it is tried again.",
        Who.OPERATOR,
        f"{THE_APPS} > Health",
        retryable=True,
    ),
}
