"""/etc/default/gatehouse: what Ganeti's own options cannot say."""

import os
import re
import shlex

from gatehouse_daemon import ganeti

FILE = "/etc/default/gatehouse"
SETTINGS = "/etc/gatehouse/gatehouse.properties"
CONTAINER = "GATEHOUSE_CONTAINER"
TRANSFER_PORT = "GATEHOUSE_TRANSFER_PORT"
TRANSFER_DIRECTORY = "GATEHOUSE_TRANSFER_DIRECTORY"
STOP_TIMEOUT = "GATEHOUSE_STOP_TIMEOUT"
_NO_SETTINGS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "gatehouse.properties")
_CONTAINERS = ("jetty", "tomcat")
_ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)\Z")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def environment():
    """The front end's environment: a small one, the file's variables, and of this process's own those that say GATEHOUSE."""
    made = {"PATH": _PATH, "LANG": "C.UTF-8"}
    made.update(_read(FILE))
    made.update((name, value) for name, value in os.environ.items() if name.startswith("GATEHOUSE_") or name == "JAVA_HOME")
    return made


def container(environment):
    """Which container is to run."""
    chosen = environment.get(CONTAINER) or _CONTAINERS[0]
    if chosen not in _CONTAINERS:
        raise ganeti.StartError("%s in %s is %s, not %s" % (CONTAINER, FILE, " or ".join(_CONTAINERS), chosen))
    return chosen


def transfer_port(environment):
    """Where disk transfers are to be served; None: nowhere."""
    text = environment.get(TRANSFER_PORT) or ""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise ganeti.StartError("%s in %s is a port of 1024 or above, not %s" % (TRANSFER_PORT, FILE, text))
    return int(text)


def settings():
    """The application's settings file."""
    return SETTINGS if os.path.exists(SETTINGS) else _NO_SETTINGS


def is_set(environment, variable, key):
    """Whether the administrator has said something about a setting, there or in the settings file."""
    if variable in environment:
        return True
    try:
        with open(SETTINGS, encoding="utf-8") as opened:
            return re.search(r"^[ \t]*%s[ \t]*[=: \t]" % re.escape(key), opened.read(), re.MULTILINE) is not None
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError) as trouble:
        raise ganeti.StartError("cannot read %s: %s" % (SETTINGS, trouble)) from trouble


def _read(path):
    """NAME=VALUE lines, quoted as in a shell; nothing is expanded or run."""
    found = {}
    try:
        with open(path, encoding="utf-8") as opened:
            lines = opened.read().splitlines()
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError) as trouble:
        raise ganeti.StartError("cannot read %s: %s" % (path, trouble)) from trouble
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        assignment = _ASSIGNMENT.match(line.strip())
        try:
            words = shlex.split(assignment[2], comments=True) if assignment else None
        except ValueError:
            words = None
        if words is None or len(words) > 1:
            raise ganeti.StartError("%s, line %d: NAME=VALUE is wanted, with quotes around blanks" % (path, number))
        found[assignment[1]] = words[0] if words else ""
    return found
