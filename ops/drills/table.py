"""Every scenario there is, in the order of the drill."""

from ops.drills.building import BUILDING
from ops.drills.cancelling import CANCELLING
from ops.drills.freezing import FREEZING
from ops.drills.history import HISTORY
from ops.drills.hosts import HOSTS
from ops.drills.killing import API, BEAT, CHILDREN, RAISING, WORKERS
from ops.drills.load import LOAD, USERS
from ops.drills.messages import MESSAGES
from ops.drills.poison import POISON
from ops.drills.scenario import Scenario
from ops.drills.sending import SENDING
from ops.drills.servers_lost import AWAY_SECONDS, POSTGRESQL, REDIS, away
from ops.drills.stopping import RECYCLING, STOPPING

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        *CHILDREN,
        *RAISING,
        *WORKERS,
        *API,
        *BEAT,
        *REDIS,
        away(AWAY_SECONDS),
        *POSTGRESQL,
        *MESSAGES,
        *FREEZING,
        *SENDING,
        *CANCELLING,
        *BUILDING,
        *POISON,
        *STOPPING,
        *HISTORY,
        *HOSTS,
        *USERS,
        *RECYCLING,
        *LOAD,
    )
}
