# shellcheck shell=bash
# The private PostgreSQL and Redis of a stack: loopback only, ports and a password of their own,
# never the system's. They run as us, or as another user when we are root, which PostgreSQL refuses to be.

pg_bin=/usr/lib/postgresql/15/bin

server_user() {
  if ((EUID)); then id -un
  elif id postgres > /dev/null 2>&1; then echo postgres
  else echo baro
  fi
}

# Runs a command as that user, away from our folder, locks and terminal.
as_server() (
  local user
  user=$(server_user)
  release_locks
  cd /
  export LC_ALL=C.UTF-8
  ((EUID)) && exec "$@"
  exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@"
)

# Where the servers keep their files, with all links resolved: only the first part may be closed to their user.
servers() { readlink -f -- "$data/servers"; }

# Prepares both servers, or those URLs that the environment names, and starts what is ours.
use_servers() {
  use postgres "${BARO_DATABASE_URL:-}"
  use redis "${BARO_REDIS_URL:-}"
}

# use KIND URL: the external server at the URL, or else our own.
use() {
  local kind=$1 url=$2
  if [[ -n $url ]]; then
    (umask 077 && printf '%s\n' "$url" > "$data/$kind.external")
  else
    rm -f -- "$data/$kind.external"
    start_"$kind"
  fi
}

create_servers() {
  [[ -s $data/servers/password ]] && return
  local user
  user=$(server_user)
  id "$user" > /dev/null 2>&1 || useradd --system --home-dir /var/lib/baro --shell /usr/sbin/nologin "$user" \
    || die "PostgreSQL does not run as root, and the user $user for it cannot be created"
  [[ ! -L $data/servers ]] || rm -- "$data/servers"
  make_servers "$data/servers" "$user"
  as_server test -w "$data/servers" || {
    # Below a closed folder such as /root: keep the files elsewhere, and a link here.
    rmdir "$data/servers"
    mkdir -p /var/lib/baro
    make_servers "$(distant_servers)" "$user"
    ln -s -- "$(distant_servers)" "$data/servers"
  }
  random_password | install -m 600 -o "$user" /dev/stdin "$data/servers/password"
}

make_servers() { install -d -m 700 -o "$2" -- "$1"; }
distant_servers() { echo "/var/lib/baro/$(sha256sum <<< "$data" | cut -c1-16)"; }
random_password() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
password() { cat -- "$data/servers/password"; }

wipe_servers() {
  [[ ! -L $data/servers ]] || rm -rf -- "$(distant_servers)"
}

# --- PostgreSQL

database_url() {
  cat "$data/postgres.external" 2> /dev/null && return
  [[ -e $data/postgres.port ]] \
    && echo "postgresql://baro:$(password)@127.0.0.1:$(cat "$data/postgres.port")/baro"
}

postgres_pid() {
  local pid
  pid=$(head -n 1 "$data/servers/postgres/postmaster.pid" 2> /dev/null) \
    && is_ours "$pid" "$(servers)/postgres" && echo "$pid"
}

# In a folder of its own until it is complete, so that an interrupted call leaves no half a cluster.
create_cluster() {
  local dir
  dir=$(servers)/postgres
  [[ ! -d $dir ]] || return 0
  rm -rf -- "$dir.new"
  step "Creating a database" "$data/logs/initdb.log" new_cluster "$dir.new"
  mv -- "$dir.new" "$dir"
}

new_cluster() {
  local dir=$1
  as_server "$pg_bin/initdb" -D "$dir" -U baro --pwfile="$(servers)/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    && as_server tee -a "$dir/postgresql.conf" <<'CONF' \
    && as_server "$pg_bin/postgres" --single -D "$dir" postgres <<< 'CREATE DATABASE baro'

# BARO. What a customer was told is on disk.
fsync = on
synchronous_commit = on
full_page_writes = on
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
# /dev/shm is tiny in containers and cleaned when a user logs out.
dynamic_shared_memory_type = mmap
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
log_line_prefix = '%m [%p] '
CONF
}

