"""A port another program has is said before anything is started."""

from ops.embedded.ports import is_free
from ops.refusal import Refusal


def refuse_taken_port(port: int, host: str, *, what: str, option: str) -> None:
    """Raise `Refusal` where nothing could listen on the port; `option` names what chooses another.

    >>> refuse_taken_port(0, "127.0.0.1", what="API", option="port")
    """
    if not is_free(port, host):
        raise Refusal(
            f"Port {port} on {host}, meant for the {what}, is taken by another program.",
            remedy=f"Choose another by --{option} or LOTWISE_{what}_PORT.",
        )
