"""A small Tracker client: logging never blocks and never raises; a daemon that is away gets everything when it is back."""
import os
import queue
import secrets
import struct
import sys
import threading
import time
import zlib
from pathlib import Path

import grpc
import tracker_stubs  # noqa: F401  (finds the generated stubs)
from tracker.v1 import common_pb2, ingest_pb2, ingest_pb2_grpc
from tracker_spool import Spool

BATCH_SAMPLES, BATCH_SECONDS = 1_000, 0.05
MAX_WAITING_ROWS, MAX_IN_FLIGHT = 100_000, 256
HEARTBEAT_SECONDS, FIRST_BACKOFF, MOST_BACKOFF = 10, 0.1, 5


def new_run_id():
    """A UUID of version 7: 48 bits of milliseconds, then random bits."""
    value = (int(time.time() * 1000) << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    return f"{value:032x}"


class TrackerRun:
    """Reports one run. Attaches to TRACKER_RUN when that is set; finds the daemon by TRACKER_SERVER or its socket."""

    def __init__(self, name=None, facts=None, run=None, server=None, attempt=1, spool=None, say=None):
        state = os.path.join(os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state"), "tracker")
        default = f"unix:{state}/trackerd.sock,unix:/run/tracker/trackerd.sock"
        self.id = run or os.environ.get("TRACKER_RUN") or new_run_id()
        self.commands = queue.Queue()  # of common_pb2.RunCommand, each once; answer() each
        self.logged = self.acknowledged = self.dropped = self.rejected = 0
        self._servers = (server or os.environ.get("TRACKER_SERVER") or default).split(",")
        self._facts, self._attempt = facts or common_pb2.Facts(), attempt
        if name:
            self._facts.name = name
        self._say = say or (lambda text: print("tracker: " + text, file=sys.stderr))
        self._lock = threading.Condition()
        self._spool = Spool(spool or os.path.join(state, "spool", self.id, "python"), self.id)
        self._rows, self._waiting_samples = [], 0
        self._sets, self._seen, self._said = {}, set(), set()
        self._closing = self._away = self._finished = False
        self._send_from, self._call = 0, None  # 0: not greeted yet
        self._packer = threading.Thread(target=self._pack_forever, daemon=True)
        self._reporter = threading.Thread(target=self._report_forever, daemon=True)
        self._packer.start()
        self._reporter.start()

    # ---- what a trainer calls

    def log(self, step, metrics):
        """Takes {name: value} of one step."""
        try:
            row = (int(step), time.time_ns() // 1000, tuple(map(str, metrics)), tuple(map(float, metrics.values())))
            good = row[0] >= 0 and all(0 < len(n.encode()) <= 256 and n.isprintable() for n in row[2])
        except Exception as problem:  # whatever is logged, training goes on
            row, good = problem, False
        with self._lock:
            if not good or self._closing or len(self._rows) >= MAX_WAITING_ROWS:
                self.dropped += len(metrics) if hasattr(metrics, "__len__") else 1
                self._say_once("drop", f"samples are dropped: {row if not good else 'too many wait, or the run is closed'}")
                return
            self._rows.append(row)
            self.logged += len(row[3])
            self._waiting_samples += len(row[3])
            if self._waiting_samples >= BATCH_SAMPLES:
                self._lock.notify_all()

    def set_facts(self, facts):
        self._append(ingest_pb2.ReportRequest(facts=facts))

    def phase(self, name, step):
        """A part of the training begins that need not go on as before; the start level and the best stay."""
        self._append_safely(lambda: ingest_pb2.ReportRequest(phase=ingest_pb2.Phase(name=str(name), step=int(step))))

    def alert(self, title, text="", severity="warning", step=None):
        """Raises an alert of the trainer's own ("info", "warning", "critical"); the same title is the same alert. None takes it back."""
        self._append_safely(lambda: ingest_pb2.ReportRequest(alert=ingest_pb2.TrainerAlert(
            title=str(title), text=str(text), step=step, severity=severity and common_pb2.Severity.Value("SEVERITY_" + severity.upper()))))

    def answer(self, command, applied=True, message=""):
        state = common_pb2.COMMAND_STATE_APPLIED if applied else common_pb2.COMMAND_STATE_REFUSED
        self._append(ingest_pb2.ReportRequest(outcome=ingest_pb2.CommandOutcome(command=command.id, state=state, message=message)))

    def finish(self, status=common_pb2.RUN_STATUS_FINISHED, reason="", timeout=10):
        """Ends the run. True if the daemon holds all of it; else the rest stays in the spool for a later process of this run."""
        self._finished = True
        self._append(ingest_pb2.ReportRequest(finish=ingest_pb2.Finish(status=status, reason=reason)))
        return self.close(timeout)

    def close(self, timeout=10):
        """Waits until all is acknowledged. The run itself goes on."""
        self._append(None)
        with self._lock:
            self._closing = True
            self._lock.notify_all()
            done = self._lock.wait_for(lambda: not self._spool.unacknowledged, timeout)
        if done:
            self._reporter.join(1)
        else:
            self._say(f"{len(self._spool.unacknowledged)} messages of run {self.id} stay in {self._spool.path}")
        if self._call:
            self._call.cancel()
        with self._lock:
            self._spool.close(delete=done and self._finished)
        return done

    # ---- rows become messages

    def _pack_forever(self):
        while not self._closing:
            with self._lock:
                self._lock.wait_for(lambda: self._waiting_samples >= BATCH_SAMPLES or self._closing, BATCH_SECONDS)
                self._pack()

    def _pack(self):
        rows, self._rows, self._waiting_samples = self._rows, [], 0
        start = 0
        for end in range(1, len(rows) + 1):  # a frame holds rows of the same names
            names = rows[start][2]
            if end == len(rows) or rows[end][2] != names or (end - start + 1) * len(names) > BATCH_SAMPLES:
                self._keep(self._frames(names, rows[start:end]), (end - start) * len(names))
                start = end
        if rows:
            self._lock.notify_all()

    def _frames(self, names, rows):
        if names not in self._sets:  # the id follows from the names, so that a later process gives them the same one
            self._sets[names] = ingest_pb2.MetricSet(id=zlib.crc32("\0".join(names).encode()) or 1, names=names)
            self._keep(ingest_pb2.ReportRequest(metric_set=self._sets[names]), 0)
        steps, times = [row[0] for row in rows], [row[1] for row in rows]
        columns = [row[3][i] for i in range(len(names)) for row in rows]
        return ingest_pb2.ReportRequest(frames=ingest_pb2.Frames(
            set=self._sets[names].id, attempt=self._attempt, step_deltas=deltas(steps), time_deltas=deltas(times),
            values=struct.pack(f"<{len(columns)}d", *columns)))

    def _append(self, request):
        with self._lock:
            if self._closing:
                return
            self._pack()  # what was logged before comes before
            if request is not None:
                self._keep(request, 0)
            self._lock.notify_all()

    def _append_safely(self, make):
        try:
            self._append(make())
        except Exception as problem:  # whatever is said, training goes on
            self._say_once("say", f"not sent: {problem}")

    def _keep(self, request, samples):
        if not self._spool.append(request):
            self.dropped += samples
            self._say_once("full", f"the spool {self._spool.path} is full: samples are dropped")

    # ---- messages go to the daemon

    def _report_forever(self):
        failures = 0
        while not (self._closing and not self._spool.unacknowledged):
            server = self._servers[failures % len(self._servers)]
            try:
                with channel_to(server) as channel:
                    for response in self._open(channel):
                        if response.WhichOneof("body") == "hello_ack":
                            failures = 0
                        self._receive(response, server)
                problem = "it ended the call"
            except grpc.RpcError as error:
                problem = f"{error.code().name}: {error.details()}"
            except (OSError, ValueError) as error:  # a file of our own: the token, or one for TLS
                problem = str(error)
            with self._lock:
                self._send_from, self._call = 0, None
                if self._closing and not self._spool.unacknowledged:
                    return
                if not self._away:
                    self._away = True
                    self._say(f"the daemon at {server} is away ({problem}); samples wait in {self._spool.path}")
            failures += 1
            if failures % len(self._servers) == 0:  # every address was tried
                wait = min(FIRST_BACKOFF * 2 ** min(failures // len(self._servers) - 1, 10), MOST_BACKOFF)
                time.sleep(wait * (0.5 + secrets.randbits(16) / 2**17))  # not all trainers at once; the training's own dice are left alone

    def _open(self, channel):
        token = read_token()
        metadata = [("authorization", "Bearer " + token)] if token else None
        over = threading.Event()
        self._call = ingest_pb2_grpc.IngestServiceStub(channel).Report(self._requests(over), metadata=metadata)
        self._call.add_callback(lambda: (over.set(), self._wake()))
        return self._call

    def _wake(self):
        with self._lock:
            self._lock.notify_all()

    def _requests(self, over):
        """Yields the hello, then what is not acknowledged from self._send_from on, and a heartbeat where nothing else goes."""
        with self._lock:
            hello = ingest_pb2.Hello(run=self.id, producer=self._spool.producer, attempt=self._attempt, facts=self._facts,
                                     user_agent=f"python/{sys.version_info.major}.{sys.version_info.minor} tracker-example/1")
        yield ingest_pb2.ReportRequest(hello=hello)
        while not over.is_set():
            with self._lock:
                self._lock.wait_for(lambda: over.is_set() or self._next() or self._is_done(), HEARTBEAT_SECONDS)
                request = self._next()
                if over.is_set() or (request is None and self._is_done()):
                    return
                if request is not None:
                    self._send_from += 1
            yield request or ingest_pb2.ReportRequest(heartbeat=ingest_pb2.Heartbeat())

    def _next(self):
        in_flight = self._send_from - self._spool.acknowledged
        return self._spool.unacknowledged.get(self._send_from) if 0 < self._send_from and in_flight <= MAX_IN_FLIGHT else None

    def _is_done(self):
        return self._closing and not self._spool.unacknowledged

    def _receive(self, response, server):
        with self._lock:
            body = response.WhichOneof("body")
            if body == "hello_ack":
                if response.hello_ack.last_sequence < self._spool.acknowledged:
                    self._spool.start_over(self._sets.values())
                    self._call.cancel()
                    return
                self._settle(response.hello_ack.last_sequence)
                self._send_from = self._spool.acknowledged + 1
                if self._away:
                    self._away = False
                    self._say(f"the daemon at {server} is back; {len(self._spool.unacknowledged)} messages are sent")
            elif body == "ack":
                self._settle(response.ack.sequence)
            elif body == "resend":
                self._send_from = response.resend.from_sequence
            elif body == "rejection":
                refused = self._spool.unacknowledged.get(response.rejection.sequence)
                if refused is not None:
                    self.rejected += len(refused.frames.values) // 8
                    refused.ClearField("frames")
                self._say_once(response.rejection.reason, "refused: " + response.rejection.reason)
            elif body == "command" and response.command.id not in self._seen:
                self._seen.add(response.command.id)
                self.commands.put(response.command)
            self._lock.notify_all()

    def _settle(self, sequence):
        self.acknowledged += sum(
            len(r.frames.values) // 8 for s, r in self._spool.unacknowledged.items() if s <= sequence)
        self._spool.acknowledge(sequence)

    def _say_once(self, key, text):
        if key not in self._said:
            self._said.add(key)
            self._say(text)


def deltas(values):
    return [b - a for a, b in zip([0] + values, values)]


def read_token():
    """The token of TRACKER_TOKEN_FILE, read again for each call; None where that is not set."""
    path = os.environ.get("TRACKER_TOKEN_FILE")
    if not path:
        return None
    if os.stat(path).st_mode & 0o006:
        raise ValueError(f"everybody on this machine can read the token file {path}: run chmod 600 on it")
    with open(path) as file:
        return file.read().strip()


def channel_to(server):
    """http://host:port, https://host:port and unix:/path, as everywhere in Tracker."""
    options = [("grpc.enable_http_proxy", 0), ("grpc.keepalive_time_ms", 30_000)]
    target = server.strip()
    if "@" in target or "?" in target:
        raise ValueError("a server address has no user and no query: a token belongs in a file (TRACKER_TOKEN_FILE)")
    if not target.startswith("https://"):
        return grpc.insecure_channel(target.removeprefix("http://"), options=options)
    ca, key, certificate = (read_bytes(os.environ.get(name)) for name in
                            ("TRACKER_CA_FILE", "TRACKER_CLIENT_KEY_FILE", "TRACKER_CLIENT_CERT_FILE"))
    return grpc.secure_channel(target.removeprefix("https://"), grpc.ssl_channel_credentials(ca, key, certificate), options=options)


class _WithToken(grpc.UnaryUnaryClientInterceptor):
    def intercept_unary_unary(self, continuation, details, request):
        token = read_token()
        return continuation(details._replace(metadata=[("authorization", "Bearer " + token)]) if token else details, request)


def open_ingest():
    """Calls by hand: TRACKER_SERVER names the daemon, TRACKER_TOKEN_FILE and TRACKER_CA_FILE what it asks for and how it is known."""
    server = (os.environ.get("TRACKER_SERVER") or "http://127.0.0.1:7071").split(",")[0]
    return ingest_pb2_grpc.IngestServiceStub(grpc.intercept_channel(channel_to(server), _WithToken()))


def read_bytes(path):
    return Path(path).read_bytes() if path else None
