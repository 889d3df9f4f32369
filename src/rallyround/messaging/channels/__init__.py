"""The ways out, one folder each behind the interface of `base`; the first that reaches the person is taken."""

from rallyround.messaging.channels import console, email
from rallyround.messaging.channels.base import Address, Channel, NotSent, Outgoing

CHANNELS: dict[str, Channel] = {channel.key: channel for channel in (email.channel, console.channel)}

__all__ = ["CHANNELS", "Address", "Channel", "NotSent", "Outgoing", "choose"]


def choose(to: Address, wanted: str = "") -> Channel:
    """The way that was asked for, else the first that leads to this person; `NotSent` when there is none."""
    if wanted:
        return CHANNELS[wanted]
    for channel in CHANNELS.values():
        if channel.can_reach(to):
            return channel
    raise NotSent("no_way_to_reach", final=True)
