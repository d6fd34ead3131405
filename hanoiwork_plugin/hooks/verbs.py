"""Every verb of a card's button (CONTRACT 5), each with its schema and what it does."""

from hanoiwork_plugin.hooks import (
    bottleneck_presses,
    catalogue_presses,
    change_presses,
    data_presses,
    doing_presses,
    evaluation_presses,
    evidence_presses,
    giving_presses,
    menu_presses,
    objective_presses,
    part_presses,
    plan_presses,
    reconciliation_presses,
    rollout_presses,
    support_presses,
    task_presses,
    time_presses,
)
from hanoiwork_plugin.hooks.press import Verb

VERBS: dict[str, Verb] = {
    **task_presses.VERBS,
    **giving_presses.VERBS,
    **evaluation_presses.VERBS,
    **support_presses.VERBS,
    **reconciliation_presses.VERBS,
    **objective_presses.VERBS,
    **plan_presses.VERBS,
    **change_presses.VERBS,
    **menu_presses.VERBS,
    **rollout_presses.VERBS,
    **doing_presses.VERBS,
    **part_presses.VERBS,
    **time_presses.VERBS,
    **bottleneck_presses.VERBS,
    **data_presses.VERBS,
    **catalogue_presses.VERBS,
    **evidence_presses.VERBS,
}
"""Every button of every card; ``manifest.json`` lists the same."""
