"""What each method can tell about itself while it runs. In a child only; see hooks for the rules.

A plan hears when the call starts, when a command starts, runs and ends, and when the call is over.
"""

import ctypes
import json
import os
import signal
import time

from gatehouse_handler import feedback, readings

_MIB = 1 << 20
# As long as Ganeti waits for DRBD's peers.
_ATTACH_SECONDS = 120
_PR_SET_PDEATHSIG = 1


def plan(observer, method, params):
    """The plan for this call, or None when there is nothing to tell. May raise anything if params are not as they should be."""
    make = _PLANS.get(method)
    return make(observer, params) if make else None


def exists(method):
    """Whether there is anything to tell about calls of this method."""
    return method in _PLANS


class Plan:
    """Tells nothing."""

    def __init__(self, observer):
        self.observer = observer

    def started(self):
        pass

    def command_started(self, command):
        pass

    def command_running(self, command, pid):
        pass

    def command_ended(self, command, result):
        pass

    def finished(self, answer):
        pass


def _well(result):
    return result is not None and not result.failed


def _bytes(mib):
    return int(mib) * _MIB


def _disk(disk):
    """The name under which a disk's progress goes: disk/0, else its UUID, else none."""
    return disk.get("iv_name") or disk.get("uuid") or None


class Timed(Plan):
    """By the clock. exact: the call takes the whole time, unless it fails."""

    def __init__(self, observer, total, phase=None, exact=False):
        super().__init__(observer)
        self._total = float(total)
        self._phase = phase
        self._exact = exact

    def started(self):
        if self._total > 0:
            self._watch = self.observer.watch("time", total=self._total, phase=self._phase, final=self._exact)

    def finished(self, answer):
        if self._total > 0:
            self.observer.unwatch(self._watch, answer.startswith(b"[true"))


class Dump(Plan):
    """One dd that writes a disk (kind writes), or a shell's pipeline with one at its end (kind pipeline)."""

    def __init__(self, observer, kind, disk, total, phase):
        super().__init__(observer)
        self._kind = kind
        self._about = {"item": _disk(disk), "total": total, "phase": phase}
        self._watch = None

    def command_running(self, command, pid):
        if command.name == ("sh" if self._kind == "pipeline" else "dd"):
            self._watch = self.observer.watch(self._kind, pid=pid, **self._about)

    def command_ended(self, command, result):
        self.observer.unwatch(self._watch, _well(result))
        self._watch = None


class Download(Plan):
    """This process itself writes the disk."""

    def __init__(self, observer, disk, total):
        super().__init__(observer)
        self._about = {"item": _disk(disk), "total": total, "phase": "download"}

    def started(self):
        known = [int(number) for number in os.listdir("/proc/self/fd")]
        self._watch = self.observer.watch("position", pid=os.getpid(), known=known, **self._about)

    def finished(self, answer):
        # The image may be smaller than the disk: there is no total to call done.
        self.observer.unwatch(self._watch, False)


class Script(Plan):
    """The lines that an operating system's script writes to its log."""

    _watch = None

    def command_started(self, command):
        if command.output:
            try:
                offset = os.stat(command.output).st_size
            except OSError:
                offset = 0
            self._watch = self.observer.watch("lines", path=command.output, offset=offset)

    def command_ended(self, command, result):
        self.observer.unwatch(self._watch, _well(result))
        self._watch = None


class Steps(Plan):
    """Commands done so far; the phase is the program that runs."""

    _done = 0

    def command_started(self, command):
        self.observer.say(feedback.progress(self._done, "items", phase=command.name))

    def command_ended(self, command, result):
        self._done += 1
        self.observer.say(feedback.progress(self._done, "items", phase=command.name))


class Hooks(Plan):
    """Script by script, by name and outcome."""

    def __init__(self, observer, directory):
        super().__init__(observer)
        self._directory = directory
        self._done = 0
        self._total = None

    def started(self):
        if os.path.isdir(self._directory):
            self._total = sum(map(_runs, os.scandir(self._directory)))

    def command_started(self, command):
        if os.path.dirname(command.path) == self._directory:
            self._say(command)

    def command_ended(self, command, result):
        if os.path.dirname(command.path) != self._directory:
            return
        self._done += 1
        outcome = "could not be run" if result is None else result.fail_reason or "done"
        self.observer.say(feedback.log("hook %s (%d of %d): %s" % (command.name, self._done, self._total, outcome)))
        self._say(command)

    def _say(self, command):
        self.observer.say(feedback.progress(self._done, "items", total=self._total, item="hooks", phase=command.name))


def _runs(entry):
    """Whether Ganeti will run this file of a hooks directory, as its RunParts decides."""
    from ganeti import constants
    return (not entry.name.startswith(".") and constants.EXT_PLUGIN_MASK.match(entry.name) is not None
            and os.path.isfile(entry.path) and os.access(entry.path, os.X_OK))


class Nodes(Plan):
    """Node i of n, told by the node that a remote command names."""

    def __init__(self, observer, names):
        super().__init__(observer)
        self._names = frozenset(names)
        self._seen = []

    def command_started(self, command):
        for word in command.words:
            name = word.rpartition("@")[2]
            if name in self._names and name not in self._seen:
                self._seen.append(name)
        if self._seen:
            self.observer.say(feedback.progress(
                len(self._seen) - 1, "items", total=len(self._names), item="nodes", phase=self._seen[-1]))

    def finished(self, answer):
        if answer.startswith(b"[true"):
            self.observer.say(feedback.progress(len(self._names), "items", total=len(self._names), item="nodes"))


