"""Addresses that people follow: deep links into the workspace and what a QR holds (CONTRACT 7)."""

from urllib.parse import quote
from uuid import UUID

MAX_QR_ADDRESS = 120


def object_link(workspace_url: str, app_id: str, object_type: str, object_id: UUID | str) -> str:
    """The address that opens the plugin's card of an object, for the person who follows it."""
    parts = (quote(str(part), safe="") for part in (app_id, object_type, object_id))
    return "{}/a/{}/o/{}/{}".format(workspace_url.rstrip("/"), *parts)


def task_link(workspace_url: str, app_id: str, task_id: UUID | str) -> str:
    """The address that opens the card of a task (nhiệm vụ)."""
    return object_link(workspace_url, app_id, "task", task_id)


def qr_address(base_url: str, token: str) -> str:
    """What a QR holds: an address of the plugin that shows nothing by itself.

    Raises:
        ValueError: when it would exceed 120 characters, past which phones read a printed QR badly.
    """
    address = f"{base_url.rstrip('/')}/q/{quote(token, safe='')}"
    if len(address) > MAX_QR_ADDRESS:
        raise ValueError(f"the address in a QR has at most {MAX_QR_ADDRESS} characters")
    return address
