"""Management commands as processes of their own, without Django's start, which takes longer than most of them.

One process (`python -m tests.commands`) has Django ready with a stack's settings and forks for each command: it reads
its arguments, a line of JSON, and answers with the exit status and what was printed.
"""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile

from tests.databases import ROOT

PATIENCE = 120  # seconds


class Commands:
    """Runs management commands, one at a time, with the settings of this environment."""

    def __init__(self, environment):
        command, pipe = [sys.executable, "-m", "tests.commands"], subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, *arguments, check=True):
        """Run one; returns what it printed."""
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        status, printed, complaint = json.loads(self.process.stdout.readline())
        assert not check or status == 0, complaint
        return printed.strip()

    def close(self):
        self.process.communicate()


def next_command():
    """Returns in a child, with the arguments of a command. The parent stays here, and tells how each has ended."""
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as complaint, open(os.devnull) as nothing:
            child = os.fork()
            if not child:
                for number, file in enumerate((nothing, printed, complaint)):
                    os.dup2(file.fileno(), number)
                signal.alarm(PATIENCE)
                return json.loads(line)
            answer = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]
            for file in (printed, complaint):
                file.seek(0)
                answer.append(file.read())
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    sys.exit()


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard_site.settings")  # as manage.py does
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    importlib.import_module("scoreboard_site.urls")
    gc.freeze()  # else each child, as it ends, looks through all of it, and that copies it
    sys.argv = ["manage.py", *next_command()]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