cluster_in_use() { readlink /proc/[0-9]*/cwd 2> /dev/null | grep -qxF -- "$(servers)/postgres"; }
cluster_unused() { ! cluster_in_use; }

# After a crash PostgreSQL refuses to start while its old pid looks alive: somebody else has it by now, or
# nobody has collected the dead process, which in some containers nobody ever does.
remove_stale_pid() {
  local file
  file=$(servers)/postgres/postmaster.pid
  [[ -e $file ]] || return 0
  wait_for 30 cluster_unused || die "processes of a crashed PostgreSQL are still there; end them and try again"
  rm -f -- "$file"
}

start_postgres() {
  local log
  postgres_pid > /dev/null && return
  [[ -x $pg_bin/postgres ]] || die "PostgreSQL 15 is not installed: run ./baro up without --no-build"
  create_servers
  create_cluster
  log=$(servers)/postgres.log
  say "Starting PostgreSQL ..."
  remove_stale_pid
  started+=(postgres)
  # Somebody may take the port between our look and the start.
  for _ in {1..3}; do
    as_server "$pg_bin/pg_ctl" start -w -t 60 -D "$(servers)/postgres" -l "$log" \
      -o "-p $(remembered_port "$data/postgres.port" "$server_ports")" > /dev/null 2>&1 < /dev/null && return
  done
  show_tail "$log"
  die "PostgreSQL does not start; what it said is above, all of it is in $log"
}

stop_postgres() {
  postgres_pid > /dev/null || return 0
  as_server "$pg_bin/pg_ctl" stop -m fast -w -t 60 -D "$(servers)/postgres" > /dev/null \
    || die "PostgreSQL (pid $(postgres_pid)) does not stop; its log is $(servers)/postgres.log"
}

kill_postgres() {
  postgres_pid > /dev/null || return 0
  as_server "$pg_bin/pg_ctl" stop -m immediate -w -t 60 -D "$(servers)/postgres" > /dev/null
}

# --- Redis

redis_url() {
  cat "$data/redis.external" 2> /dev/null && return
  [[ -e $data/redis.port ]] \
    && echo "redis://:$(password)@127.0.0.1:$(cat "$data/redis.port")/0"
}

redis_pid() {
  local pid
  pid=$(cat "$data/servers/redis/pid" 2> /dev/null) && is_ours "$pid" "$(servers)/redis/redis.conf" && echo "$pid"
}

write_redis_conf() {
  local dir
  dir=$(servers)/redis
  as_server mkdir -p -m 700 "$dir"
  install -m 600 -o "$(server_user)" /dev/stdin "$dir/redis.conf" <<CONF
bind 127.0.0.1
port $(remembered_port "$data/redis.port" "$server_ports")
requirepass $(password)
dir "$dir"
pidfile "$dir/pid"
logfile "$dir/log"
daemonize yes
set-proc-title no
appendonly yes
appendfsync everysec
save ""
CONF
}

redis_answers() { [[ $(REDISCLI_AUTH=$(password) redis-cli -p "$(cat "$data/redis.port")" ping 2> /dev/null) == PONG ]]; }

start_redis() {
  redis_pid > /dev/null && return
  command -v redis-server > /dev/null || die "Redis is not installed: run ./baro up without --no-build"
  create_servers
  say "Starting Redis ..."
  started+=(redis)
  for _ in {1..3}; do
    write_redis_conf
    as_server redis-server "$(servers)/redis/redis.conf" > /dev/null 2>&1 < /dev/null \
      && wait_for 20 redis_answers && return
  done
  show_tail "$(servers)/redis/log"
  die "Redis does not start; what it said is above, all of it is in $(servers)/redis/log"
}

stop_redis() {
  local pid
  pid=$(redis_pid) || return 0
  # SIGTERM is Redis's `shutdown`, and needs no answering server.
  kill "$pid"
  wait_for 30 has_ended "$pid" || die "Redis (pid $pid) does not stop; its log is $(servers)/redis/log"
}

kill_redis() {
  local pid
  pid=$(redis_pid) || return 0
  kill -KILL "$pid"
  wait_for 10 has_ended "$pid"
}
