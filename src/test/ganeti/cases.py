"""What is asked of both servers, in order. Knows nothing about running or comparing.

Letters outside ASCII are never given to a job that runs: Ganeti stores them in its configuration and then cannot read it.

Three lists: READS change nothing, PAPER submits jobs that a filter rule of the cluster rejects before they run (so that
only what was queued is compared, and a thousand of them cost little), LIFE runs jobs for real, each after the one before.
"""

import base64
import dataclasses
import itertools
import json
import os

from rapi import USERS, basic

DOMAIN = "gatehouse.test"
N1, N2 = "n1." + DOMAIN, "n2." + DOMAIN
I1, I2, I3, I4 = ("inst%d.%s" % (i, DOMAIN) for i in (1, 2, 3, 4))
NODE, INSTANCE = "/2/nodes/" + N1, "/2/instances/" + I1
UUID = "11111111-2222-3333-4444-555555555555"

# Deliberate differences: what Gatehouse may answer where the official daemon does something else, and why.
ANY_ERROR = "error"  # any RAPI error, or the connection closed
ANY_ANSWER = "answer"  # any RAPI answer
TOO_LARGE = "413"
ANYTHING = "anything"  # any HTTP answer
DIFFERENCES = {
    "syntax": (ANY_ERROR, "the container parses HTTP: it refuses what is not HTTP/1.1 instead of guessing"),
    "smuggling": (ANY_ERROR, "two lengths in one request are an attack, not a request"),
    "lenient": (ANY_ANSWER, "HTTP/1.1 says how to read it; the official daemon does not follow"),
    "utf8": (ANY_ANSWER, "the official daemon counts letters instead of bytes, waits for more and hangs up"),
    "latin": (ANY_ERROR, "luxid repeats other letters in bytes that are not UTF-8: the official daemon stumbles over them with a Python error"),
    "asterisk": (ANYTHING, "OPTIONS * asks the server as a whole, and containers answer it themselves"),
    "limit": (TOO_LARGE, "a body has a limit; the official daemon has none"),
}


@dataclasses.dataclass
class Case:
    name: str
    method: str
    path: str
    body: object = None
    raw: bytes = None
    wire: bytes = None
    user: str = "admin"
    headers: dict = None
    keep: str = None  # remember the answer under this name, {name} in later paths and bodies
    view: str = None  # "set": order does not count; "jobs", "rows": only the shape counts; "queued": a job that does not run
    differs: str = None  # a key of DIFFERENCES
    rule: bool = False  # a filter rule that is read back and removed at once
    deep: bool = False  # only asked with --deep: one of many of its kind


READS, PAPER, LIFE = [], [], []


NAMES = set()


def add(into, entry):
    """Puts a case at the end of a list, under a name that no other case has."""
    name, count = entry.name, 1
    while entry.name in NAMES:
        count += 1
        entry.name = "%s (%d)" % (name, count)
    NAMES.add(entry.name)
    into.append(entry)


def case(into, name, method, path, body=None, **more):
    add(into, Case("%s %s %s" % (name, method, path[:90]), method, path, body, **more))


def load_routes():
    with open(os.path.join(os.path.dirname(os.path.realpath(__file__)), "routes.json"), encoding="ascii") as source:
        return json.load(source)


def concrete(path, **values):
    """A route with its variables filled in; names that do not exist unless told otherwise."""
    names = {
        "{node_name}": "nosuch",
        "{instance_name}": "nosuch",
        "{network_name}": "nosuch",
        "{group_name}": "nosuch",
        "{filter_uuid}": UUID,
        "{job_id}": "99999999",
        "{disk_index}": "0",
        "{resource}": "node",
    }
    names.update({"{%s}" % k: v for k, v in values.items()})
    for name, value in names.items():
        path = path.replace(name, value)
    return path


ROUTES = load_routes()

# --- reads --------------------------------------------------------------------------------------------------------

for path in ("/", "/2", "/version", "/2/info", "/2/redistribute-config", "/2/modify", "/2/instances-multi-alloc"):
    case(READS, "read", "GET", path)
case(READS, "read", "GET", "/2/features", view="set")
case(READS, "read", "GET", "/2/os")
case(READS, "bulk ignored", "GET", "/2/os?bulk=1")
for kind in ("nodes", "instances", "groups", "networks", "filters"):
    for query in ("", "?bulk=1", "?bulk=0", "?bulk=", "?bulk=x"):
        case(READS, "collection", "GET", "/2/%s%s" % (kind, query))
    case(READS, "missing", "GET", "/2/%s/nosuch" % kind)
    case(READS, "slash", "GET", "/2/%s/" % kind)
    case(READS, "lock", "GET", "/2/%s?lock=1" % kind)
    case(READS, "bad lock", "GET", "/2/%s?lock=x" % kind)
    case(READS, "locked item", "GET", "/2/%s/nosuch?lock=1" % kind)
    case(READS, "bad lock on an item", "GET", "/2/%s/nosuch?lock=x" % kind)
for query in ("", "?bulk=1", "?bulk=0", "?bulk=2"):
    case(READS, "collection", "GET", "/2/jobs" + query, view="jobs")
case(READS, "collection", "GET", "/2/jobs?bulk=x")
for value in ("2", "-1", "+1", "%2B1", "%20-1%20", "1_0", "_1", "1_", "0_0", "1__0", "1.0", "1e0", "0x1", "true", "yes", "%D9%A1",
              "%C2%A01", "%00", "%zz", "%ff", "1;x=2", "1?x", "0&bulk=x", "x&bulk=0", "&bulk=1", "9" * 30, "9" * 5000, "-0", "%0A1%0A",
              "%E2%80%831", "%E0%A5%A7", "1%1F", "-", "+", "-%201"):
    case(READS, "integer", "GET", "/2/nodes?bulk=" + value)
for query in ("?bulk", "?", "?&", "?=1", "?a=b", "?a=1&&bulk=0&=3", "?Bulk=x", "?bulk%3D1", "?%62ulk=x", "?b%75lk=1", "?bulk==1"):
    case(READS, "query", "GET", "/2/nodes" + query)
for node in (N1, N2, "n1", "n", "N1", "n1.", "n1.gatehouse", "nosuch", "*"):
    for tail in ("", "/role", "/tags", "?lock=0", "?lock=1", "/role?lock=1", "/role?lock=x"):
        case(READS, "node", "GET", "/2/nodes/%s%s" % (node, tail))
for group in ("default", "Default", "def", "nosuch"):
    for tail in ("", "/tags", "?lock=1", "?lock=0"):
        case(READS, "group", "GET", "/2/groups/%s%s" % (group, tail))
for path in ("/2/networks/nosuch/tags", "/2/instances/nosuch/tags", "/2/tags", "/2/instances/nosuch/console"):
    case(READS, "tags", "GET", path)
for job in ("0", "99999999", "99999999999999999999999", "4294967297999", "-1", "+1", "1.0", "%31", "x", "", "1/", "1/x", "1a"):
    case(READS, "job", "GET", "/2/jobs/" + job)
    case(READS, "wait", "GET", "/2/jobs/%s/wait" % job, {"fields": ["status"]})
for job in ("0", "99999999", "99999999999999999999999", "x", "-1"):
    case(READS, "cancel", "DELETE", "/2/jobs/" + job)
