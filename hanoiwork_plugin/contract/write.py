"""``make contract``: writes ``webhooks/schemas/`` from the running schemas."""

import json
from pathlib import Path

from hanoiwork_plugin import resources
from hanoiwork_plugin.contract.schemas import files


def write_schemas(folder: Path) -> int:
    """Bring ``folder`` to what the code says, files that no longer belong there removed; how many files it holds."""
    wanted = {folder / path: document for path, document in files().items()}
    for path, document in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for path in set(folder.rglob("*.json")) - set(wanted):
        path.unlink()
    return len(wanted)


if __name__ == "__main__":
    write_schemas(resources.webhooks_dir() / "schemas")
