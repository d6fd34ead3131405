"""The practice workspace (không gian thực hành): a small chat host that speaks CONTRACT 1.0 with the plugin.

It imports only the kit, keeps its own SQLite file, and reaches the plugin over HTTP only.

- ``app`` puts it together, ``main`` serves it, ``host`` is everything it holds;
- what people do: ``writing`` (messages, host tasks, deep links), ``presses`` (buttons on cards), ``clock_panel``;
- what the plugin may ask: ``hostapi``; who people are: ``oidc``, ``tokens``, ``people``;
- what the plugin is told: ``webhooks`` (events, signatures), ``delivery`` (the thread), ``install``, ``installation``;
- what is kept: ``store``, ``conversations``, ``files``, ``calls``;
- what browsers load: ``pages``, ``page_api``, ``templates/``, ``static/``.
"""
