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
    [[ ! -d $dir ]] || basename "$dir"
  done | sort -V
}

# nodes_as_asked COUNT: the first so many names; without a count those of last time, or one.
nodes_as_asked() {
  local known
  known=$(known_nodes)
  if [[ -z $1 && -n $known ]]; then
    echo "$known"
  else
    seq -f 'node-%g' 0 $((${1:-1} - 1))
  fi
}

# node_name WORD: 2 is short for node-2.
node_name() {
  [[ $1 =~ ^[0-9]+$ ]] && echo "node-$1" && return
  [[ $1 =~ ^[A-Za-z0-9_.-]+$ ]] || die "'$1' is no name for a node: letters, digits, '.', '_' and '-'"
  echo "$1"
}

# The first number that no node has, or had.
new_node_name() {
  local number=0
  while [[ -e $(node_dir "node-$number") ]]; do ((++number)); done
  echo "node-$number"
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

# choose_ports NAME PORT: fixes where the node will listen; no PORT: as last time, or the first one
# free after the shop's; 0: any.
choose_ports() {
  local dir port=$2
  dir=$(node_dir "$1")
  mkdir -p -- "$dir"
  node_pid "$1" > /dev/null && return
  [[ -n $port ]] || port=$(cat "$dir/http" 2> /dev/null) || port=$(next_port)
  if [[ $port == 0 ]]; then
    remembered_port "$dir/http" "$node_ports" > /dev/null
  else
    port_is_free "$port" || die "port $port is taken by another program: choose one with --port, or --port 0 for any"
    echo "$port" > "$dir/http"
  fi
  choose_ops_port "$dir"
}

# choose_all_ports PORT NAME...: the first node listens there, the others on the ports after it.
choose_all_ports() {
  local port=$1 name
  shift
  for name in "$@"; do
    choose_ports "$name" "$port"
    [[ -z $port || $port == 0 ]] || ((++port))
  done
}

next_port() {
  local ports port
  [[ -z ${BARO_PORTS:-} ]] || { echo 0; return; }
  ports=$(cat "$data"/nodes/*/{http,ops} 2> /dev/null) || true
  for ((port = $(cat "$(node_dir node-0)/http" 2> /dev/null || echo 8080); port < 65536; ++port)); do
    grep -qx "$port" <<< "$ports" && continue
    # The first node's is the shop's: whoever has it is to be told.
    { [[ -z $ports ]] || port_is_free "$port"; } && echo "$port" && return
  done
  echo 0
}

# A thousand after the shop's when there is a choice: easy to remember, and out of the next nodes' way.
choose_ops_port() {
  local http
  http=$(cat "$1/http")
  [[ -e $1/ops || -n ${BARO_PORTS:-} ]] || echo $((http > 64535 ? http - 1000 : http + 1000)) > "$1/ops"
  remembered_port "$1/ops" "$node_ports" > /dev/null
}

all_ready() {
  local name
  for name in "$@"; do
    node_pid "$name" > /dev/null && ready "$name" || return 1
  done
}

# end_other_nodes NAME...: whatever else ran here is stopped and forgotten.
end_other_nodes() {
  local name others=()
  for name in $(known_nodes); do
    [[ " $* " == *" $name "* ]] || others+=("$name")
  done
  ((${#others[@]})) || return 0
  say "Stopping ${others[*]} ..."
  stop_nodes "${others[@]}"
  for name in "${others[@]}"; do rm -r -- "$(node_dir "$name")"; done
}

# Starts them all, then waits for them all: the first ones need not wait until the last ones have joined.
start_nodes() {
  local name
  for name in "$@"; do begin_node "$name"; done
  for name in "$@"; do await_node "$name"; done
}

begin_node() {
  local name=$1 dir
  dir=$(node_dir "$name")
  [[ -e $dir/http ]] || die "$name has never run in $data; ./baro up or ./baro node add starts it"
  ! node_pid "$name" > /dev/null || return 0
  port_is_free "$(cat "$dir/http")" || die "port $(cat "$dir/http"), on which $name ran, is taken by another program"
  say "Starting $name ..."
  mkdir -p -- "$data/pictures"
  started+=("node $name")
  launch "$name" "$dir"
  watch_node "$name"
}

await_node() {
  local name=$1 dir pid
  dir=$(node_dir "$name")
  pid=$(cat "$dir/pid")
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

stop_node() { stop_nodes "$1"; }

# All at once: each hands its work to those that stay, so one by one it would travel through all of them.
stop_nodes() {
  local name pid
  for name in "$@"; do
    unwatch_node "$name"
    pid=$(node_pid "$name") && kill -TERM "$pid"
  done
  for name in "$@"; do
    pid=$(node_pid "$name") || continue
    wait_for 40 has_ended "$pid" && continue
    warn "$name (pid $pid) has not finished its requests in 40 seconds; killing it"
    kill_node "$name"
  done
}

kill_node() {
  local pid
  pid=$(node_pid "$1") || return 0
  kill -KILL "$pid"
  wait_for 10 has_ended "$pid"
}