for body in (None, [], "x", "", 0, 1, 1.5, True, False, {}, {"fields": None}, {"fields": "status"}, {"fields": 1}, {"fields": {}},
             {"fields": []}, {"fields": ["nosuch"]}, {"fields": [1]}, {"fields": ["status"], "previous_job_info": "x"},
             {"fields": ["status"], "previous_job_info": 1}, {"fields": ["status"], "previous_job_info": {}},
             {"fields": ["status"], "previous_job_info": []}, {"fields": ["status"], "previous_log_serial": "1"},
             {"fields": ["status"], "previous_log_serial": 1.5}, {"fields": ["status"], "previous_log_serial": True},
             {"fields": ["status"], "previous_log_serial": []}, {"fields": ["status"], "previous_log_serial": -1},
             {"previous_job_info": "x"}, {"fields": ["status"], "previous_log_serial": 10**30}, {"fields": ["status"], "other": 1}):
    case(READS, "wait for an unknown job %s" % json.dumps(body), "GET", "/2/jobs/99999999/wait", body)
for query in ("", "?output_fields=", "?output_fields=name", "?storage_type=file", "?storage_type=foo&output_fields=name"):
    case(PAPER, "storage", "GET", NODE + "/storage" + query)
case(PAPER, "storage", "GET", NODE + "/storage?storage_type=file&output_fields=name,%20size,&dry-run=1&reason=r")
for query in ("", "?static=1", "?static=0", "?static=x", "?lock=1", "?reason=why"):
    case(PAPER, "info", "GET", "/2/instances/nosuch/info" + query)

QUERY_KINDS = ("node", "instance", "group", "network", "job", "lock", "export", "filter", "cluster", "os", "extstorage", "nosuch",
               "Node", "node.x", "%6eode")
for kind in QUERY_KINDS:
    view = "rows" if kind == "job" else None
    case(READS, "query", "GET", "/2/query/%s?fields=name,uuid,nosuch" % kind, view=view)
    case(READS, "query", "GET", "/2/query/%s" % kind)
    case(READS, "query", "PUT", "/2/query/" + kind, {"fields": ["name"]}, view=view)
    case(READS, "query fields", "GET", "/2/query/%s/fields" % kind)
    case(READS, "query fields", "GET", "/2/query/%s/fields?fields=name,nosuch" % kind)
for query in ("?fields=", "?fields=,", "?fields=name,,offline", "?fields=name%20,%20offline&fields=x", "?fields=name+", "?FIELDS=name",
              "?fields=name%2Coffline", "?fields=%C3%A4", "?fields=name;offline", "?fields=%22%3C%27"):
    case(READS, "query fields spelling", "GET", "/2/query/node" + query, differs="latin" if "%C3" in query else None)
    case(READS, "query fields spelling", "GET", "/2/query/node/fields" + query, differs="latin" if "%C3" in query else None)
    case(READS, "query fields spelling", "PUT", "/2/query/node" + query, {}, differs="latin" if "%C3" in query else None)
for body in (None, [], ["fields"], "x", "", 0, 1, 1.5, True, False, {}, {"fields": "name"}, {"fields": None}, {"fields": []}, {"fields": [1]},
             {"fields": 1}, {"fields": {}}, {"fields": "a,b"}, {"fields": ["name"], "other": 1}, {"qfilter": ["=", "name", "n1"]}):
    case(READS, "query body %s" % json.dumps(body), "PUT", "/2/query/node", body)
    case(READS, "query body %s" % json.dumps(body), "PUT", "/2/query/node?fields=name", body)
for qfilter in (None, [], {}, "x", 1, False, ["foo"], ["&"], ["|"], ["!"], ["?"], ["=", "name"], ["=", "name", "n1", "n2"], ["=", "name", "n1"],
                ["==", "name", N1], ["=", "name", "nosuch"], ["!=", "name", "n1"], ["=", "nosuch", "x"], ["?", "offline"], ["?", "name"],
                ["?", "nosuch"], ["!", ["?", "offline"]], ["&", ["?", "master"], ["=", "role", "M"]], ["|", ["=", "name", "n1"], ["=", "name", "n2"]],
                ["|", ["=", "name", "n1"], ["=", "name", "nosuch"]], ["=~", "name", "^n"], ["=~", "name", "("], ["=~", "name", 1],
                ["=[]", "tags", "x"], ["=[]", "pinst_list", I1], ["=[]", "name", "x"], ["<", "name", "n2"], [">=", "name", "n2"],
                ["<", "name", 1], ["<", "ctime", 1], ["<", "ctime", 1.5], [">", "ctime", 1], ["=", "name", True], ["=", "name", None],
                ["=", "name", ["n1"]], ["=", 1, "x"], ["=", "offline", True], ["=", "serial_no", "x"], ["=", "uuid", "x"], [["="]], [1], [None],
                ["=", "name", "ä"], ["=~", "name", "[[:alpha:]]1"], ["=~", "name", "(?i)N1"]):
    case(READS, "filter %s" % json.dumps(qfilter), "PUT", "/2/query/node", {"fields": ["name", "role"], "qfilter": qfilter}, differs="latin" if "ä" in str(qfilter) else None)
    case(READS, "old filter %s" % json.dumps(qfilter), "PUT", "/2/query/node", {"fields": ["name"], "filter": qfilter}, differs="latin" if "ä" in str(qfilter) else None)
case(READS, "both filters", "PUT", "/2/query/node", {"fields": ["name"], "qfilter": ["=", "name", "n1"], "filter": ["foo"]})
case(READS, "both filters", "PUT", "/2/query/node", {"fields": ["name"], "qfilter": None, "filter": ["=", "name", "n2"]})
case(READS, "both filters", "PUT", "/2/query/node", {"fields": ["name"], "qfilter": [], "filter": ["=", "name", "n2"]})
for qfilter in (["=", "id", 99999999], ["=", "id", "1"], ["=", "status", "nosuch"], ["<", "id", 0]):
    case(READS, "job filter", "PUT", "/2/query/job", {"fields": ["id", "status"], "qfilter": qfilter})
case(READS, "all fields of a group", "PUT", "/2/query/group", {"fields": ["name", "alloc_policy", "node_cnt", "node_list", "pinst_cnt",
     "ndparams", "ipolicy", "diskparams", "tags", "uuid", "ctime", "mtime", "serial_no"]})

for index, rule in enumerate((None, [], [1], "", "x", 0, 1, 1.5, True, False, {"foo": 1}, {"priority": 1, "foo": 1}, {"priority": None}, {"priority": True}, {"priority": "1"}, {"priority": 1.0},
             {"priority": -1}, {"priority": 10**20}, {"predicates": None}, {"predicates": {}}, {"predicates": "x"}, {"predicates": [1]},
             {"predicates": [["foo", ["=", "id", 1]]]}, {"predicates": [["jobid", ["=", "nosuch", 1]]]}, {"predicates": [["jobid", ["foo"]]]},
             {"action": None}, {"action": "FOO"}, {"action": "continue"}, {"action": 1}, {"action": {}}, {"action": []}, {"action": ["RATE_LIMIT"]},
             {"action": ["RATE_LIMIT", 0]}, {"action": ["RATE_LIMIT", -1]}, {"action": ["RATE_LIMIT", "1"]}, {"reason": None}, {"reason": "x"},
             {"reason": [1]}, {"reason": [["a", "b", 1.5]]}, {"reason": [["a", "b"]]}, {"action": ["PAUSE"]}, {"predicates": [[]]}, {"predicates": [["jobid"]]})):
    case(READS, "rule %s" % json.dumps(rule), "POST", "/2/filters", rule, rule=True)
    case(READS, "rule %s" % json.dumps(rule), "PUT", "/2/filters/%08x%s" % (index, UUID[8:]), rule, rule=True)
for name in ("nosuch", UUID, UUID.upper(), UUID[:-1]):
    case(READS, "filter", "GET", "/2/filters/" + name)
    case(READS, "filter", "DELETE", "/2/filters/" + name)
case(READS, "filter", "PUT", "/2/filters/nosuch", {})

# --- who may do what ------------------------------------------------------------------------------------------------

