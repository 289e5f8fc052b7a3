#!/usr/bin/env bash
# Generates the Python stubs of protos/ with Debian's protoc and gRPC plugin.
#   usage: make-stubs.sh [FOLDER]      default: artifacts/python at the root of the repository
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
out=${1:-$root/artifacts/python}
command -v protoc >/dev/null && plugin=$(command -v grpc_python_plugin) || {
    echo "make-stubs: protoc or its gRPC plugin is missing: apt-get install -y protobuf-compiler protobuf-compiler-grpc python3-grpcio" >&2
    exit 1
}
# Into a folder of its own first, so that two of these at once never leave half a file.
mkdir -p "$out"
work=$(mktemp -d "$out/.stubs-XXXXXX")
trap 'rm -rf "$work"' EXIT
protoc -I "$root/protos" --python_out="$work" --grpc_python_out="$work" --plugin=protoc-gen-grpc_python="$plugin" \
    tracker/v1/common.proto tracker/v1/ingest.proto
mkdir -p "$out/tracker/v1"
mv -f "$work"/tracker/v1/*.py "$out/tracker/v1/"
