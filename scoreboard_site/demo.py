"""`make demo`: set this machine up for a try, say where to go, and serve. Run again, it keeps its data.

What the environment already says is left alone; the rest gets what suits one machine on a local network.
"""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_FILE = BASE_DIR / "var" / "secret_key"


def main() -> None:
    """Prepare the environment, migrate, load the demo and become the server."""
    environment = os.environ | {"PORT": os.environ.get("PORT") or "8000"}
    environment.setdefault("SECRET_KEY", kept_secret())
    environment.setdefault("PUBLIC_URL", f"http://{lan_address()}:{environment['PORT']}")
    environment.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{socket.gethostname().lower()}")
    for command in (["migrate", "--no-input", "--verbosity", "0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, env=environment, check=True)  # noqa: S603
    endpoint = f"tcp:port={environment['PORT']}:interface=0.0.0.0:backlog=4096"
    daphne = str(Path(sys.executable).with_name("daphne"))
    os.chdir(BASE_DIR)
    os.execve(daphne, [daphne, "--verbosity", "0", "-e", endpoint, "scoreboard_site.asgi:application"], environment)  # noqa: S606


def kept_secret() -> str:
    """A secret key of this copy's own, made once, so that links and sessions outlive a restart."""
    if not SECRET_FILE.exists():
        SECRET_FILE.parent.mkdir(exist_ok=True)
        SECRET_FILE.touch(mode=0o600)
        SECRET_FILE.write_text(secrets.token_urlsafe(50))
    return SECRET_FILE.read_text().strip()


def lan_address() -> str:
    """The address under which phones on the same network reach this machine; localhost where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only asks the system which interface it would use.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "localhost"


if __name__ == "__main__":
    main()
