"""The calls of disk transfers, which are Gatehouse's own and stand beside Ganeti's. In a child only."""

import hmac
import json
import logging
import os
import re
import secrets
import time

from gatehouse_handler import disks, records, relay

# What the user of --relay-user may call: it reaches the nodes, signs, and tells private OS parameters, for the master's RAPI.
RELAYED = frozenset((
    "transfer_relay", "transfer_sign", "transfer_verify", "transfer_osparams", "transfer_osparams_values"))
METHODS = RELAYED | {"transfer_prepare", "transfer_cleanup"}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_SERIAL = re.compile(r"[0-9a-f]{1,40}\Z")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"[a-zA-Z0-9]{1,64}\Z")
_CODINGS = ("identity", "gzip", "zstd")
_MODES = ("remote", "local")
_MOST_DISKS, _MOST_STREAMS = 64, 256
_LONGEST_TEXT = 1 << 20
_LONGEST_AUTHORITY = 32 << 10


class CallError(Exception):
    """The call failed; the text is its answer."""


class Transfers:
    """Carries the calls out. secret() gives the cluster domain secret, configuration() the cluster's configuration as JSON
    text, which only master candidates have."""

    def __init__(self, places, kept, secret, caller, configuration):
        self._disks = places
        self._records = kept
        self._secret = secret
        self._caller = caller
        self._configuration = configuration
        self._methods = {
            "transfer_prepare": self._prepare, "transfer_cleanup": self._cleanup, "transfer_relay": self._relay,
            "transfer_sign": self._sign, "transfer_verify": self._verify,
            "transfer_osparams": self._osparams, "transfer_osparams_values": self._osparams_values}

    def call(self, method, body, say):
        """(status, answer) of one call, the answer as Ganeti's are: [success, payload] and a line feed. say(message) takes
        feedback. Only of a call that was passed on may the status be another than 200."""
        try:
            answer = self._methods[method](json.loads(body), say)
        except relay.RelayError as trouble:
            return trouble.status, str(trouble).encode("utf-8", "replace")
        except (CallError, disks.DiskError, records.RecordError) as trouble:
            answer = [False, str(trouble)]
        except Exception as trouble:
            logging.exception("%s failed", method)
            answer = [False, "Error while executing backend function: %s" % trouble]
        return 200, json.dumps(answer).encode("ascii") + b"\n"

    def _prepare(self, arguments, _):
        about = _one_object(arguments)
        mode = _checked(about, "mode", lambda value: value in _MODES)
        instance = _text(about, "instance", re.compile(r".+\Z"))
        common = {
            "version": 2, "mode": mode, "authority": None, "codings": _checked(about, "codings", _are_codings),
            "streams": _checked(about, "streams", lambda value: type(value) is int and 1 <= value <= _MOST_STREAMS),
            "not_after": _checked(about, "not_after", _is_near_future), "created": int(time.time()),
            "node": _text(about, "node", _UUID), "instance": instance}
        if mode == "remote" and about.get("authority") is not None:
            common["authority"] = _checked(
                about, "authority", lambda value: isinstance(value, str) and len(value) <= _LONGEST_AUTHORITY)
        uuid = _text(about, "uuid", _UUID)
        wanted = _checked(about, "disks", lambda value: isinstance(value, list) and 0 < len(value) <= _MOST_DISKS)
        made = [self._record(common, uuid, disk) for disk in wanted]
        self._records.write(made, common["node"])
        return [True, [{"index": one["disk"], "id": one["id"], "size": one["size"]} for one in made]]

    def _record(self, common, uuid, disk):
        if not isinstance(disk, dict):
            raise CallError("disks: each must be an object")
        fingerprint = disk.get("fingerprint")
        if fingerprint is None and common["mode"] == "local":
            serial = "0"
        else:
            fingerprint = _text(disk, "fingerprint", _FINGERPRINT)
            serial = _text(disk, "serial", _SERIAL)
        index = disk.get("index")
        kind, path = self._disks.of_instance(common["instance"], index)
        descriptor = self._disks.open(path, os.O_RDONLY)
        try:
            size = disks.size(descriptor)
        finally:
            os.close(descriptor)
        name = "%s-%s-%s-%s-%d-%s" % (
            common["mode"][0], serial, (fingerprint or "0" * 32)[:32], uuid, index, secrets.token_hex(8))
        return dict(common, id=name, serial=serial, fingerprint=fingerprint, source={"type": kind, "path": path}, size=size,
                    disk=index)

    def _cleanup(self, arguments, _):
        about = _one_object(arguments)
        for member in ("ids", "instances"):
            texts = about.get(member, [])
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise CallError("%s: a list of texts is wanted" % member)
        self._records.remove(about.get("ids", []), [uuid for uuid in about.get("instances", []) if _UUID.match(uuid)])
        return [True, None]

    def _relay(self, arguments, say):
        about = _one_object(arguments)
        node = _text(about, "node", re.compile(r"[A-Za-z0-9._-]{1,255}\Z"))
        method = _text(about, "method", re.compile(r"transfer_[a-z_]{1,64}\Z"))
        if method in RELAYED:
            raise CallError("%s is not for other nodes" % method)
        args = _checked(about, "args", lambda value: isinstance(value, list))
        try:
            return self._caller.call(node, method, json.dumps(args).encode("ascii"), say)
        except relay.RelayError as trouble:
            raise relay.RelayError(trouble.status, "node %s: %s" % (node, trouble)) from trouble

    def _sign(self, arguments, _):
        text, = _texts(arguments, 1)
        salt = secrets.token_hex(8)
        return [True, [self._mac(text, salt), salt]]

    def _verify(self, arguments, _):
        text, mac, salt = _texts(arguments, 3)
        if not _SALT.match(salt) or not mac.isascii():
            return [True, False]
        return [True, hmac.compare_digest(mac.lower(), self._mac(text, salt))]

    def _osparams(self, arguments, _):
        """The names of an instance's private OS parameters, without their values."""
        return [True, sorted(self._osparams_private(arguments))]

    def _osparams_values(self, arguments, _):
        """The same with their values, which are for whoever may read the instance's disks, and must not be logged."""
        return [True, self._osparams_private(arguments)]

    def _osparams_private(self, arguments):
        uuid, = _texts(arguments, 1)
        try:
            instances = json.loads(self._configuration()).get("instances", {})
        except OSError as trouble:
            raise CallError("the cluster's configuration cannot be read: %s" % trouble.strerror) from trouble
        except ValueError:
            # The error's own text may have a part of the configuration in it.
            raise CallError("the cluster's configuration is not JSON") from None
        if uuid not in instances:
            raise CallError("the cluster's configuration has no instance %s" % uuid)
        found = instances[uuid].get("osparams_private") or {}
        if not isinstance(found, dict):
            raise CallError("the private OS parameters in the cluster's configuration are no object")
        return found

    def _mac(self, text, salt):
        return hmac.new(self._secret().encode("utf-8"), (salt + text).encode("utf-8"), "sha1").hexdigest()


