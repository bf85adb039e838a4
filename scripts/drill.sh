# shellcheck shell=bash
# ./baro drill: what has to be there before anything is broken, and then tests/faults/.

drill() {
  local python=/usr/bin/python3 # Debian's own, for which it packages matplotlib
  if [[ " $* " == *" --help "* || " $* " == *" -h "* ]]; then
    exec "$python" "$root/tests/faults/arguments.py" --help
  fi
  # Nothing is installed and built for arguments that make no sense.
  [[ ! -x $python ]] || "$python" "$root/tests/faults/arguments.py" "$@" || exit
  unset BARO_DATABASE_URL BARO_REDIS_URL BARO_PAYMENTS_URL BARO_STORAGE_URL BARO_GENERATION_URL
  packages+=(python3-matplotlib faketime)
  install_packages
  if [[ -z ${BARO_BUILD_DIR:-} ]]; then
    build_programs barod baroctl baro_fixed_rate
  fi
  require_programs
  PYTHONDONTWRITEBYTECODE=1 exec "$python" "$root/tests/faults" "$@"
}