CREDENTIALS = {
    "none": None,
    "empty": "",
    "blank": " ",
    "no second word": "Basic",
    "three words": basic("admin") + " x",
    "two blanks": basic("admin").replace(" ", "  "),
    "lower case": "basic " + basic("admin")[6:],
    "upper case": "BASIC " + basic("admin")[6:],
    "wrong password": basic("admin", "wrong"),
    "empty password": basic("admin", ""),
    "longer password": basic("admin", "secretx"),
    "unknown user": basic("nobody", "x"),
    "no user": basic("", ""),
    "other case": basic("Admin", "secret"),
    "blank in the name": basic("admin ", "secret"),
    "colon in the password": basic("admin", "secret:x"),
    "line end": basic("admin", "secret\n"),
    "hash as password": basic("hasher", "44aa1a08114372948fcc7b9504e07ed1"),
    "scheme as password": basic("clear", "{ClearText}clearpw"),
    "no colon": "Basic " + base64.b64encode(b"admin").decode(),
    "not base64": "Basic !!!",
    "no padding": basic("admin").rstrip("="),
    "more padding": basic("admin") + "=",
    "rubbish inside": basic("admin")[:10] + "!" + basic("admin")[10:],
    "not ASCII": basic("admin", "ä"),
    "latin": "Basic " + base64.b64encode(b"admin:\xff").decode(),
    "digest": 'Digest username="admin"',
    "bearer": "Bearer x",
    "negotiate": "Negotiate",
    "tab": "Basic\t" + basic("admin")[6:],
}
CREDENTIALS.update((user, basic(user)) for user in USERS)
TARGETS = (("GET", "/version"), ("GET", "/2/query/node?fields=name"), ("GET", "/2/jobs/99999999/wait"), ("DELETE", "/2/jobs/99999999"),
           ("GET", "/nosuch"), ("FOO", "/version"), ("PATCH", "/2/info"), ("GET", "/2/nodes?bulk=x"))
for (name, value), (method, path) in itertools.product(CREDENTIALS.items(), TARGETS):
    case(READS, "credentials: " + name, method, path, user=None, headers={} if value is None else {"Authorization": value})
for route in ROUTES:
    for user in (None, "plain", "reader", "both"):
        if user == "both" and route["method"] == "GET":
            continue
        case(PAPER, "as %s" % user, route["method"], concrete(route["path"]), user=user, view="jobs" if route["path"] == "/2/jobs" else
             "set" if route["path"] == "/2/features" else None, rule=route["path"].startswith("/2/filters"))

# --- HTTP -----------------------------------------------------------------------------------------------------------

for method in ("HEAD", "OPTIONS", "PATCH", "TRACE", "FOO", "POST", "PUT", "DELETE", "get", "gEt", "head", "options", "PROPFIND"):
    for path in ("/version", "/2/nodes", "/nosuch", "/2/tags?a=%3C&b='x", "/2/info?x=1"):
        if (method.upper(), path) in (("PUT", "/2/tags?a=%3C&b='x"), ("DELETE", "/2/tags?a=%3C&b='x")):
            continue
        case(READS, "method", method, path)
for path in ("/version/", "//version", "//", "/2/", "/2//nodes", "/./version", "/2/../version", "/version/.", "/version/..", "/version;a=1", "/;/version", "/%76ersion",
             "/%2Fversion", "/2%2Fnodes", "/version?", "/version?%zz", "/Version", "/2/nodes/%2e%2e/info", "/2/nodes/a%2Fb", "/2/nodes/a+b", "/2/nodes/.", "/2/nodes/..",
             "/2/nodes/-", "/2/nodes/_", "/2/nodes/%00", "/2/nodes/%C3%A4", "/2/nodes/a%20b", "/2/nodes/a,b", "/2/nodes/a:b", "/2/nodes/a@b", "/2/nodes/a~b",
             "/2/instances/x/disk/a/grow", "/2/instances/x/disk/", "/2/query/", "/2/query", "/favicon.ico", "/index.html", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF",
             "/2/jobs/1/../2", "/2/filters/", "/version.json", "/2.", "/3/info", "/1/version", "/2/version", "/2/nodes/n1/", "/2/nodes/n1/nosuch", "/version/x",
             "/2/instances-multi-alloc/", "/2/info;jsessionid=x", "/2/info/..;/", "/%", "/%2", "/2/nodes/%2E", "/2/nodes/%252e"):
    case(READS, "path", "GET", path)
HOST, WHO = b"Host: x\r\n", b"Authorization: " + basic("admin").encode() + b"\r\n"
END = b"Connection: close\r\n\r\n"


def wire(name, data, differs=None):
    add(READS, Case("wire: " + name, "WIRE", "", wire=data, differs=differs))


for line, differs in ((b"GET /version HTTP/1.0", None), (b"GET /nosuch HTTP/1.0", None), (b"GET /version", "syntax"), (b"GET /version HTTP/2.0", "syntax"),
                      (b"GET /version HTTP/1.2", "syntax"), (b"GET /version HTTP/0.9", "syntax"), (b"GET /version HTTP/1.x", "syntax"),
                      (b"GET /version FOO/1.1", "syntax"), (b"GET http://x/version HTTP/1.1", "lenient"), (b"GET http://x/nosuch HTTP/1.1", None), (b"GET version HTTP/1.1", "syntax"),
                      (b"GET /version#x HTTP/1.1", "lenient"), (b"GET /2/nodes/\xc3\xa4 HTTP/1.1", "syntax"), (b"GET /2/nodes/a\\b HTTP/1.1", "syntax"),
                      (b"GET  /version HTTP/1.1", "syntax"), (b"GET /ver sion HTTP/1.1", "syntax"), (b"GET", "syntax"), (b"\x00\x01\x02", "syntax"), (b"GET /2/nodes/\x00 HTTP/1.1", "syntax"),
                      (b"CONNECT x:1 HTTP/1.1", "syntax"), (b"OPTIONS * HTTP/1.1", "asterisk"), (b"GET /2/nodes?bulk=\xff HTTP/1.1", "syntax"),
                      (b"GET /" + b"a" * 3000 + b" HTTP/1.1", None), (b"GET /" + b"a" * 9000 + b" HTTP/1.1", "syntax"), (b"GET /2/nodes?" + b"a" * 3000 + b" HTTP/1.1", None),
                      (b"G\xc3\xa4T /version HTTP/1.1", "syntax"), (b"GET /2/info?a=<>\"{}|^` HTTP/1.1", "lenient")):
    wire(repr(line[:60]), line + b"\r\n" + HOST + WHO + END, differs)
