"""What Ganeti itself knows: its paths, its users, the cluster's address family, the master."""

import os
import pwd
import sys

# Debian's link to the active version.
SHARE = "/usr/share/ganeti/default"
sys.path.insert(0, os.path.realpath(SHARE))

try:
    from ganeti import constants, netutils, pathutils, ssconf
except ImportError as missing:
    print("Ganeti's code in %s cannot be used: %s" % (SHARE, missing), file=sys.stderr)
    sys.exit(1)

RELEASE = constants.RELEASE_VERSION
NODE_CERTIFICATE = pathutils.NODED_CERT_FILE
RAPI_CERTIFICATE = pathutils.RAPI_CERT_FILE
RAPI_USER = constants.RAPI_USER
TRANSFER_RECORDS = os.path.join(pathutils.RUN_DIR, "transfers")
FAILURE = constants.EXIT_FAILURE


class StartError(Exception):
    """It cannot start; the text says why and what to do."""


def is_ipv6():
    """Whether the cluster's nodes talk to each other over IPv6. Without a cluster: no, as Ganeti sees it."""
    return ssconf.SimpleStore().GetPrimaryIPFamily() == netutils.IP6Address.family


def port(daemon):
    """The services database's port for a daemon, else Ganeti's own."""
    return netutils.GetDaemonPort(daemon)


def first_address(interface, ipv6):
    """The address of a network interface, in the cluster's family."""
    found = netutils.GetInterfaceIpAddresses(interface) or {}
    addresses = found.get(constants.IP6_VERSION if ipv6 else constants.IP4_VERSION)
    if not addresses:
        raise StartError("Failed to find IP for interface %s" % interface)
    return addresses[0]


def exit_unless_master(debug):
    """Ends the process with Ganeti's status (11) on a node that is not the master."""
    ssconf.CheckMaster(debug)


def pid_file(daemon):
    return os.path.join(pathutils.RUN_DIR, daemon + ".pid")


def log_file(daemon):
    return constants.DAEMONS_LOGFILES[daemon]


def account(name, advice):
    """The user's entry; the advice says what to do when there is none."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise StartError("there is no user %s: %s" % (name, advice)) from None
