#!/bin/sh
# The way of a shell: gzip, `jq -c`, gzip. The keys stay as they are, because lower-casing them in jq
# takes several times as long.
#
#     sh jq.sh RAW_FOLDER OUTPUT_FOLDER GZIP_LEVEL
#
# Reads and writes what `original-design.py` does, and prints nothing.
set -e
mkdir -p "$2"
number=0
for file in $(find "$1" -type f | sort); do
  gzip -dcf "$file" | jq -c . | gzip "-$3" >"$2/$number.json.gz"
  number=$((number + 1))
done
