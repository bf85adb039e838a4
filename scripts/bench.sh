# shellcheck shell=bash
# ./baro bench: what has to be there before anything is measured, and then bench/.

bench() {
  local python=/usr/bin/python3 # Debian's own, for which it packages matplotlib
  if [[ " $* " == *" --help "* || " $* " == *" -h "* ]]; then
    exec "$python" "$root/bench/arguments.py" --help
  fi
  # Nothing is installed and built for arguments that make no sense.
  [[ ! -x $python ]] || "$python" "$root/bench/arguments.py" "$@" || exit
  unset BARO_DATABASE_URL BARO_REDIS_URL
  packages+=(python3-matplotlib)
  install_packages
  if [[ -z ${BARO_BUILD_DIR:-} ]]; then
    build_programs barod baroctl baro_bench_programs
  fi
  require_programs
  exec "$python" "$root/bench" "$@"
}
