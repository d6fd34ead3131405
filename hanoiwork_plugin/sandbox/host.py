"""The host as one value: what its routes and threads work with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanoiwork_plugin.sandbox.calls import Calls
from hanoiwork_plugin.sandbox.clock_panel import ClockPanel
from hanoiwork_plugin.sandbox.conversations import Conversations
from hanoiwork_plugin.sandbox.files import Files
from hanoiwork_plugin.sandbox.installation import Installation
from hanoiwork_plugin.sandbox.people import People
from hanoiwork_plugin.sandbox.store import Store
from hanoiwork_plugin.sandbox.tokens import Tokens
from hanoiwork_plugin.sandbox.webhooks import Outbox


@dataclass(frozen=True)
class Host:
    """Every part of the practice workspace, made by ``build``."""

    own_url: str
    plugin_url: str
    store: Store
    people: People
    tokens: Tokens
    calls: Calls
    files: Files
    clock: ClockPanel
    conversations: Conversations
    installation: Installation
    outbox: Outbox

    @classmethod
    def build(cls, home: Path, own_url: str, plugin_url: str, people_csv: Path) -> "Host":
        """Open, or make, the workspace kept under ``home / "sandbox"``."""
        folder = home / "sandbox"
        store = Store(folder / "sandbox.sqlite3")
        people = People.read(people_csv)
        tokens = Tokens(folder, own_url)
        calls = Calls(store)
        files = Files(store, folder / "files")
        clock = ClockPanel(store, calls, tokens, plugin_url)
        installation = Installation(store, own_url, plugin_url)
        return cls(
            own_url=own_url,
            plugin_url=plugin_url,
            store=store,
            people=people,
            tokens=tokens,
            calls=calls,
            files=files,
            clock=clock,
            conversations=Conversations(store, people, files, clock.times),
            installation=installation,
            outbox=Outbox(store, installation),
        )

    def status(self) -> dict[str, Any]:
        """How the connection to the plugin stands, for the inspector panel."""
        return {
            "installed": self.store.get("installed") == "yes",
            "step": self.store.get("install_step"),
            "plugin": self.plugin_url,
            "chaos": self.outbox.chaos(),
            "deliveries": self.outbox.counts(),
        }
