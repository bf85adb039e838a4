#!/usr/bin/env bash
# The compiler below ccache, with what that needs to cache what uses precompiled headers (its manual, "Precompiled headers").
#   ccache.sh COMPILER ARGUMENT...
set -o pipefail
export CCACHE_PCH_EXTSUM=true
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
ccache "$@" || exit

for argument; do
  [[ ${before:-} != -o ]] || output=$argument
  before=$argument
done

# A precompiled header has some 300 MB, and is another one each time that it is compiled. What ccache hashes in its place
# are the headers in it, once.
if [[ ${output:-} == *.[gp]ch ]]; then
  sed -e '1s/^[^:]*://' -e 's/\\$//' "$output.d" | xargs cat | sha256sum > "$output.sum" || rm -f "$output.sum"
fi
