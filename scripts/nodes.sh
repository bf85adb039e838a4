# shellcheck shell=bash
# The barod processes of a stack, each with a folder nodes/NAME that holds its pid, ports and log.

node_dir() { echo "$data/nodes/$1"; }

node_pid() {
  local pid
  pid=$(cat "$(node_dir "$1")/pid" 2> /dev/null) && is_ours "$pid" --node-name "$1" "$data/pictures" && echo "$pid"
}

known_nodes() {
  local dir
  for dir in "$data"/nodes/*/; do
    [[ -d $dir ]] && basename "$dir"
  done
  true
}

running_nodes() {
  local name
  for name in $(known_nodes); do
    node_pid "$name" > /dev/null && echo "$name"
  done
  true
}

# node_url NAME http|ops
node_url() {
  local port
  port=$(cat "$(node_dir "$1")/$2" 2> /dev/null) && echo "http://127.0.0.1:$port"
}

ready() { curl --noproxy '*' -fs -o /dev/null --max-time 2 "$(node_url "$1" ops)/readyz"; }

# choose_ports NAME PORT: fixes where the node will listen; no PORT: as last time; 0: any.
choose_ports() {
  local dir port=$2
  dir=$(node_dir "$1")
  mkdir -p -- "$dir"
  node_pid "$1" > /dev/null && return
  if [[ $port == 0 ]]; then
    remembered_port "$dir/http" "$node_ports" > /dev/null
  else
    [[ -n $port ]] || port=$(cat "$dir/http" 2> /dev/null || echo 8080)
    port_is_free "$port" || die "port $port is taken by another program: choose one with --port, or --port 0 for any"
    echo "$port" > "$dir/http"
  fi
  choose_ops_port "$dir"
}

# The one after the shop's when there is a choice: easy to remember.
choose_ops_port() {
  local http ops
  http=$(cat "$1/http")
  ops=$(cat "$1/ops" 2> /dev/null) || ops=$http
  ((ops != http)) || echo $((http % 65535 + 1)) > "$1/ops"
  remembered_port "$1/ops" "$node_ports" > /dev/null
}

start_node() {
  local name=$1 dir pid
  dir=$(node_dir "$name")
  [[ -e $dir/http ]] || die "$name has never run in $data; ./baro up starts it"
  pid=$(node_pid "$name") || {
    port_is_free "$(cat "$dir/http")" || die "port $(cat "$dir/http"), on which $name ran, is taken by another program"
    say "Starting $name ..."
    mkdir -p -- "$data/pictures"
    started+=("node $name")
    launch "$name" "$dir"
    pid=$(cat "$dir/pid")
  }
  wait_for 60 settled "$name" "$pid" && ! has_ended "$pid" && return
  show_tail "$dir/log"
  has_ended "$pid" && die "$name ended while starting; its last words are above, all of them in $dir/log"
  die "$name is not ready after 60 seconds; its last words are above, all of them in $dir/log"
}

# A session of its own, so that closing the terminal does not reach it.
launch() (
  # A Ctrl-C waits until the process can be recognised, and so stopped.
  trap '' INT
  release_locks
  raise_file_limit
  export_settings
  umask 077
  setsid "$build/app/barod" --node-name "$1" --http-port "$(cat "$2/http")" --ops-port "$(cat "$2/ops")" \
    --pictures "$data/pictures" < /dev/null >> "$2/log" 2>&1 &
  echo $! > "$2/pid"
  wait_for 10 recognised "$1" "$!"
)

recognised() { node_pid "$1" > /dev/null || has_ended "$2"; }

# One file per connection; the default soft limit of 1,024 would be the first limit met.
raise_file_limit() {
  local limit
  limit=$(ulimit -Hn)
  [[ $limit != unlimited ]] && ((limit < 65536)) || limit=65536
  ulimit -Sn "$limit"
}

settled() { has_ended "$2" || ready "$1"; }

stop_node() {
  local pid
  pid=$(node_pid "$1") || return 0
  kill -TERM "$pid"
  wait_for 30 has_ended "$pid" && return
  warn "$1 (pid $pid) has not finished its requests in 30 seconds; killing it"
  kill -KILL "$pid"
  wait_for 10 has_ended "$pid"
}

kill_node() {
  local pid
  pid=$(node_pid "$1") || return 0
  kill -KILL "$pid"
  wait_for 10 has_ended "$pid"
}
