#!/bin/sh
# The compiler below ccache, with what that needs to cache what uses precompiled headers (its manual, "Precompiled headers").
#   ccache.sh COMPILER ARGUMENT...
export CCACHE_PCH_EXTSUM=true
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
ccache "$@" || exit

# A precompiled header has some 300 MB. This way it is hashed once, not for each file that uses it.
for argument; do
  case $argument in
    *.gch | *.pch) [ ! -f "$argument" ] || sha256sum < "$argument" > "$argument.sum" ;;
  esac
done
