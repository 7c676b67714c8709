"""The records of transfers: what one gives out, to whom, until when. Written and signed here, read and verified here and by
the front end, which believes nothing that is not signed with the node daemon's key."""

import base64
import contextlib
import json
import os
import re
import secrets
import stat
import time

ID = re.compile(r"[rl]-[0-9a-f]{1,40}-[0-9a-f]{32}-[0-9a-f-]{36}-[0-9]{1,3}-[0-9a-f]{16}\Z")
# Says for which node the records are; in no file of Ganeti's can a node read its own UUID.
NODE = "node"
_LONGEST = 64 << 10
_KEPT_SECONDS = 24 * 3600
# No transfer lasts longer.
LONGEST_LIFE = 7 * 24 * 3600
_PEM = r"-----BEGIN %s-----.*?-----END %s-----"
_KEY = re.compile((_PEM % ((r"[A-Z ]*PRIVATE KEY",) * 2)).encode(), re.DOTALL)
_CERTIFICATE = re.compile((_PEM % (("CERTIFICATE",) * 2)).encode(), re.DOTALL)


def _is_export(name, instances):
    """Whether another cluster gets a disk of one of these instances."""
    return name.startswith("r-") and any("-%s-" % uuid in name for uuid in instances)


class RecordError(Exception):
    """The record is not there or must not be believed; the text is for the caller."""


class Signer:
    """Signs and verifies with the key pair in Ganeti's node certificate file, read anew each time: it may be replaced."""

    def __init__(self, path):
        self._path = path

    def _read(self, block):
        with open(self._path, "rb") as source:
            found = block.search(source.read())
        if found is None:
            raise RecordError("%s is not whole" % self._path)
        return found[0]

    def sign(self, data):
        """The signature, as the text of its file."""
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding
        key = serialization.load_pem_private_key(self._read(_KEY), None)
        return base64.b64encode(key.sign(data, padding.PKCS1v15(), hashes.SHA256()))

    def verify(self, data, signature):
        """Raises RecordError unless the signature is this key's for data."""
        from cryptography import exceptions, x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding
        key = x509.load_pem_x509_certificate(self._read(_CERTIFICATE)).public_key()
        try:
            key.verify(base64.b64decode(signature, validate=True), data, padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, exceptions.InvalidSignature):
            raise RecordError("the record's signature is wrong") from None


class Records:
    """The directory of the records: root's, the group may read. Other daemons may write in the directory above it, so it is
    looked at closely, and what is in it is reached through its descriptor only."""

    def __init__(self, directory, group, signer):
        self._directory = directory
        self._group = group
        self._signer = signer

    @contextlib.contextmanager
    def _opened(self, make=False):
        """The directory's descriptor, or None if there is no directory."""
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(self._directory, 0o700)
        try:
            place = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            yield None
            return
        except OSError as trouble:
            raise RecordError("%s cannot be used: %s" % (self._directory, trouble.strerror)) from trouble
        try:
            facts = os.fstat(place)
            if facts.st_uid != os.geteuid() or facts.st_mode & 0o022:
                raise RecordError("%s is not root's alone: remove it" % self._directory)
            if make and (facts.st_gid, stat.S_IMODE(facts.st_mode)) != (self._group, 0o750):
                os.fchown(place, -1, self._group)
                os.fchmod(place, 0o750)
            yield place
        finally:
            os.close(place)

    def write(self, records, node):
        """Writes new records, all or none. The front end sees each of them whole or not at all."""
        with self._opened(make=True) as place:
            if self._read(place, NODE) != node.encode("ascii"):
                self._put(place, NODE, node.encode("ascii"))
            written = []
            try:
                for record in records:
                    data = json.dumps(record).encode("ascii")
                    written.append(record["id"])
                    self._put(place, record["id"] + ".sig", self._signer.sign(data))
                    self._put(place, record["id"] + ".json", data)
                os.fsync(place)
            except BaseException:
                for name in written:
                    self._remove(place, name)
                raise

    def _put(self, place, name, data):
        temporary = ".%s.%s" % (name, secrets.token_hex(4))
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=place)
        try:
            with os.fdopen(descriptor, "wb") as target:
                os.fchown(descriptor, -1, self._group)
                os.fchmod(descriptor, 0o640)
                target.write(data)
                target.flush()
                os.fsync(descriptor)
            os.rename(temporary, name, src_dir_fd=place, dst_dir_fd=place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary, dir_fd=place)
            raise

    @staticmethod
    def _read(place, name):
        """A file's content, None if there is none or it is no such file."""
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=place)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as source:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            data = source.read(_LONGEST + 1)
            return data if len(data) <= _LONGEST else None

    @staticmethod
    def _remove(place, name):
        # Without its record a signature is nothing.
        for ending in (".json", ".sig"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name + ending, dir_fd=place)

    def find(self, name):
        """The verified record of a transfer that is open now; RecordError if there is none."""
        if not isinstance(name, str) or not ID.match(name):
            raise RecordError("this is no transfer")
        with self._opened() as place:
            if place is None:
                raise RecordError("there is no such transfer")
            data, signature, node = (self._read(place, one) for one in (name + ".json", name + ".sig", NODE))
        if data is None or signature is None:
            raise RecordError("there is no such transfer")
        self._signer.verify(data, signature)
        record = json.loads(data)
        if record["id"] != name or record["version"] != 2:
            raise RecordError("the record is another transfer's")
        if node is None or record["node"].encode("ascii") != node:
            raise RecordError("the record is another node's")
        if time.time() >= record["not_after"]:
            raise RecordError("the transfer is over: it was open until %d" % record["not_after"])
        return record

    def remove(self, names, instances=()):
        """Removes these records, those for other clusters of these instances (UUIDs), and what is long over or was never finished.
        Names of no transfer do no harm."""
        with self._opened() as place:
            if place is None:
                return
            for name in names:
                if ID.match(name):
                    self._remove(place, name)
            now = time.time()
            for file in os.listdir(place):
                name, _, ending = file.rpartition(".")
                if ending == "json" and ID.match(name) and (_is_export(name, instances) or self._is_old(place, file, now)):
                    self._remove(place, name)
                elif ending not in ("json",) and file != NODE and self._is_left_over(place, file, now):
                    with contextlib.suppress(OSError):
                        os.unlink(file, dir_fd=place)

    def _is_old(self, place, file, now):
        try:
            return now > json.loads(self._read(place, file) or b"")["not_after"] + _KEPT_SECONDS
        except (ValueError, KeyError, TypeError):
            return self._is_left_over(place, file, now)

    @staticmethod
    def _is_left_over(place, file, now):
        """Whether nobody has written it for longer than any transfer lasts."""
        try:
            return now > os.stat(file, dir_fd=place, follow_symlinks=False).st_mtime + LONGEST_LIFE + _KEPT_SECONDS
        except OSError:
            return False
