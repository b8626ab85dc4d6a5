"""What the engine needs from outside: protocols, each with a real and a fake implementation."""

from psa_sync.ports.clock import (
    Clock as Clock,
)
from psa_sync.ports.connections import (
    Connections as Connections,
)
from psa_sync.ports.connections import (
    Credentials as Credentials,
)
from psa_sync.ports.connections import (
    Cursors as Cursors,
)
from psa_sync.ports.connections import (
    PersonTakenError as PersonTakenError,
)
from psa_sync.ports.connections import (
    PullCursor as PullCursor,
)
from psa_sync.ports.connections import (
    TenantTakenError as TenantTakenError,
)
from psa_sync.ports.connections import (
    WorkItems as WorkItems,
)
from psa_sync.ports.entries import (
    Change as Change,
)
from psa_sync.ports.entries import (
    ChangeFeed as ChangeFeed,
)
from psa_sync.ports.entries import (
    DueEntry as DueEntry,
)
from psa_sync.ports.entries import (
    Entries as Entries,
)
from psa_sync.ports.entries import (
    EntryPage as EntryPage,
)
from psa_sync.ports.jobs import (
    JobQueue as JobQueue,
)
from psa_sync.ports.jobs import (
    ProgressBoard as ProgressBoard,
)
from psa_sync.ports.psa import (
    AppCatalogue as AppCatalogue,
)
from psa_sync.ports.psa import (
    AppDescription as AppDescription,
)
from psa_sync.ports.psa import (
    Draft as Draft,
)
from psa_sync.ports.psa import (
    Identity as Identity,
)
from psa_sync.ports.psa import (
    LookedAt as LookedAt,
)
from psa_sync.ports.psa import (
    Onlooker as Onlooker,
)
from psa_sync.ports.psa import (
    PersonNotFound as PersonNotFound,
)
from psa_sync.ports.psa import (
    PsaConnector as PsaConnector,
)
from psa_sync.ports.psa import (
    RowPage as RowPage,
)
from psa_sync.ports.psa import (
    StampPage as StampPage,
)
from psa_sync.ports.psa import (
    WorkItemPage as WorkItemPage,
)
from psa_sync.ports.psa import (
    Written as Written,
)
from psa_sync.ports.rule_facts import (
    LARGEST_DOCUMENT as LARGEST_DOCUMENT,
)
from psa_sync.ports.rule_facts import (
    CheckRules as CheckRules,
)
from psa_sync.ports.rule_facts import (
    FactSheet as FactSheet,
)
from psa_sync.ports.rule_facts import (
    RuleFacts as RuleFacts,
)
