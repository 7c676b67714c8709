"""The options of Ganeti's daemons, as the originals take them."""

import argparse
import os
import sys

from gatehouse_daemon import ganeti


class _Version(argparse.Action):
    def __init__(self, option_strings, dest, **rest):
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, **rest)

    def __call__(self, parser, *_):
        print("%s (ganeti) %s" % (parser.prog, ganeti.RELEASE))
        print("served by Gatehouse")
        parser.exit(0)


def parser(daemon, about, certificate, clients):
    """The options that both daemons have. clients says what --max-clients means now."""
    default_port = ganeti.port(daemon)
    made = argparse.ArgumentParser(prog=daemon, description=about,
                                   epilog="Settings beyond these options are in /etc/default/gatehouse.")
    made.add_argument("--version", action=_Version, help="print Ganeti's release and exit")
    made.add_argument("-f", "--foreground", action="store_true", help="don't detach from the current terminal")
    made.add_argument("-d", "--debug", action="store_true", help="log more")
    made.add_argument("--syslog", choices=["no", "yes", "only"], default="no", help="log to syslog too, or only there (%(default)s)")
    made.add_argument("-p", "--port", type=int, default=default_port, help="network port (%(default)s)")
    made.add_argument("-b", "--bind", dest="address", metavar="ADDRESS", help="bind address (all)")
    made.add_argument("-i", "--interface", help="bind to the first address of this interface")
    made.add_argument("--no-ssl", dest="ssl", action="store_false", help="plain HTTP, without TLS")
    made.add_argument("-K", "--ssl-key", dest="key", metavar="SSL_KEY_PATH", default=certificate, help="private key (%(default)s)")
    made.add_argument("-C", "--ssl-cert", dest="certificate", metavar="SSL_CERT_PATH", default=certificate,
                      help="certificate (%(default)s)")
    made.add_argument("--max-clients", type=int, metavar="N", help=clients)
    # Ganeti's own status for arguments is not argparse's.
    made.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    return made


def parse(made, words):
    """The options, with address filled in. Ends the process as the original does: status 2 for what cannot be read, else 1."""
    options = made.parse_args(words)
    try:
        ipv6 = ganeti.is_ipv6()
        if options.interface is not None and options.address is not None:
            raise ganeti.StartError("Can't specify both, bind address (%s) and bind interface (%s)" % (
                options.address, options.interface))
        if options.interface is not None:
            options.address = ganeti.first_address(options.interface, ipv6)
        elif options.address is None:
            options.address = "::" if ipv6 else "0.0.0.0"
        if options.ssl:
            for name, path in (("certificate", options.certificate), ("key", options.key)):
                if not os.path.isfile(path):
                    raise ganeti.StartError("SSL %s file '%s' was not found" % (name, path))
        if options.rest:
            raise ganeti.StartError("Usage: %s [-f] [-d] [-p port] [-b ADDRESS]" % made.prog)
        if options.max_clients is not None and options.max_clients < 1:
            raise ganeti.StartError("%s --max-clients argument must be >= 1" % made.prog)
        if not 1 <= options.port <= 65535:
            raise ganeti.StartError("%s: there is no port %d" % (made.prog, options.port))
    except ganeti.StartError as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(ganeti.FAILURE)
    return options


def exit_unless_user(daemon, expected):
    """The daemons change no user by themselves; their start script does."""
    if os.getuid() != expected:
        print("%s started using wrong user ID (%d), expected %d" % (daemon, os.getuid(), expected), file=sys.stderr)
        sys.exit(ganeti.FAILURE)