GET = b"GET /version HTTP/1.1\r\n"
wire("no Host", GET + WHO + END, "syntax")
wire("no Host, HTTP/1.0", GET.replace(b"1.1", b"1.0") + WHO + END)
wire("empty Host", GET + b"Host:\r\n" + WHO + END, "syntax")
wire("two Hosts", GET + b"Host: a\r\nHost: b\r\n" + WHO + END, "syntax")
wire("odd Host", GET + b"Host: a/b\r\n" + WHO + END, "syntax")
wire("header of 3000", GET + HOST + WHO + b"X: " + b"a" * 3000 + b"\r\n" + END)
wire("header of 5000", GET + HOST + WHO + b"X: " + b"a" * 5000 + b"\r\n" + END, "lenient")
wire("header of 100000", GET + HOST + WHO + b"X: " + b"a" * 100000 + b"\r\n" + END, "syntax")
wire("500 headers", GET + HOST + WHO + b"".join(b"X%d: aaaaaaaaaaaaaaaaaaaaaaaa\r\n" % i for i in range(500)) + END, "lenient")
wire("header without a colon", GET + HOST + WHO + b"bad\r\n" + END, "syntax")
wire("folded header", GET + HOST + WHO + b" folded\r\n" + END, "syntax")
wire("blank before the colon", GET + HOST + WHO + b"X : y\r\n" + END, "syntax")
wire("length x", GET + HOST + WHO + b"Content-Length: x\r\n" + END, "syntax")
wire("length -1", GET + HOST + WHO + b"Content-Length: -1\r\n" + END, "syntax")
TYPE = b"Content-Type: application/json\r\n"
ROLE = b"PUT /2/nodes/nosuch/role HTTP/1.1\r\n" + HOST + WHO + TYPE
wire("two lengths", ROLE + b"Content-Length: 3\r\nContent-Length: 2\r\n" + END + b'"x"', "smuggling")
wire("length and chunked", ROLE + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + END + b'3\r\n"x"\r\n0\r\n\r\n', "smuggling")
wire("chunked", ROLE + b"Transfer-Encoding: chunked\r\n" + END + b'3\r\n"x"\r\n0\r\n\r\n', "lenient")
wire("bad chunk", ROLE + b"Transfer-Encoding: chunked\r\n" + END + b'zz\r\n"x"\r\n0\r\n\r\n', "syntax")
wire("odd coding", ROLE + b"Transfer-Encoding: foo\r\n" + END, "syntax")
wire("expect", ROLE + b"Content-Length: 3\r\nExpect: 100-continue\r\n" + END + b'"x"')
wire("override", b"POST /version HTTP/1.1\r\n" + HOST + WHO + b"X-HTTP-Method-Override: GET\r\n" + END)
wire("accept", GET + HOST + WHO + b"Accept: text/html;q=1, application/xml\r\nAccept-Encoding: gzip\r\nAccept-Charset: utf-16\r\nRange: bytes=0-0\r\nIf-None-Match: *\r\n" + END)
wire("accept rubbish", GET + HOST + WHO + b"Accept: ///;;;\r\n" + END)
wire("accept on an error", b"GET /nosuch HTTP/1.1\r\n" + HOST + WHO + b"Accept: text/html\r\n" + END)
wire("accept on a list", b"GET /2/nodes HTTP/1.1\r\n" + HOST + WHO + b"Accept: image/png\r\n" + END)

for kind in ("application/json", "APPLICATION/JSON", "application/json ", "application/json;charset=utf-8", "application/json; charset=utf-8", "text/json", "text/plain", "", "*/*",
             "application/json, application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/merge-patch+json", "rubbish", "a/b/c", None):
    for method, path, raw in (("GET", "/version", b"{}"), ("GET", "/version", b"{oops"), ("GET", "/version", b""), ("PUT", "/2/nodes/nosuch/role", b'"x"'), ("PUT", "/2/nodes/nosuch/role", b""),
                              ("GET", "/nosuch", b"{}"), ("POST", "/version", b"{}"), ("POST", "/2/instances", b"a=b&c=d")):
        case(READS, "type %s" % kind, method, path, raw=raw, headers={"Content-Type": kind}, differs="lenient" if kind and kind.endswith(" ") else None)
for raw in (b"{", b"}", b"nul", b"nulll", b" ", b"\n", b"{}x", b"{} {}", b"NaN", b"Infinity", b"-Infinity", b"[NaN]", b"+Infinity", b"nan", b"1e999", b"-1e999", b"1" * 400, b"1" * 4300, b"1" * 5000, b"1." + b"0" * 3000,
            b"[" * 500 + b"]" * 500, b"[" * 5000 + b"]" * 5000, b"[" * 100000, b'{"a":' * 400 + b"1" + b"}" * 400, b'{"a":' * 50000, b'"\\ud800"', b'"\\udc00"', b'"\\ud83d\\ude00"', b'"\\ude00\\ud83d"',
            b'"\x00"', b'"\x7f"', b'"\x1f"', b'"a\nb"', b'"\t"', b"'a'", b'{"a":1,"a":2}', b"{a:1}", b"[1,]", b"[,1]", b'{"a":1,}', b'{"a"}', b'{1:2}', b'"\\u0000"', b'"\\u00e4<>&\\"\'"', b"01", b"-01", b"+1", b".5", b"1.", b"1.e1", b"-",
            b"--1", b"1e", b"0x1", b"\x00", b"{}\x00", b"// c\n{}", b"/* c */{}", b"# c\n{}", b"true ", b"True", b"None", b'"\\x"', b'"\\u12"', b'"\\u12g4"', b'"', b'"a', b"\r\n{}\r\n", b"\t{}", b"\x0b{}", b"\x0c{}", b"\xa0", b"[1 2]",
            b'{"osparams_private": 1}', b'{"osparams_secret": "x"}', b'{"osparams_private": null}', b'{"osparams_private": {"a": 1}}', b'{"x": [{"osparams_private": [1]}]}', b'{"osparams_private_cluster": 1}', b'{"osparams_private": []}',
            b'{"osparams_secret": false}', b'{"osparams_secret": 0}', b'{"osparams_private": ""}'):
    for method, path in (("GET", "/version"), ("PUT", "/2/nodes/nosuch/role"), ("POST", "/2/instances")):
        case(READS, "json %r" % raw[:40], method, path, raw=raw, differs="syntax" if b"\xa0" in raw else None)
