"""The limits of this installation and what counts them."""

from dataclasses import dataclass
from typing import Self

from api.metering import Meter
from core.limits import Limit, MovingWindow, SharedCounts
from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiters:
    """Belongs to one event loop."""

    shared: SharedCounts
    exact: MovingWindow
    items: Meter
    sign_ins: Limit
    accounts: Limit
    uploads: Limit

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say; raises `InvalidOption`."""
        shared = SharedCounts(settings.redis_url)
        return cls(
            shared=shared,
            exact=MovingWindow(shared),
            items=Meter(Limit.read("eoq", settings.limit_eoq), shared),
            sign_ins=Limit.read("sign-in", settings.limit_sign_in),
            accounts=Limit.read("account", settings.limit_account),
            uploads=Limit.read("uploads", settings.limit_uploads),
        )

    async def close(self) -> None:
        """Let Redis go."""
        await self.items.close()
        self.shared.close()
