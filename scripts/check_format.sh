#!/usr/bin/env bash
# Fails when a C++ file is not formatted as .clang-format says; --fix formats them.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run --Werror)
[[ ${1:-} == --fix ]] && mode=(-i)
folders=(actors app bench cluster monitoring net persistence protocol providers signing tests)
find "${folders[@]}" -name '*.[ch]pp' -print0 | xargs -0 -P 2 -n 20 clang-format "${mode[@]}"