for raw in (b'"\xff"', b'"\xc3"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b"\xff\xfe{\x00}\x00"):
    case(READS, "not UTF-8 %r" % raw, "PUT", "/2/nodes/nosuch/role", raw=raw, differs="syntax")
for raw in (b"\xef\xbb\xbf{}", '"ä"'.encode(), '"😀"'.encode()):
    case(READS, "UTF-8 %r" % raw, "PUT", "/2/nodes/nosuch/role", raw=raw, differs="utf8")
case(READS, "a megabyte", "PUT", "/2/nodes/nosuch/role", raw=b" " * 1_000_000 + b'"x"')
case(READS, "10 MiB and one", "PUT", "/2/nodes/nosuch/role", raw=b" " * (10 * 1024 * 1024 - 2) + b'"x"', differs="limit")

# --- every write, every kind of body, every parameter ----------------------------------------------------------------

DICE = itertools.count()


def dice(sides):
    """False once in so many calls: which of many cases of one kind are asked even without --deep."""
    return next(DICE) % sides != 0


ODD = (None, [], [1], "", "x", 0, 1, 1.5, True, False, {}, {"nosuch": 1})
CREATE = {"__version__": 1, "mode": "create", "name": I3, "disk_template": "diskless", "disks": [], "nics": []}
ENOUGH = {  # a body that passes, for parameters to be added to
    "OP_INSTANCE_CREATE": CREATE,
    "OP_INSTANCE_MULTI_ALLOC": {"instances": []},
    "OP_INSTANCE_REPLACE_DISKS": {"mode": "replace_auto"},
    "OP_INSTANCE_RENAME": {"new_name": I4},
    "OP_INSTANCE_GROW_DISK": {"amount": 1},
    "OP_BACKUP_EXPORT": {"destination": N2},
    "OP_NODE_EVACUATE": {"mode": "primary-only"},
    "OP_NETWORK_ADD": {"network_name": "gh-net", "network": "192.0.2.0/24"},
    "OP_NETWORK_CONNECT": {"group_name": "default", "network_mode": "bridged", "network_link": "gntbr0"},
    "OP_NETWORK_DISCONNECT": {"group_name": "default"},
    "OP_NETWORK_RENAME": {"new_name": "gh-new"},
    "OP_GROUP_ADD": {"group_name": "gh-group"},
    "OP_GROUP_RENAME": {"new_name": "gh-new"},
    "OP_GROUP_ASSIGN_NODES": {"nodes": []},
}
VALUES = (None, True, 1, -1, "x", "", [1], ["x"], {}, {"a": 1})
for route in ROUTES:
    if route["method"] == "GET" or route["path"].startswith("/2/filters"):
        continue
    method, path = route["method"], concrete(route["path"])
    case(PAPER, "no body", method, path)
    for odd in ODD:
        case(PAPER, "body %s" % json.dumps(odd), method, path, raw=json.dumps(odd).encode(), deep=dice(5))
    if not route.get("opcode"):
        continue
    enough = ENOUGH.get(route["opcode"], {})
    for query in ("?dry-run=1", "?dry-run=x", "?reason=why%20%C3%A4&reason=not", "?reason=", "?force=1", "?force=x", "?mode=x"):
        case(PAPER, "query", method, path + query, enough, deep=dice(5))
    for extra in ({"dry_run": True}, {"dry_run": 1}, {"dry_run": None}, {"reason": []}, {"OP_ID": "x"}, {"depends": [[1, ["success"]]]}, {"depends": "x"}, {"depends": []}, {"priority": 10},
                  {"priority": 1}, {"comment": "c"}, {"comment": 1}, {"debug_level": 1}, {"debug_level": -1}, {"debug_level": True}):
        case(PAPER, "common %s" % json.dumps(extra), method, path, {**enough, **extra}, deep=dice(19))
    names = route.get("parameters", [])
    old = {new: name for name, new in route.get("rename", {}).items()}
    for name in names:
        if name in route["static"]:
            case(PAPER, "static %s" % name, method, path, {**enough, name: "x"}, deep=dice(2))
            continue
        base = {k: v for k, v in enough.items() if k not in (name, old.get(name))}
        case(PAPER, "without %s" % name, method, path, base, deep=name not in enough)
        for value in VALUES:
            case(PAPER, "%s=%s" % (name, json.dumps(value)), method, path, {**base, name: value}, deep=dice(23))
        if name in old:
            case(PAPER, "old name %s" % old[name], method, path, {**base, old[name]: "x"})
            case(PAPER, "both names %s" % name, method, path, {**base, old[name]: "x", name: "x"})

N_PATH = "/2/nodes/nosuch"
I_PATH = "/2/instances/nosuch"
for value in (0, 1, 1.0, 2, -1, 1.5, True, False, None, "1", "", [], [1], {}, 10**30):
    case(PAPER, "version %s" % json.dumps(value), "POST", "/2/instances", {**CREATE, "__version__": value})
for value in (None, {}, [], "", "x", 1, True, [1], {"usb_devices": "a b  c"}, {"usb_devices": None}, {"usb_devices": 1}, {"usb_devices": []}, {"usb_devices": ""}, {"usb_devices": {}}, {"a": 1}, {"a": None}, {"a": [1]}, {"a": 1.5}):
    case(PAPER, "hvparams %s" % json.dumps(value), "POST", "/2/instances", {**CREATE, "hvparams": value}, deep=dice(2))
    case(PAPER, "hvparams %s" % json.dumps(value), "PUT", I_PATH + "/modify", {"hvparams": value}, deep=dice(2))
    case(PAPER, "custom_hvparams %s" % json.dumps(value), "PUT", I_PATH + "/modify", {"custom_hvparams": value}, deep=dice(2))
    case(PAPER, "multi hvparams %s" % json.dumps(value), "POST", "/2/instances-multi-alloc", {"instances": [{**{k: v for k, v in CREATE.items() if k != "__version__"}, "hvparams": value}]}, deep=dice(2))
for extra in ({"osparams_private": {"pw": "hidden"}}, {"osparams_secret": {"pw": "hidden"}}, {"osparams_private": None}, {"osparams": {"size": 1}}, {"disks": [{"size": 64}]}, {"disks": [{"size": "1G", "mode": "rw", "name": "d"}]},
              {"disks": [{"foo": 1}]}, {"disks": [{}]}, {"nics": [{}]}, {"nics": [{"ip": None}]}, {"nics": [{"ip": "203.0.113.31", "mac": "auto", "mode": "bridged", "link": "gntbr0"}]}, {"nics": [{"foo": 1}]}, {"nics": [{"mac": 1}]},
              {"beparams": {"memory": 128, "vcpus": 1}}, {"beparams": {"memory": "1G"}}, {"beparams": {"maxmem": None}}, {"tags": ["b", "a", "a"]}, {"mode": "import"}, {"disk_template": "file", "file_driver": "loop"}, {"hypervisor": "fake"},
              {"hypervisor": "kvm"}, {"instance_name": "x"}, {"os": "a", "os_type": "b"}, {"os_type": "image+default"}, {"os": "image"}, {"wait_for_sync": 0}, {"dry_run": True}, {"reason": []}, {"dry_run": False, "reason": []}, {"foo": 1, "bar": 2},
              {"foo": 1, "dry_run": True}, {"x": {"osparams_private": 1}}, {"comment": "\u00e4\u0000\ud83d\ude00"}, {"comment": "a" * 100000}, {"debug_level": 10**30}, {"priority": 10.0}, {"priority": "0"}, {"priority": -20}, {"priority": None},
              {"depends": None}, {"depends": [[-1, ["success"]]]}, {"depends": [["1", ["success"]]]}, {"depends": [[0, ["success"]]]}, {"depends": [[1, ["foo"]]]}, {"depends": [[1]]}, {"depends": [[1, []]]}, {"depends": 0}, {"depends": False},
              {"depends": [["x", []]]}, {"depends": [[1.0, []]]}, {"depends": [[True, []]]}, {"depends": [[99999999, []]]}, {"instance_communication": True}, {"compress": "gzip"}, {"source_handshake": [1]}, {"source_x509_ca": ""}):
    case(PAPER, "create %s" % json.dumps(extra)[:60], "POST", "/2/instances", {**CREATE, **extra})
    if "__version__" not in extra:
        case(PAPER, "multi create %s" % json.dumps(extra)[:60], "POST", "/2/instances-multi-alloc?dry-run=1&reason=r", {"instances": [{k: v for k, v in {**CREATE, **extra}.items() if k != "__version__"}]}, deep=dice(3))
for instances in (None, [], "", "x", 0, 1, 1.5, True, {}, {"a": 1}, [1], ["x"], [None], [[]], [{}], [CREATE], [{"name": "a", "instance_name": "b"}], [{"foo": 1}]):
    case(PAPER, "instances %s" % json.dumps(instances)[:40], "POST", "/2/instances-multi-alloc", {"instances": instances})
case(PAPER, "a list with the word", "POST", "/2/instances-multi-alloc", ["instances"])
case(PAPER, "a string with the word", "POST", "/2/instances-multi-alloc", "my instances")
for body in (["compression_tools"], "compression_tools", {"compression_tools": None}, {"foo": 1, "compression_tools": 1}):
    case(PAPER, "forbidden %s" % json.dumps(body), "PUT", "/2/modify", body)
for query in ("?compression_tools=1", "?compression_tools=", "?Compression_tools=1"):
    case(PAPER, "forbidden", "PUT", "/2/modify" + query, {})
    case(PAPER, "forbidden", "PUT", "/2/modify" + query)
for disks in ("0,1", "0, 1", " 0 ", "", "x", "0,x", ",", "1_0", "-1", "\u0661", [], [0], [1, 0], ["0"], [0, "1"], [True], [1.5], 0, 1, 1.5, True, False, {}, {"a": 1}, None, [None], [[0]], [-1], [16], [10**30]):
    case(PAPER, "disks %s" % json.dumps(disks), "POST", I_PATH + "/replace-disks", {"mode": "replace_auto", "disks": disks})
for query in ("?mode=replace_auto&disks=0,1", "?disks=0", "?reason=x", "?mode=replace_auto&disks=a", "?mode=replace_auto&disks=&iallocator=hail", "?mode=foo", "?mode=replace_new_secondary&remote_node=x&iallocator=hail", "?foo=1", "?mode=", "?mode=replace_auto&dry-run=1&reason=r"):
    for body in (None, {}, [], {"mode": "replace_on_primary"}, [1]):
        case(PAPER, "replace %s" % json.dumps(body), "POST", I_PATH + "/replace-disks" + query, raw=None if body is None else json.dumps(body).encode(), deep=dice(2))
for role in ("regular", "master-candidate", "drained", "offline", "master", "Master", "", "x'<", "ä"):
    for query in ("", "?force=1", "?auto-promote=1&force=0&dry-run=1&reason=r", "?force=x", "?auto-promote=x"):
        case(PAPER, "role %s" % role, "PUT", N_PATH + "/role" + query, role, deep=dice(2))
for query in ("", "?live=1", "?live=0", "?live=x", "?live=1&mode=live", "?live=&mode=live", "?mode=live", "?mode=non-live", "?mode=foo", "?mode=", "?reason=x", "?dry-run=1", "?foo=1"):
    for body in (None, {}, {"mode": "live"}, {"mode": "foo"}, {"iallocator": "hail", "foo": 1}, {"target_node": "x", "allow_runtime_changes": True}):
        case(PAPER, "migrate %s" % json.dumps(body), "POST", N_PATH + "/migrate" + query, raw=None if body is None else json.dumps(body).encode(), deep=dice(3))
for query in ("", "?name=x", "?storage_type=lvm-vg&name=x", "?storage_type=file&name=/srv&allocatable=1", "?storage_type=lvm-pv&name=x&allocatable=0", "?storage_type=lvm-pv&name=x&allocatable=x", "?storage_type=foo&name=x&allocatable=1", "?storage_type=lvm-pv&name=&allocatable=1", "?storage_type=&name=x"):
    for tail in ("/storage/modify", "/storage/repair"):
        case(PAPER, "storage", "PUT", N_PATH + tail + query + ("&" if query else "?") + "reason=r")
for query in ("", "?os=image", "?nostartup=1", "?nostartup=0", "?nostartup=x", "?os=image&nostartup=1", "?foo=1", "?dry-run=1", "?os="):
    for body in (None, {}, [], "", 0, False, [1], "x", 1, {"os": "image+extra"}, {"os": 1}, {"os": None}, {"start": False}, {"start": 1}, {"start": None}, {"start": "x"}, {"osparams": {"size": 1}}, {"osparams": "x"}, {"osparams": None}, {"foo": 1},
                 {"os": "x", "depends": [[1, []]]}, {"osparams_private": {"pw": "x"}}):
        case(PAPER, "reinstall %s" % json.dumps(body), "POST", I_PATH + "/reinstall" + query, raw=None if body is None else json.dumps(body).encode(), deep=dice(4))
for query in ("?type=soft", "?type=full", "?type=hard", "?type=foo", "?type=", "?ignore_secondaries=1", "?ignore_secondaries=x", "?dry-run=1&reason=r&type=soft"):
    for body in (None, {"shutdown_timeout": 5}, {"reboot_type": "soft"}, {"ignore_secondaries": True}):
        case(PAPER, "reboot %s" % json.dumps(body), "POST", I_PATH + "/reboot" + query, body, deep=dice(3))
for tail in ("/startup", "/shutdown", "/activate-disks", "/deactivate-disks"):
    for query in ("?force=1", "?force=0", "?no_remember=1", "?no_remember=x", "?ignore_size=1", "?ignore_size=x", "?dry-run=1", "?dry-run=-1&reason=r"):
        for body in (None, {}, {"depends": [[1, ["success"]]]}, {"depends": []}, {"force": True}, {"depends": "x"}):
            case(PAPER, "%s" % json.dumps(body), "PUT", I_PATH + tail + query, body, deep=dice(5))
for where in (N_PATH, I_PATH, "/2/groups/nosuch", "/2/networks/nosuch", "/2"):
    for query in ("?tag=a", "?tag=a&tag=b&tag=a", "?tag=", "?tag=a%20b", "?tag=%C3%A4", "?tag=" + "a" * 129, "?tag=a&dry-run=1&reason=r", "?tag=a&dry-run=x", "?tag=a,b", "?tag=%2B+", "?TAG=a", "?tag=%3C%22"):
        for method in ("PUT", "DELETE"):
            case(PAPER, "tags", method, where + "/tags" + query, deep=dice(5))
    for body in ({"depends": [[1, []]]}, {"depends": []}, {"depends": 1}, {"depends": "x"}, {"tags": ["x"]}, {"dry_run": True}):
        case(PAPER, "tags %s" % json.dumps(body), "PUT", where + "/tags?tag=a", body, deep=dice(3))
for index in ("0", "15", "16", "00", "99999999999999999999", "1_0"):
    case(PAPER, "grow", "POST", I_PATH + "/disk/%s/grow" % index, {"amount": 1})
for body in ({"amount": 0}, {"amount": -1}, {"amount": "1"}, {"amount": 1.0}, {"amount": True}, {"amount": 1, "absolute": 1}, {"amount": 1, "disk": 0}, {"amount": 10**30}):
    case(PAPER, "grow %s" % json.dumps(body), "POST", I_PATH + "/disk/0/grow", body)
for query in ("?mode=local", "?mode=remote", "?mode=foo", "?mode=&reason=r", "?mode=remote&dry-run=1"):
    case(PAPER, "prepare", "PUT", I_PATH + "/prepare-export" + query, {"mode": "local"})
for body in ({"destination": N2}, {"destination": [["x"]], "mode": "remote"}, {"target_node": N2}, {"destination": N2, "target_node": N2}, {"destination": None}, {"destination": 1}, {"destination": ""}, {"destination": N2, "mode": "foo"}, {"destination": N2, "compress": "none", "shutdown": False}):
    case(PAPER, "export %s" % json.dumps(body), "PUT", I_PATH + "/export", body)
for network in ("192.0.2.0/24", "192.0.2.1/24", "999/2", "192.0.2.0", "192.0.2.0/33", "", "2001:db8::/64", 1, None, "192.0.2.0/a", " 192.0.2.0/24", "192.0.2.0/255.255.255.0", "192.0.2.0/32", "0.0.0.0/0", "192.0.2/24", "192.0.02.0/24", "192.0.2.0/24/1"):
    case(PAPER, "network %s" % json.dumps(network), "POST", "/2/networks", {"name": "gh-net", "network": network})
for field, values in (("gateway", ("192.0.2.1", "x", "192.0.2.0/24", "", 1, "2001:db8::1")), ("network6", ("2001:db8::/64", "2001:db8::1/64", "x", "192.0.2.0/24")), ("gateway6", ("2001:db8::1", "192.0.2.1", "x")), ("mac_prefix", ("aa:00:55", "x", 1)), ("add_reserved_ips", (["192.0.2.5"], ["x"], [], "x", [1], None)), ("tags", (["a"], "a"))):
    for value in values:
        case(PAPER, "%s %s" % (field, json.dumps(value)), "POST", "/2/networks", {"name": "gh-net", "network": "192.0.2.0/24", field: value}, deep=dice(2))
        case(PAPER, "%s %s" % (field, json.dumps(value)), "PUT", "/2/networks/nosuch/modify", {field: value}, deep=dice(2))
for body in ({"nics": [["add", {}]]}, {"nics": [["modify", 0, {"ip": "203.0.113.31"}]]}, {"nics": [["zap", {}]]}, {"nics": [{}]}, {"disks": [["add", {"size": 64}]]}, {"disks": [["remove", {}]]}, {"disks": [["add", 1, {"size": 64}], ["remove", -1, {}]]}, {"disks": [["zap", {}]]},
             {"disks": [[0, {}]]}, {"disks": [["0", {}]]}, {"beparams": {"memory": 1}, "custom_beparams": {}}, {"custom_beparams": {"maxmem": 256}}, {"osparams_private": {"pw": "x"}}, {"clear_osparams": True}, {"remove_osparams": ["size"]}, {"offline": True}, {"online_inst": True},
             {"hotplug": True}, {"hotplug_if_possible": True}, {"instance_name": "x"}, {"os_name": "image"}, {"disk_template": "file"}, {"runtime_mem": 0}, {"runtime_mem": 1}, {"pnode": N2}, {"nics": [["attach", {}]]}, {"disks": [["detach", 0, {}]]}, {"disks": [["attach", {"uuid": "x"}]]}):
    case(PAPER, "modify %s" % json.dumps(body), "PUT", I_PATH + "/modify", body)
for body in ({"ipolicy": {}, "custom_ipolicy": {}}, {"custom_ndparams": {"oob_program": "x"}}, {"ndparams": {"oob_program": "x"}}, {"custom_diskparams": {"file": {}}}, {"diskparams": {"foo": {}}}, {"alloc_policy": "foo"}, {"alloc_policy": "preferred"}, {"group_name": "x"}):
    case(PAPER, "group %s" % json.dumps(body), "PUT", "/2/groups/nosuch/modify", body)
case(PAPER, "group both names", "POST", "/2/groups", {"name": "a", "group_name": "b"})
case(PAPER, "network both names", "POST", "/2/networks", {"name": "a", "network_name": "b", "network": "192.0.2.0/24"})

# --- an instance, a network, a group and a job live and die ----------------------------------------------------------

NEW = {"__version__": 1, "mode": "create", "name": I1, "disk_template": "sharedfile", "disks": [{"size": 64, "name": "root"}], "nics": [{"ip": "203.0.113.31", "mac": "aa:00:00:12:34:56"}],
       "os": "image+default", "hypervisor": "fake", "pnode": N1, "start": True, "name_check": False, "ip_check": False, "conflicts_check": False, "beparams": {"maxmem": 256, "minmem": 128, "vcpus": 2},
       "osparams": {"size": "1"}, "osparams_private": {"pw": "hidden"}, "tags": ["born"]}


def live(method, path, body=None, **more):
    case(LIFE, "life", method, path, body, **more)


def looks():
    """Everything that is to be seen of the instance and around it."""
    for path in (INSTANCE, "/2/instances?bulk=1", "/2/instances", INSTANCE + "/tags", "/2/instances/inst1", NODE, "/2/nodes?bulk=1"):
        live("GET", path)
    live("GET", "/2/query/instance?fields=name,status,admin_state,oper_state,oper_ram,pnode,disk.sizes,nic.ips,nic.macs,be/maxmem,hv/kernel_path,os,tags,custom_osparams,disk_template,uuid,ctime,network_port,nosuch,console")


live("POST", "/2/instances?dry-run=1&reason=try", NEW)
live("POST", "/2/instances?reason=for%20real", NEW, keep="create")
looks()
for job in ("{create}", "000{create}"):
    live("GET", "/2/jobs/" + job)
live("GET", "/2/jobs/{create}/wait", {"fields": ["status", "opstatus", "summary", "ops", "opresult"]})
live("GET", "/2/jobs/{create}/wait", {"fields": ["status"], "previous_job_info": ["running"], "previous_log_serial": 2})
live("GET", "/2/jobs/{create}/wait", {"fields": ["status", "nosuch"], "previous_job_info": None, "previous_log_serial": None})
live("GET", "/2/jobs/{create}/wait", {"fields": ["status"], "previous_job_info": ["success"], "previous_log_serial": 10**6})
for fields in ([], [1], {}, None, "status"):
    live("GET", "/2/jobs/{create}/wait", {"fields": fields})
live("GET", "/2/jobs/{create}/wait", {"fields": ["status"], "previous_log_serial": True}, user="both")
live("DELETE", "/2/jobs/{create}")
live("PUT", "/2/query/job", {"fields": ["id", "status", "summary", "opstatus", "priority", "archived", "ops", "opresult", "received_ts", "nosuch"], "qfilter": ["=", "id", "{create}"]})
live("POST", "/2/instances", NEW)
live("GET", INSTANCE + "/console")
live("GET", INSTANCE + "/console", user="plain")
live("GET", INSTANCE + "/info")
live("GET", INSTANCE + "/info?static=1")
live("PUT", INSTANCE + "/tags?tag=b&tag=a&reason=tagging")
live("PUT", INSTANCE + "/tags?tag=%3C%22")
live("GET", INSTANCE + "/tags")
live("DELETE", INSTANCE + "/tags?tag=a&tag=nosuch")
live("DELETE", INSTANCE + "/tags?tag=b")
live("POST", INSTANCE + "/reboot?type=soft")
live("POST", INSTANCE + "/reboot", {"shutdown_timeout": 0})
live("PUT", INSTANCE + "/modify", {"beparams": {"maxmem": 512}, "hvparams": {"migration_mode": "live"}, "osparams": {"size": "2"}, "osparams_private": {"pw": "again"}})
live("PUT", INSTANCE + "/modify", {"nics": [["add", {"ip": "203.0.113.32", "mac": "aa:00:00:12:34:57"}]], "disks": [["add", {"size": 32, "name": "data"}]]})
live("PUT", INSTANCE + "/modify", {"nics": [["remove", -1, {}]], "disks": [["remove", -1, {}]]})
looks()
live("POST", INSTANCE + "/disk/0/grow", {"amount": 16})
live("POST", INSTANCE + "/disk/0/grow", {"amount": 96, "absolute": True})
live("POST", INSTANCE + "/disk/7/grow", {"amount": 16})
live("PUT", INSTANCE + "/migrate", {"mode": "live"})
live("PUT", INSTANCE + "/failover", {"ignore_consistency": True})
live("POST", INSTANCE + "/replace-disks", {"mode": "replace_auto", "disks": [0]})
live("PUT", INSTANCE + "/deactivate-disks")
live("PUT", INSTANCE + "/shutdown?no_remember=0", {"timeout": 0})
live("GET", INSTANCE + "/console")
looks()
live("PUT", INSTANCE + "/activate-disks")
live("PUT", INSTANCE + "/deactivate-disks?force=1")
live("POST", INSTANCE + "/recreate-disks", {"disks": [0]})
live("POST", INSTANCE + "/reinstall", {"os": "image+extra", "start": False})
live("POST", INSTANCE + "/reinstall?os=plain&nostartup=1")
live("POST", INSTANCE + "/reinstall", {"os": "nosuch"})
live("PUT", INSTANCE + "/prepare-export?mode=local")
live("PUT", INSTANCE + "/prepare-export?mode=remote")
live("PUT", INSTANCE + "/startup?force=0")
live("PUT", INSTANCE + "/startup?dry-run=1")
live("PUT", INSTANCE + "/shutdown?dry-run=1", {"timeout": 0})
live("PUT", INSTANCE + "/shutdown", {"timeout": 0})
live("PUT", INSTANCE + "/rename", {"new_name": I2, "name_check": False, "ip_check": False})
live("GET", INSTANCE)
live("GET", "/2/instances/" + I2)
live("PUT", "/2/instances/" + I2 + "/rename", {"new_name": I1, "name_check": False, "ip_check": False})
live("POST", "/2/instances-multi-alloc", {"iallocator": "hail", "instances": [{"mode": "create", "name": name, "disk_template": "diskless", "disks": [], "nics": [], "os": "plain", "no_install": True, "start": False,
      "name_check": False, "ip_check": False, "conflicts_check": False, "beparams": {"memory": 64}, "hypervisor": "fake"} for name in (I3, I4)]})
live("DELETE", "/2/instances/" + I3)
live("DELETE", "/2/instances/" + I4 + "?dry-run=1")
live("DELETE", "/2/instances/" + I4, {"shutdown_timeout": 0})
live("DELETE", "/2/instances/" + I4, {"ignore_failures": True})

live("POST", "/2/networks?dry-run=1", {"name": "gh-net", "network": "192.0.2.0/24"})
live("POST", "/2/networks", {"name": "gh-net", "network": "192.0.2.0/24", "gateway": "192.0.2.1", "network6": "2001:db8::/64", "mac_prefix": "aa:00:55", "add_reserved_ips": ["192.0.2.9"], "conflicts_check": False, "tags": ["n"]})
live("POST", "/2/networks", {"name": "gh-net", "network": "192.0.2.0/24"})
for path in ("/2/networks", "/2/networks?bulk=1", "/2/networks/gh-net", "/2/networks/gh-net/tags", "/2/query/network?fields=name,network,gateway,free_count,map,group_list,external_reservations,tags"):
    live("GET", path)
live("PUT", "/2/networks/gh-net/connect", {"group_name": "default", "network_mode": "bridged", "network_link": "gntbr0", "conflicts_check": False})
live("PUT", "/2/networks/gh-net/modify", {"add_reserved_ips": ["192.0.2.77"], "remove_reserved_ips": ["192.0.2.9"]})
live("PUT", INSTANCE + "/modify", {"nics": [["modify", 0, {"network": "gh-net", "ip": "192.0.2.50"}]], "conflicts_check": False})
live("GET", "/2/networks/gh-net")
live("GET", INSTANCE)
live("PUT", INSTANCE + "/modify", {"nics": [["modify", 0, {"network": "none", "ip": "none"}]], "conflicts_check": False})
live("PUT", "/2/networks/gh-net/tags?tag=m")
live("DELETE", "/2/networks/gh-net/tags?tag=n")
live("PUT", "/2/networks/gh-net/disconnect?dry-run=1", {"group_name": "default"})
live("PUT", "/2/networks/gh-net/disconnect", {"group_name": "default"})
live("PUT", "/2/networks/gh-net/rename", {"new_name": "gh-new"})
live("DELETE", "/2/networks/gh-net?dry-run=1")
live("DELETE", "/2/networks/gh-net")
live("DELETE", "/2/networks/gh-net")

live("POST", "/2/groups", {"name": "gh-group", "alloc_policy": "last_resort", "ipolicy": {"vcpu-ratio": 3.5}, "ndparams": {"exclusive_storage": False}})
live("GET", "/2/groups")
live("GET", "/2/groups?bulk=1")
live("GET", "/2/groups/gh-group")
live("PUT", "/2/groups/gh-group/modify", {"custom_ipolicy": {"vcpu-ratio": 4, "spindle-ratio": 32.25}, "alloc_policy": "preferred"})
live("GET", "/2/groups/gh-group")
live("PUT", "/2/groups/gh-group/assign-nodes?dry-run=1&force=1", {"nodes": [N2]})
live("PUT", "/2/groups/gh-group/assign-nodes?force=1", {"nodes": [N2]})
live("GET", "/2/groups?bulk=1")
live("PUT", "/2/groups/default/assign-nodes", {"nodes": [N2], "force": True})
live("PUT", "/2/groups/default/assign-nodes?force=1", {"nodes": [N2]})
live("PUT", "/2/groups/gh-group/tags?tag=g")
live("GET", "/2/groups/gh-group/tags")
live("DELETE", "/2/groups/gh-group/tags?tag=g")
live("PUT", "/2/groups/gh-group/rename", {"new_name": "gh-new"})
live("DELETE", "/2/groups/gh-group")
live("DELETE", "/2/groups/gh-new", {"nosuch": 1})

for tail, body in (("/role", "drained"), ("/role?force=1", "regular"), ("/role?auto-promote=1", "regular"), ("/role", "offline"), ("/role", "master-candidate")):
    live("PUT", "/2/nodes/" + N2 + tail, body)
    live("GET", "/2/nodes/" + N2 + "/role")
live("PUT", NODE + "/role", "offline")
live("POST", "/2/nodes/" + N2 + "/modify", {"drained": True})
live("POST", "/2/nodes/" + N2 + "/modify", {"drained": False})
live("POST", NODE + "/migrate", {"mode": "live"})
live("POST", NODE + "/evacuate", {"mode": "primary-only", "iallocator": "hail"})
live("POST", NODE + "/evacuate?dry-run=1", {"mode": "all", "early_release": True})
live("GET", NODE + "/storage?storage_type=file&output_fields=name,type")
live("PUT", NODE + "/storage/modify?storage_type=lvm-pv&name=x&allocatable=1")
live("PUT", NODE + "/storage/repair?storage_type=lvm-vg&name=x")
live("PUT", NODE + "/tags?tag=t1&tag=t2")
live("GET", NODE + "/tags")
live("DELETE", NODE + "/tags?tag=t1&tag=t2")
live("PUT", "/2/tags?tag=gh:one&tag=gh:two")
live("GET", "/2/tags")
live("DELETE", "/2/tags?tag=gh:one")
live("DELETE", "/2/tags?tag=gh:two")
live("PUT", "/2/redistribute-config?reason=why")
live("PUT", "/2/modify", {"candidate_pool_size": 10, "tags": []})
live("PUT", "/2/modify", {"candidate_pool_size": 10})
live("PUT", "/2/modify", {"ipolicy": {"vcpu-ratio": 4.5}})
live("PUT", "/2/modify", {"ipolicy": {"vcpu-ratio": 4}})
live("GET", "/2/info")

RULE = {"priority": 5, "predicates": [["jobid", ["=", "id", 100000000]], ["reason", ["=~", "reason", "x"]]], "action": ["RATE_LIMIT", 3], "reason": [["gnt:user", "why", 1]]}
live("POST", "/2/filters", RULE, keep="rule")
for path in ("/2/filters", "/2/filters?bulk=1", "/2/filters/{rule}", "/2/query/filter?fields=priority,predicates,action,reason_trail"):
    live("GET", path)
live("PUT", "/2/filters/{rule}", {"priority": 7, "action": "PAUSE", "predicates": [["jobid", [">", "id", "watermark"]], ["opcode", ["=", "OP_ID", "OP_CLUSTER_REDIST_CONF"]]]})
live("GET", "/2/filters/{rule}")
live("PUT", "/2/redistribute-config", {"priority": -10, "comment": "c"}, keep="paused", view="queued")
live("GET", "/2/jobs/{paused}")
live("GET", "/2/jobs/{paused}/wait", {"fields": ["status"], "previous_job_info": ["queued"], "previous_log_serial": None})
live("GET", "/2/jobs/{paused}/wait", {"fields": ["status"], "previous_job_info": ["nosuch"]})
live("DELETE", "/2/jobs/{paused}", user="reader")
live("DELETE", "/2/jobs/{paused}")
live("DELETE", "/2/filters/{rule}")
live("GET", "/2/filters/{rule}")
live("PUT", "/2/filters/" + UUID, {"priority": 3})
live("GET", "/2/filters/" + UUID)
live("DELETE", "/2/filters/" + UUID)
live("GET", "/2/jobs?bulk=1", view="jobs")
live("DELETE", INSTANCE + "?reason=done", {"shutdown_timeout": 0})
live("GET", INSTANCE)
live("DELETE", INSTANCE)
