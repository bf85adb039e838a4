# shellcheck shell=bash
# What every part of ./baro needs: saying things, long steps, processes, ports.

say() { printf '%s\n' "$*"; }
warn() { printf 'baro: %s\n' "$*" >&2; }
die() { warn "$*"; exit 1; }

# step TITLE LOG COMMAND...: runs the command with its output in LOG, shows how far it is, and on
# failure the part of the log that matters.
step() {
  local title=$1 log=$2 code=0
  shift 2
  mkdir -p "${log%/*}"
  say "$title ..."
  : > "$log"
  show_progress "$log" &
  progress=$!
  ("$@") > "$log" 2>&1 < /dev/null || code=$?
  stop_progress
  ((code)) || return 0
  show_failure "$log"
  die "\"$title\" failed; what it said is above, all of it is in $log"
}

# How far the log is: rewritten in place on a terminal, else repeated now and then so that nobody takes
# a long build for a dead one.
show_progress() {
  local log=$1 ticks=0 line width
  release_locks
  width=$(tput cols 2> /dev/null || echo 80)
  # The parent is asked for because a killed ./baro cannot stop us.
  while sleep 0.5 > /dev/null 2>&1 && [[ -e /proc/$$ ]]; do
    line=$(last_words "$log")
    if [[ -t 2 ]]; then
      printf '\r\033[K  %s' "${line:0:width-4}" >&2
    elif ((++ticks % 60 == 0)); then
      printf '  %s\n' "$line" >&2
    fi
  done
}

# Ninja's last counter where there is one, else the last line.
last_words() {
  tail -c 8000 "$1" | awk '/^\[[0-9]+\// {counter = $0} {line = $0} END {print counter ? counter : line}'
}

progress=

stop_progress() {
  [[ -n $progress ]] || return 0
  { kill "$progress" && wait "$progress"; } 2> /dev/null || true
  progress=
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

# A parallel build goes on for a while after its first failure, so the end of its log is not enough.
show_failure() {
  if grep -q '^FAILED' "$1"; then
    sed -n '/^FAILED/,$p' "$1" | head -n 60 >&2
  else
    show_tail "$1"
  fi
}

show_tail() { tail -n 20 -- "$1" >&2 || true; }

locks=()

# lock FILE WHAT: held until this shell exits; waits for any other ./baro that works on the same thing.
lock() {
  local fd
  exec {fd}>> "$1"
  locks+=("$fd")
  flock -n "$fd" && return
  warn "another ./baro is busy with $2; waiting for it"
  flock -w 1800 "$fd" || die "another ./baro is still busy with $2 after 30 minutes"
}

# For whatever outlives us, or may.
release_locks() {
  local fd
  for fd in "${locks[@]}"; do exec {fd}>&-; done
}

# wait_for SECONDS COMMAND...: repeats the command until it succeeds; false when time is up.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# is_ours PID ARGUMENT...: whether the process lives and was started with exactly these arguments.
# A pid from a file may belong to somebody else by now.
is_ours() {
  local pid=$1 argument
  shift
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  for argument in "$@"; do
    grep -qzxF -- "$argument" "/proc/$pid/cmdline" 2> /dev/null || return 1
  done
}

# Gone, or ended and not collected by its parent, which in some containers never happens.
# A killed process is called a zombie as soon as its first thread has ended; the others still hold its ports.
has_ended() {
  local stat fields
  { read -r stat < "/proc/$1/stat"; } 2> /dev/null || return 0
  read -ra fields <<< "${stat##*) }"
  [[ ${fields[0]} == [ZX] ]] && ((fields[17] <= 1)) # its threads
}

valid_port() {
  if [[ ! $1 =~ ^(0|[1-9][0-9]{0,4})$ ]] || (($1 > 65535)); then
    die "--port needs a number from 0 to 65535, not '$1'"
  fi
}

# As many as there are numbers for nodes in the ids that they make.
valid_nodes() {
  if [[ ! $1 =~ ^[1-9][0-9]?$ ]] || (($1 > 64)); then
    die "--nodes needs a number from 1 to 64, not '$1'"
  fi
}

port_is_free() { ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# Where free ports are looked for: all below those that the kernel gives to outgoing connections. A node's second port
# is a thousand after its first one, so the highest of these is 20999; those after it are for tests, which say in
# BARO_PORTS (FIRST-LAST) which of them are theirs alone.
server_ports=${BARO_PORTS:-12000-15999}
node_ports=${BARO_PORTS:-16000-19999}

# What this stack has chosen is not free, even while nobody listens there.
free_port() {
  local first=${1%-*} last=${1#*-} port
  for _ in {1..1000}; do
    port=$((first + SRANDOM % (last - first + 1)))
    grep -qsx "$port" "$data"/*.port "$data"/standins/*/port "$data"/nodes/*/{http,ops} && continue
    port_is_free "$port" && echo "$port" && return
  done
  die "no free port found on 127.0.0.1 in $1"
}

# remembered_port FILE RANGE: the port in FILE if it is still free, else another one, which FILE then remembers.
remembered_port() {
  local file=$1 port
  port=$(cat "$file" 2> /dev/null) && port_is_free "$port" || port=$(free_port "$2")
  echo "$port" | tee "$file"
}

# Both print null for nothing.
json_number() { printf '%s' "${1:-null}"; }
json_string() {
  local text=${1//\\/\\\\}
  [[ -n $text ]] && printf '"%s"' "${text//\"/\\\"}" || printf null
}
