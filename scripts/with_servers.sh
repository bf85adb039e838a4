#!/usr/bin/env bash
# with_servers.sh COMMAND...: runs the command with a PostgreSQL and a Redis of its own, and wipes both
# afterwards, however it ends. Their addresses are in BARO_TEST_DATABASE_URL and BARO_TEST_REDIS_URL.
# The exit status is the command's.
set -euo pipefail

[[ -n ${1:-} ]] || { echo "usage: with_servers.sh COMMAND..." >&2; exit 2; }

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=scripts/common.sh
source "$root/scripts/common.sh"
# shellcheck source=scripts/stack.sh
source "$root/scripts/stack.sh"
# shellcheck source=scripts/servers.sh
source "$root/scripts/servers.sh"

command_pid=

# Tests may leave either server stopped, and what has crashed cannot be stopped in order.
clean_up() {
  local code=$?
  trap '' INT TERM HUP
  set +e
  [[ -z $command_pid ]] || { kill "$command_pid" && wait "$command_pid"; } 2> /dev/null
  kill_redis
  kill_postgres
  wipe_data
  rm -rf -- "$data"
  exit "$code"
}

data=$(mktemp -d)
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

create_data
{
  start_postgres
  start_redis
} >&2
BARO_TEST_DATABASE_URL=$(database_url)
BARO_TEST_REDIS_URL=$(redis_url)
export BARO_TEST_DATABASE_URL BARO_TEST_REDIS_URL

# In the background, so that a signal to this script is not held up until the command ends.
"$@" <&0 &
command_pid=$!
code=0
wait "$command_pid" || code=$?
command_pid=
exit "$code"
