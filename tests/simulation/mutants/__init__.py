"""Ways to break the protocol: each a change of one place in the code, with what it forgets."""

from typing import Final

from tests.simulation.mutants.calling import CALLING
from tests.simulation.mutants.choosing import CHOOSING
from tests.simulation.mutants.client_edits import CLIENT_EDITS
from tests.simulation.mutants.creating import CREATING
from tests.simulation.mutants.figures import FIGURES
from tests.simulation.mutants.foreseeing import FORESEEING
from tests.simulation.mutants.mutant import Mutant as Mutant
from tests.simulation.mutants.overwriting import OVERWRITING
from tests.simulation.mutants.pulling import PULLING
from tests.simulation.mutants.recognising import RECOGNISING
from tests.simulation.mutants.repairing import REPAIRING
from tests.simulation.mutants.waiting import WAITING

MUTANTS: Final = (
    *CREATING,
    *RECOGNISING,
    *OVERWRITING,
    *WAITING,
    *CLIENT_EDITS,
    *FIGURES,
    *PULLING,
    *REPAIRING,
    *FORESEEING,
    *CHOOSING,
    *CALLING,
)
