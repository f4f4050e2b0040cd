#!/bin/sh
# Prints how many of 1,000 faults of each sort, put into tables that were read, a check reports. The documents are
# beside the project (../shared); the floor is tests/mutation_floor.tsv.
set -eu
cd "$(dirname "$0")/.."
exec cargo test --release --test it mutations:: -- --nocapture
