"""The worker: stored events applied, messages sent, files read, timers fired."""
