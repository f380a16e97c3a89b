"""Starts the database, the servers and the worker together, for ``make run``."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from honcho.manager import Manager

from actions.clinic.errors import ClinicError
from actions.clinic.settings import load_settings
from actions.clinic.store import shared_store
from actions.clinic.worker.__main__ import make_worker
from bot.whatsapp.settings import read_whatsapp_settings, settings_problem

HOST = "127.0.0.1"
PROJECT = Path(__file__).resolve().parents[1]
MODEL = PROJECT / "models" / "movewell.tar.gz"
VAR = PROJECT / "var"
WHATSAPP_PORT_OFFSET = -30
"""From the action server's port to that of WhatsApp's receiver: 5025 by default."""
STOPPED_BY_USER = (130, 143)
"""Exit codes after Ctrl-C and after a polite request to end."""
READY_TIMEOUT = 180
"""Seconds that a start may take."""


def main() -> int:
    """Start everything; return the exit code of the first process that ended."""
    port = int(os.environ.get("PORT", "5005"))
    action_port = port + 50
    problem = start_problem(port, action_port)
    if problem:
        print(problem, file=sys.stderr)
        return 1

    VAR.mkdir(exist_ok=True)
    try:
        shared_store().migrate()
    except ClinicError as error:
        print(f"The database cannot be prepared: {error}", file=sys.stderr)
        return 1
    manager = Manager()
    for name, command in server_commands(port, action_port).items():
        manager.add_process(
            name,
            f'exec "{sys.executable}" -m {command} > "{log_file(name)}" 2>&1',
            env=server_environment(action_port),
            cwd=str(PROJECT),
        )
    threading.Thread(target=announce, args=(port, action_port), daemon=True).start()
    manager.loop()
    if manager.returncode in STOPPED_BY_USER:
        return 0
    print(f"A server ended by itself, so all were stopped. See {VAR}/*.log.", file=sys.stderr)
    return int(manager.returncode or 1)


def server_commands(port: int, action_port: int) -> dict[str, str]:
    """Return the Python module and arguments of each process; WhatsApp's only if it is set up."""
    receiver = {"whatsapp": "bot.whatsapp.receiver"} if read_whatsapp_settings() else {}
    return {
        "worker": "actions.clinic.worker",
        "actions": f"rasa_sdk --actions actions --port {action_port}",
        "rasa": f'rasa run --model "{MODEL}" --port {port} --interface {HOST}'
        " --endpoints endpoints.yml --credentials credentials.yml",
        **receiver,
    }


def log_file(name: str) -> Path:
    """Return where a server's output goes."""
    return VAR / f"{name}.log"


def start_problem(port: int, action_port: int) -> str | None:
    """Return why the bot cannot start, in one sentence, or None."""
    if not MODEL.exists():
        return "There is no trained model: run `make train` first."
    problem = settings_problem()
    if problem:
        return problem
    for wanted in used_ports(port, action_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError:
                return f"Port {wanted} is in use: stop what uses it, or choose another with PORT=."
    try:
        make_worker(load_settings())  # reads every setting of the worker, connects to nothing
    except ClinicError as error:
        return str(error)
    return None


def used_ports(port: int, action_port: int) -> list[int]:
    """Return the ports that the servers will listen on."""
    receiver = int(server_environment(action_port)["WHATSAPP_PORT"])
    return [port, action_port, *([receiver] if read_whatsapp_settings() else [])]


def server_environment(action_port: int) -> dict[str, str]:
    """Return the environment of the servers: everything stays on this machine."""
    defaults = {
        "ACTION_ENDPOINT_URL": f"http://{HOST}:{action_port}/webhook",
        "SANIC_HOST": HOST,
        "WHATSAPP_PORT": str(action_port + WHATSAPP_PORT_OFFSET),
        "TRACKER_DB": str(VAR / "conversations.db"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": str(PROJECT),
    }
    return {**os.environ, **{key: os.environ.get(key) or value for key, value in defaults.items()}}


def announce(port: int, action_port: int) -> None:
    """Print the addresses as soon as both servers answer."""
    started = time.monotonic()
    pages = [f"http://{HOST}:{port}/", f"http://{HOST}:{action_port}/health"]
    while not all(answers(page) for page in pages):
        if time.monotonic() - started > READY_TIMEOUT:
            print(f"The servers did not answer within {READY_TIMEOUT} seconds.", file=sys.stderr)
            return
        time.sleep(0.5)
    print(
        f"\nReady after {time.monotonic() - started:.0f} seconds. Press Ctrl-C to stop.\n"
        f"  Bot      POST http://{HOST}:{port}/webhooks/rest/webhook"
        ' {"sender": "...", "message": "..."}\n'
        f"  Website  http://{HOST}:{port}/webhooks/website/demo (the article with the chat)\n"
        f"  Actions  http://{HOST}:{action_port}/health\n"
        f"  Logs     {VAR}/*.log\n"
        "  Chat     make chat (in another terminal)\n",
        flush=True,
    )


def answers(address: str) -> bool:
    """Whether an HTTP server answers at the address."""
    try:
        with urllib.request.urlopen(address, timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
