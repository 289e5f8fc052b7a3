"""Reports a run by single calls: the shortest way in. TRACKER_SERVER names the daemon, by default that of this machine."""
import os

import grpc
import tracker_stubs  # noqa: F401  (finds the generated stubs)
from tracker.v1 import common_pb2, ingest_pb2, ingest_pb2_grpc

server = os.environ.get("TRACKER_SERVER", "http://127.0.0.1:7071").removeprefix("http://")
ingest = ingest_pb2_grpc.IngestServiceStub(grpc.insecure_channel(server))
facts = common_pb2.Facts(name="by-hand", experiment="examples", kind=common_pb2.TRAINING_KIND_SUPERVISED, planned_steps=100)
run = ingest.CreateRun(ingest_pb2.CreateRunRequest(facts=facts)).run
for step in range(100):
    ingest.LogMetrics(ingest_pb2.LogMetricsRequest(run=run, step=step, metrics={"train/loss": 2.3 / (1 + step)}))
ingest.FinishRun(ingest_pb2.FinishRunRequest(run=run, status=common_pb2.RUN_STATUS_FINISHED))
print(run)
