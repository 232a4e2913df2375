#!/usr/bin/env bash
# Files requests at a release build on SQLite, durable, over 8 connections, and says how many a
# second, how long the slowest took, how much memory the process has, and whether all is well after.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds="${SECONDS_TO_RUN:-20}"
folder="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
export YIMEN_DATA_DIR="$folder" YIMEN_LISTEN="127.0.0.1:$port" YIMEN_TRUSTED_PROXIES=127.0.0.1 YIMEN_LOG=warn

target/release/yimen serve >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

for _ in $(seq 200); do
  if python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz')" 2>/dev/null; then break; fi
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done

memory() { awk '/^VmRSS|^VmHWM/ { printf "%s %d MB  ", $1, $2 / 1024 } END { print "" }' "/proc/$server/status"; }
echo "before: $(memory)"
wrk --threads 2 --connections 8 --duration "${seconds}s" --latency --script tests/tools/bench.lua "http://127.0.0.1:$port"
echo "after: $(memory)"

kill -TERM "$server"
wait "$server" || true
target/release/yimen check
