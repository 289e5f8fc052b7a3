"""Keeps what the daemon has not acknowledged, in memory and in a file, so that it can be sent again."""
import json
import os
import secrets
import struct
import zlib

from tracker.v1 import ingest_pb2

HEADER = struct.Struct("<II")  # length and CRC32 of the payload
REWRITE_BYTES = 4 << 20


class Spool:
    """Numbered requests of one producer. Not thread-safe: its owner holds a lock."""

    def __init__(self, path, run, limit=256 << 20):
        self.path, self.run, self.limit = path, run, limit
        self.producer = secrets.token_hex(16)
        self.next_sequence = 1
        self.unacknowledged = {}  # sequence -> request, in order
        self._bytes = 0
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        if os.path.exists(path):
            self._load()
        self._rewrite()

    @property
    def acknowledged(self):
        return next(iter(self.unacknowledged), self.next_sequence) - 1

    def append(self, request):
        """Numbers a request and keeps it; False where it does not fit."""
        request.sequence = self.next_sequence
        payload = request.SerializeToString()
        if self._bytes + len(payload) > self.limit:
            return False
        try:
            self._file.write(HEADER.pack(len(payload), zlib.crc32(payload)) + payload)
            self._file.flush()  # to the kernel: it outlives this process, and training must not wait for the disk
        except OSError:
            self._file = open(os.devnull, "wb")  # from here on memory alone
        self._bytes += len(payload)
        self.unacknowledged[self.next_sequence] = request
        self.next_sequence += 1
        return True

    def acknowledge(self, sequence):
        for known in [s for s in self.unacknowledged if s <= sequence]:
            del self.unacknowledged[known]
        if not self.unacknowledged and self._bytes > REWRITE_BYTES:
            self._rewrite()

    def start_over(self, sets):
        """The daemon does not know what this one acknowledged: the rest gets a new producer and new numbers."""
        rest = [r for r in self.unacknowledged.values() if r.WhichOneof("body") != "metric_set"]
        self.producer, self.next_sequence, self.unacknowledged = secrets.token_hex(16), 1, {}
        self._rewrite()
        for request in [ingest_pb2.ReportRequest(metric_set=s) for s in sets] + rest:
            self.append(request)

    def close(self, delete):
        self._file.close()
        if delete:
            os.unlink(self.path)
            try:
                os.rmdir(os.path.dirname(self.path))
            except OSError:
                pass  # another producer of the run is there

    def _load(self):
        with open(self.path, "rb") as file:
            try:
                head = json.loads(file.readline())
            except ValueError:
                return
            if head["run"] != self.run:
                return
            self.producer, self.next_sequence = head["producer"], head["next"]
            while len(header := file.read(HEADER.size)) == HEADER.size:
                length, checksum = HEADER.unpack(header)
                payload = file.read(length)
                if len(payload) < length or zlib.crc32(payload) != checksum:
                    break  # the end of a dying writer
                request = ingest_pb2.ReportRequest.FromString(payload)
                self.unacknowledged[request.sequence] = request
                self.next_sequence = request.sequence + 1

    def _rewrite(self):
        with open(self.path + ".new", "wb") as file:
            first = next(iter(self.unacknowledged), self.next_sequence)
            file.write(json.dumps({"run": self.run, "producer": self.producer, "next": first}).encode() + b"\n")
            for request in self.unacknowledged.values():
                payload = request.SerializeToString()
                file.write(HEADER.pack(len(payload), zlib.crc32(payload)) + payload)
            self._bytes = file.tell()
        os.replace(self.path + ".new", self.path)
        self._file = open(self.path, "ab")