def of_ganeti(group):
    """The calls on this node; the records are for the group to read."""
    from ganeti import constants, netutils, pathutils, ssconf, utils

    def address(name):
        addresses = dict(line.split(" ", 1) for line in ssconf.SimpleStore().GetNodePrimaryIPList())
        if name not in addresses:
            raise relay.RelayError(relay.UNREACHABLE, "the cluster has no such node")
        return addresses[name], netutils.GetDaemonPort(constants.NODED)

    def secret():
        return utils.ReadOneLineFile(pathutils.CLUSTER_DOMAIN_SECRET_FILE, strict=True)

    return Transfers(
        disks.of_ganeti(), records_of_ganeti(group), secret,
        relay.Caller(address, pathutils.NODED_CLIENT_CERT_FILE, pathutils.NODED_CERT_FILE),
        lambda: utils.ReadFile(pathutils.CLUSTER_CONF_FILE))


def records_of_ganeti(group):
    """Where this node's records are: they go when it starts anew, as its disks' links do."""
    from ganeti import pathutils
    return records.Records(pathutils.RUN_DIR + "/transfers", group, records.Signer(pathutils.NODED_CERT_FILE))


def _one_object(arguments):
    if not isinstance(arguments, list) or len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise CallError("one argument is wanted, an object")
    return arguments[0]


def _texts(arguments, count):
    if not isinstance(arguments, list) or len(arguments) != count or not all(
            isinstance(one, str) and len(one) <= _LONGEST_TEXT for one in arguments):
        raise CallError("%d text(s) are wanted" % count)
    return arguments


def _checked(about, name, is_right):
    value = about.get(name)
    if not is_right(value):
        raise CallError("%s: missing or not what it should be" % name)
    return value


def _text(about, name, form):
    return _checked(about, name, lambda value: isinstance(value, str) and form.match(value))


def _are_codings(value):
    return isinstance(value, list) and bool(value) and all(one in _CODINGS for one in value) and len(set(value)) == len(value)


def _is_near_future(value):
    return type(value) is int and 0 < value - time.time() <= records.LONGEST_LIFE
