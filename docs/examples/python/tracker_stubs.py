"""Finds the generated stubs, or makes them. Import this before tracker.v1."""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUBS = Path(os.environ.get("TRACKER_STUBS") or HERE.parents[2] / "artifacts" / "python")

if not (STUBS / "tracker" / "v1" / "ingest_pb2_grpc.py").exists():
    subprocess.run([str(HERE / "make-stubs.sh"), str(STUBS)], check=True)
sys.path.insert(0, str(STUBS))
