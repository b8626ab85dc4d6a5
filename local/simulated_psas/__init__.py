"""The simulated PSAs by short name: one file each holds all that differs between them."""

from local.simulated_psas.autotask import SIMULATED as AUTOTASK
from local.simulated_psas.connectwise import SIMULATED as CONNECTWISE
from local.simulated_psas.simulated_psa import PsaScreen as PsaScreen
from local.simulated_psas.simulated_psa import SimulatedPsa as SimulatedPsa

SIMULATED_PSAS = {"connectwise": CONNECTWISE, "autotask": AUTOTASK}
