"""A budget that is new, and the ceilings that tests of budgets hold it to."""

from psa_sync.domain.budget import Budget, Ceilings, micros
from tests.builders import ACCOUNT, AUTOTASK, NOW

CEILINGS = Ceilings(hourly=4000, at_once=3)
START = micros(NOW)
NEW = Budget(account=ACCOUNT, app=AUTOTASK)
