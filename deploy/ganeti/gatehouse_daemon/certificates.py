"""Certificates that only root may read, for a front end that is not root."""

import os


class Copies:
    """Private copies of key and certificate files, made anew when the files change. A file that is only half written,
    or gone, leaves its copy as it is."""

    def __init__(self, directory, account, paths):
        self._account = account
        self._copies = {path: os.path.join(directory, "%d.pem" % number) for number, path in enumerate(dict.fromkeys(paths))}
        self._seen = {}

    def path(self, source):
        """Where the copy of a file is."""
        return self._copies[source]

    def refresh(self):
        """Copies what has changed; returns the paths of what was copied. OSError if a file cannot be read."""
        copied = []
        for source, target in self._copies.items():
            with open(source, "rb") as opened:
                facts = os.fstat(opened.fileno())
                stamp = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
                if stamp == self._seen.get(source):
                    continue
                content = opened.read()
            if content.count(b"-----BEGIN ") == content.count(b"-----END ") > 0 and content.rstrip().endswith(b"-----"):
                self._write(target, content)
                copied.append(source)
            self._seen[source] = stamp
        return copied

    def _write(self, target, content):
        new = target + ".new"
        try:
            os.unlink(new)
        except FileNotFoundError:
            pass
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o400)
        try:
            os.fchown(descriptor, self._account.pw_uid, self._account.pw_gid)
            os.write(descriptor, content)
        finally:
            os.close(descriptor)
        os.rename(new, target)

    def remove(self):
        for target in self._copies.values():
            try:
                os.unlink(target)
            except FileNotFoundError:
                pass
