#!/usr/bin/env bash
# Installs from Debian what the demo and the tests need beyond the .NET SDK, when it is missing and this is root.
# Without root it prints the one line to run, and fails.
#   usage: eng/install-test-tools.sh [demo]     demo: only what ./tracker demo needs
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # package command...
    local package=$1; shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

# Python means Debian's own: its packages belong to that interpreter and to no other.
need python3-grpcio /usr/bin/python3 -c 'import grpc, google.protobuf'
need protobuf-compiler-grpc sh -c 'command -v grpc_python_plugin && command -v protoc'
if [ "${1:-all}" != demo ]; then
    need prometheus sh -c 'command -v promtool && command -v prometheus'
    # Builds a driver for GPUs that are not there.
    need gcc sh -c 'command -v gcc'
    need libc6-dev test -e /usr/include/stdio.h
    need nodejs sh -c 'command -v node'
    need npm sh -c 'command -v npm'
fi

if [ ${#missing[@]} -gt 0 ]; then
    line="apt-get install --yes --no-install-recommends ${missing[*]}"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "Missing: ${missing[*]}. As root on Debian run: apt-get update && $line" >&2
        exit 1
    fi
    echo "Installing from Debian: ${missing[*]}" >&2
    export DEBIAN_FRONTEND=noninteractive
    # Debian's package would start a Prometheus of its own; the tests start theirs.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
        trap 'rm -f $policy' EXIT
    fi
    apt-get update -qq >&2
    $line -qq >&2
fi

if [ "${1:-all}" != demo ] && [ ! -x eng/buf/node_modules/.bin/buf ]; then
    npm ci --prefix eng/buf --no-audit --no-fund --silent >&2
fi
