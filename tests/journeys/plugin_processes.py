"""The plugin as an operator starts it: ``serve``, ``worker`` and the commands, in processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import requests

COMMAND = Path(sys.executable).with_name("hanoiwork")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PluginProcesses:
    """One home, one port, and the processes over it; only the four settings of the README are given."""

    def __init__(self, home: Path, issuer: str, port: int | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("HANOIWORK_")} | {
            "HANOIWORK_HOME": str(home),
            "HANOIWORK_ISSUER": issuer,
            "HANOIWORK_BASE_URL": self.base_url,
            "HANOIWORK_PORT": str(self.port),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        home.mkdir(parents=True, exist_ok=True)

    @property
    def manifest_url(self) -> str:
        """What an administrator gives to a host."""
        return f"{self.base_url}/hanoiwork/manifest.json"

    def start(self, name: str) -> None:
        """Start ``serve`` or ``worker``; its words go to a file in the home."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(COMMAND), name], env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_served(self, seconds: float = 60.0) -> None:
        """Until ``/healthz`` answers."""
        until = time.monotonic() + seconds
        while True:
            try:
                if requests.get(f"{self.base_url}/healthz", timeout=1).status_code == 200:
                    return
            except requests.RequestException:
                pass
            exited = self.running["serve"].poll()
            assert exited is None, f"serve ended with {exited}:\n{self.log('serve')}"
            assert time.monotonic() < until, f"serve did not answer:\n{self.log('serve')}"
            time.sleep(0.1)

    def command(self, *arguments: str, expected: int = 0) -> str:
        """Run a command to its end; what it printed, on standard error when it was to fail."""
        done = subprocess.run(
            [str(COMMAND), *arguments], env=self.env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == expected, f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout if expected == 0 else done.stderr

    def log(self, name: str) -> str:
        """The end of what a process said."""
        return (self.home / f"{name}.log").read_text("utf-8", "replace")[-6000:]

    def kill(self, name: str) -> None:
        """SIGKILL for a process and everything it started in its group."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_parent_alone(self, name: str) -> None:
        """SIGKILL for the process itself; what it started must follow by itself."""
        process = self.running.pop(name)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _, left = psutil.wait_procs(children, timeout=10)
        assert not left, f"{name} left processes behind: {left}"

    def kill_one_child(self, name: str) -> None:
        """SIGKILL for one process that ``name`` started, if it has any."""
        children = psutil.Process(self.running[name].pid).children()
        if children:
            children[0].kill()

    def stop(self, *names: str) -> dict[str, int]:
        """SIGTERM for those named, or all, then wait; exit codes by name."""
        stopping = {name: self.running.pop(name) for name in names or tuple(self.running)}
        for process in stopping.values():
            process.terminate()
        codes = {}
        for name, process in stopping.items():
            try:
                codes[name] = process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                codes[name] = process.wait()
        return codes

    def database_stopped(self, seconds: float = 20.0) -> bool:
        """Whether the embedded database stops with its last user."""
        until = time.monotonic() + seconds
        while (self.home / "postgres" / "postmaster.pid").exists() and time.monotonic() < until:
            time.sleep(0.2)
        return not (self.home / "postgres" / "postmaster.pid").exists()

    def stop_database(self) -> None:
        """Stop the embedded database if the processes left it behind (they were killed)."""
        pid_file = self.home / "postgres" / "postmaster.pid"
        if pid_file.exists():
            with suppress(psutil.NoSuchProcess, FileNotFoundError):  # it was just about to end by itself
                postmaster = psutil.Process(int(pid_file.read_text().splitlines()[0]))
                postmaster.send_signal(signal.SIGINT)
                postmaster.wait(20)
