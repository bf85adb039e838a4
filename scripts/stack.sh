# shellcheck shell=bash
# A stack: one data folder and everything that runs on it.
#   .baro-data                     says that the folder is ours; also the lock
#   servers/                       PostgreSQL's and Redis's files; a link when they cannot live here
#   postgres.port  redis.port      where they listen
#   postgres.external  …           the URL of a server that is not ours
#   standins/KIND/{pid,port,…}     stand-ins for other people's servers, and what they keep
#   payments.external  …           the settings of such a server that is not ours
#   nodes/NAME/{pid,http,ops,log}
#   monitoring/  prometheus.port   scripts/monitoring.sh says what is in there
#   pictures/  accounts.json  seeded  logs/

# What this call has started, in order. Unless all of it succeeds, all of it is stopped again.
started=()

undo_unless_done() {
  trap undo EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

undo() {
  local code=$? i
  trap '' INT TERM HUP
  stop_progress
  ((${#started[@]} == 0)) || warn "stopping what was started"
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    eval "stop_${started[i]}" || true
  done
  exit "$code"
}

done_starting() {
  started=()
  trap - EXIT INT TERM HUP
}

create_data() {
  mkdir -p -- "$data" 2> /dev/null || die "cannot create $data: choose another folder with --data"
  [[ -O $data ]] || die "$data belongs to $(stat -c %U -- "$data"): run ./baro as that user, or choose another folder with --data"
  if [[ ! -e $data/.baro-data ]]; then
    [[ -z $(ls -A -- "$data") ]] || die "$data has files in it that are not BARO's: choose another folder with --data"
    # The user who runs the servers when we are root must get through to servers/; secrets have rights of their own.
    chmod 711 -- "$data"
    echo "BARO's data. ./baro up --fresh deletes everything in here." > "$data/.baro-data"
  fi
}

open_data() {
  [[ -e $data/.baro-data ]] || die "nothing has been started in $data; ./baro up starts it"
  [[ -O $data ]] || die "$data belongs to $(stat -c %U -- "$data"): run ./baro as that user"
}

# Two calls never start or stop the same stack at once.
lock_data() { lock "$data/.baro-data" "$data"; }

# Only a folder with our mark gets here. The mark stays: it is the lock that we hold.
wipe_data() {
  wipe_servers
  find "$data" -mindepth 1 -maxdepth 1 ! -name .baro-data -exec rm -rf -- {} +
}

anything_runs() {
  postgres_pid > /dev/null || redis_pid > /dev/null || prometheus_pid > /dev/null \
    || [[ -n $(running_nodes)$(running_standins) ]]
}

stop_all() {
  anything_runs || return 0
  say "Stopping ..."
  stop_prometheus
  # shellcheck disable=SC2046
  stop_nodes $(running_nodes)
  stop_standins
  stop_redis
  stop_postgres
}

# Everything barod and baroctl have to know about this stack. By environment: a command line is public.
export_settings() {
  export BARO_DATABASE_URL BARO_REDIS_URL BARO_PICTURES
  BARO_DATABASE_URL=${BARO_DATABASE_URL:-$(database_url)} || unset BARO_DATABASE_URL
  BARO_REDIS_URL=${BARO_REDIS_URL:-$(redis_url)} || unset BARO_REDIS_URL
  BARO_PICTURES=$data/pictures
  [[ ! -e $web/index.html ]] || export BARO_WEB=${BARO_WEB-$web}
  # Whoever tries the shop has their receivers on this machine.
  export BARO_WEBHOOKS_WITHIN=${BARO_WEBHOOKS_WITHIN:-1}
  export_standins
}

baroctl() (
  release_locks
  umask 077
  export_settings
  exec "$build/app/baroctl" "$@"
)

# Once: the mark is written last, and seeding again after a failure is for baroctl to bear.
seed() {
  [[ ! -e $data/seeded ]] || return 0
  if [[ -e $data/postgres.external ]]; then
    say "The database is not ours, so it gets no demo shop; ./baro ctl seed would make one."
    return 0
  fi
  step "Filling the demo shop (once)" "$data/logs/seed.log" \
    baroctl seed --pictures "$data/pictures" --accounts "$data/accounts.json"
  touch "$data/seeded"
}
