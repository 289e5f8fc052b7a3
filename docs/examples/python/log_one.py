"""Reports a run by single calls: the shortest way in. TRACKER_SERVER names the daemon, by default that of this machine."""
import os

import tracker_client
from tracker.v1 import common_pb2, ingest_pb2

ingest = tracker_client.open_ingest()
facts = common_pb2.Facts(name="by-hand", experiment="examples", kind=common_pb2.TRAINING_KIND_SUPERVISED, planned_steps=100)
run = ingest.CreateRun(ingest_pb2.CreateRunRequest(run=os.environ.get("TRACKER_RUN"), facts=facts)).run  # a job's own run, or a new one
for step in range(100):
    ingest.LogMetrics(ingest_pb2.LogMetricsRequest(run=run, step=step, metrics={"train/loss": 2.3 / (1 + step)}))
ingest.FinishRun(ingest_pb2.FinishRunRequest(run=run, status=common_pb2.RUN_STATUS_FINISHED))
print(run)
