#!/usr/bin/env bash
# Puts the real OMERO client (omero-py 5.23.0 on Ice 3.6.5) into a Python venv: .venv/omero-py, where the tests look for it.
# Needs python3 3.10 to 3.12 with venv, g++, and the headers of Python, OpenSSL and bzip2
# (Debian: python3-venv python3-dev g++ libssl-dev libbz2-dev). Ice 3.6.5 has no binary wheel: it is compiled
# here in about a minute on two cores; the wheel is kept in ~/.cache/omero-py-wheels for the next time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../../.venv/omero-py}
wheels=${2:-$HOME/.cache/omero-py-wheels}
mkdir -p "$wheels" "$(dirname "$venv")"
"${PYTHON:-/usr/bin/python3}" -m venv "$venv"
tag=$("$venv/bin/python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
if ! ls "$wheels"/zeroc_ice-3.6.5-"$tag"-*.whl >/dev/null 2>&1; then
  "$venv/bin/pip" download -q --no-deps --no-binary zeroc-ice -d "$wheels" zeroc-ice==3.6.5
  "$venv/bin/python" "$here/build_ice_wheel.py" "$wheels/zeroc-ice-3.6.5.tar.gz" "$wheels"
fi
"$venv/bin/pip" install -q "$wheels"/zeroc_ice-3.6.5-"$tag"-*.whl omero-py==5.23.0
"$venv/bin/python" -c 'import omero.gateway, Ice; print("omero-py on Ice", Ice.stringVersion())'