class Sync(Plan):
    """DRBD's synchronisation while the call waits for it."""

    def __init__(self, observer, disks):
        super().__init__(observer)
        self._minors = {
            str(disk["dynamic_params"]["local-minor"]): _disk(disk) for disk in disks
            if (disk.get("dynamic_params") or {}).get("local-minor") is not None}

    def started(self):
        if self._minors:
            self._watch = self.observer.watch("drbd", minors=self._minors)

    def finished(self, answer):
        if self._minors:
            self.observer.unwatch(self._watch, True)


class MirrorStatus(Plan):
    """The answer itself, as progress of each disk: whoever watches from outside sees it too."""

    def __init__(self, observer, disks):
        super().__init__(observer)
        self._names = [_disk(disk) for disk in disks]

    def finished(self, answer):
        for message in mirror_progress(self._names, json.loads(answer)):
            self.observer.say(message)


def mirror_progress(names, answer):
    """Progress messages for an answer of blockdev_getmirrorstatus (or _multi), disks named as in names."""
    messages = []
    well, statuses = answer
    for name, status in zip(names, statuses if well else []):
        if isinstance(status, list) and len(status) == 2:
            status = status[1]
        found = readings.device_sync(status)
        if found:
            messages.append(feedback.progress(
                found[0], "percent", total=100, eta=found[1], item=name, phase="sync"))
    return messages


def migration_progress(status):
    """The progress message for a migration status object, or None."""
    ram = readings.migrated_ram(status)
    if ram is None:
        return None
    return feedback.progress(min(ram), "bytes", total=ram[1], item="ram", phase=status.get("status"))


class MigrationStatus(Plan):
    """The answer itself, as progress."""

    def finished(self, answer):
        well, status = json.loads(answer)
        message = migration_progress(status) if well else None
        if message:
            self.observer.say(message)


class Migration(Plan):
    """A process of its own asks the hypervisor each second while this one migrates: some hypervisors' calls do not return
    before the end."""

    _poller = None

    def __init__(self, observer, instance):
        super().__init__(observer)
        self._instance = instance

    def started(self):
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._poller = pid
            return
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() == parent:
                self._poll()
        finally:
            os._exit(0)

    def _poll(self):
        from ganeti import hypervisor, objects
        instance = objects.Instance.FromDict(self._instance)
        while True:
            # First of all the migration itself needs the hypervisor.
            time.sleep(1)
            status = hypervisor.GetHypervisor(instance.hypervisor).GetMigrationStatus(instance)
            message = migration_progress(status.ToDict())
            if message:
                self.observer.say(message)

    def finished(self, answer):
        if self._poller:
            os.kill(self._poller, signal.SIGKILL)
            os.waitpid(self._poller, 0)
            self._poller = None


def _image(observer, params):
    disk, image, size = params
    from ganeti import utils
    if utils.IsUrl(image):
        return Download(observer, disk, _bytes(size))
    # Block devices have no size of their own here; dd then ends at the disk's.
    held = os.stat(image).st_size if os.path.isfile(image) else _bytes(size)
    return Dump(observer, "writes", disk, min(_bytes(size), held), "image")


def _hooks(observer, params):
    from ganeti import pathutils
    return Hooks(observer, os.path.join(pathutils.HOOKS_BASE_DIR, "%s-%s.d" % (params[0], params[1])))


def _steps(observer, params):
    return Steps(observer)


_PLANS = {
    "blockdev_wipe": lambda observer, params: Dump(observer, "writes", params[0], _bytes(params[2]), "wipe"),
    "blockdev_image": _image,
    "blockdev_convert":
        lambda observer, params: Dump(observer, "pipeline", params[1], _bytes(params[0]["size"]), "convert"),
    "instance_os_add": lambda observer, params: Script(observer),
    "instance_run_rename": lambda observer, params: Script(observer),
    "hooks_runner": _hooks,
    "node_ssh_keys_renew": lambda observer, params: Nodes(observer, params[1]),
    "node_ssh_key_add": lambda observer, params: Nodes(observer, params[2]),
    "node_ssh_key_remove": lambda observer, params: Nodes(observer, params[3]),
    "test_delay": lambda observer, params: Timed(observer, params[0], exact=True),
    "instance_shutdown": lambda observer, params: Timed(observer, params[1], phase="shutdown"),
    "drbd_attach_net": lambda observer, params: Timed(observer, _ATTACH_SECONDS, phase="attach"),
    "drbd_wait_sync": lambda observer, params: Sync(observer, params[0]),
    "blockdev_getmirrorstatus": lambda observer, params: MirrorStatus(observer, params[0]),
    "blockdev_getmirrorstatus_multi": lambda observer, params: MirrorStatus(observer, params[0]),
    "instance_migrate": lambda observer, params: Migration(observer, params[1]),
    "instance_get_migration_status": lambda observer, params: MigrationStatus(observer),
}
_PLANS.update(dict.fromkeys((
    "blockdev_create", "blockdev_grow", "blockdev_snapshot", "blockdev_remove", "iallocator_runner", "node_verify",
    "os_export", "restricted_command", "run_oob",
), _steps))
