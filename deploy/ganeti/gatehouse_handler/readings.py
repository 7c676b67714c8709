"""Numbers out of what the kernel, DRBD and Ganeti write down. Pure: text in, numbers out, None where there is none."""

import re

_CONNECTION = re.compile(r"^\s*(\d+): cs:(\S+)")
_PERCENT = re.compile(r"sync'ed:\s*([0-9.]+)%")
_FINISH = re.compile(r"finish:\s*(\d+):(\d+):(\d+)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def written_bytes(io):
    """Bytes that a process has written, from its /proc/PID/io.

    This is wchar, what it passed to write calls. write_bytes is no measure: it stays 0 on tmpfs, counts the file system's own
    blocks elsewhere, and runs ahead of or behind the file with the page cache."""
    for line in io.splitlines():
        name, _, value = line.partition(":")
        if name == "wchar" and value.strip().isdigit():
            return int(value)
    return None


def file_position(fdinfo):
    """(position, may be written) of one /proc/PID/fdinfo/N, or None."""
    fields = dict(line.split(":", 1) for line in fdinfo.splitlines() if ":" in line)
    try:
        return int(fields["pos"]), int(fields["flags"], 8) & 3 != 0
    except (KeyError, ValueError):
        return None


def drbd_sync(status):
    """{minor: (percent, seconds left or None)} of /proc/drbd's text (DRBD 8), for the minors that are being synchronised,
    and 100 for those that are connected."""
    found = {}
    minor = None
    for line in status.splitlines():
        head = _CONNECTION.match(line)
        if head:
            minor = int(head.group(1))
            if head.group(2) == "Connected":
                found[minor] = (100.0, 0)
            continue
        percent, finish = _PERCENT.search(line), _FINISH.search(line)
        if minor is not None and percent:
            found[minor] = (float(percent.group(1)), found.get(minor, (0, None))[1])
        if minor in found and finish:
            hours, minutes, seconds = map(int, finish.groups())
            found[minor] = (found[minor][0], hours * 3600 + minutes * 60 + seconds)
    return found


def device_sync(status):
    """(percent, seconds left or None) of a BdevStatus object, or None when nothing is being synchronised."""
    if not isinstance(status, dict) or not _number(status.get("sync_percent")):
        return None
    left = status.get("estimated_time")
    return float(status["sync_percent"]), left if _number(left) else None


def migrated_ram(status):
    """(transferred, total) bytes of a migration status, or None."""
    if not isinstance(status, dict):
        return None
    done, total = status.get("transferred_ram"), status.get("total_ram")
    return (done, total) if _number(done) and _number(total) and total > 0 else None


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def printable(data, limit):
    """Text for people from bytes or text: wrong UTF-8 replaced, control characters gone, no longer than limit characters."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data.encode("utf-8", "replace").decode("utf-8")
    text = _CONTROL.sub(" ", text.rstrip("\r\n"))
    return text if len(text) <= limit else text[:limit - 1] + "…"
