"""Finds the generated stubs, or makes them where they are missing or older than protos/. Import this before tracker.v1."""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUBS = Path(os.environ.get("TRACKER_STUBS") or HERE.parents[2] / "artifacts" / "python")

MADE, PROTOS = STUBS / "tracker" / "v1" / "ingest_pb2_grpc.py", HERE.parents[2] / "protos" / "tracker" / "v1"
if not MADE.exists() or any(proto.stat().st_mtime > MADE.stat().st_mtime for proto in PROTOS.glob("*.proto")):
    subprocess.run([str(HERE / "make-stubs.sh"), str(STUBS)], check=True)
sys.path.insert(0, str(STUBS))
