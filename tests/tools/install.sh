#!/usr/bin/env bash
# Installs those of the named parts that are missing, from Debian, by package name.
# Says nothing and touches nothing when all are there.
set -euo pipefail

# What a part is called in Debian.
packages() {
  case "$1" in
    chromium) echo chromium ;;
    chromedriver) echo chromium-driver ;;
    fonts) echo fonts-noto-cjk ;;
    postgresql) echo postgresql ;;
    node) command -v node >/dev/null && echo npm || echo nodejs npm ;;
    python) echo python3 python3-venv python3-pip ;;
    wrk) echo wrk ;;
    khal) echo khal ;;
    ffmpeg) echo ffmpeg ;;
    *) echo "$0: there is no part called $1" >&2; exit 2 ;;
  esac
}

there() {
  case "$1" in
    chromium) command -v chromium ;;
    chromedriver) command -v chromedriver ;;
    fonts) dpkg-query -W -f '${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'ok installed' ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
    node) command -v node && command -v npm ;;
    python) python3 -c 'import venv, ensurepip' ;;
    wrk) command -v wrk ;;
    khal) command -v khal ;;
    ffmpeg) command -v ffmpeg && command -v ffprobe ;;
    *) packages "$1" ;;
  esac >/dev/null 2>&1
}

missing=()
for part in "$@"; do
  if ! there "$part"; then
    read -ra names <<<"$(packages "$part")"
    missing+=("${names[@]}")
  fi
done
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "The tests need these Debian packages: ${missing[*]}. Install them as root and start again." >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
