# shellcheck shell=bash
# A Prometheus of the stack's own, for who asks for it: loopback only, with the files of monitoring/prometheus/.
#   prometheus.port                where it listens
#   monitoring/nodes/NAME.json     where to find each node that is meant to run: Prometheus looks after them
#   monitoring/prometheus.yml, rules/, data/, pid

prometheus_url() {
  local port
  port=$(cat "$data/prometheus.port" 2> /dev/null) && echo "http://127.0.0.1:$port"
}

prometheus_pid() {
  local pid
  pid=$(cat "$data/monitoring/pid" 2> /dev/null) && is_ours "$pid" "--storage.tsdb.path=$data/monitoring/data" && echo "$pid"
}

# Only we start it: where there is systemd, the package would start a service of the system.
want_monitoring() {
  packages+=(prometheus)
  if [[ -d /run/systemd/system ]] && ! command -v prometheus > /dev/null; then
    become_root prometheus
    "${as_root[@]}" systemctl mask --quiet prometheus.service
  fi
}

# watch_node NAME: from now on it is missed when it does not answer. A killed node stays on the list.
watch_node() {
  local file=$data/monitoring/nodes/$1.json
  mkdir -p -- "${file%/*}"
  printf '[{"targets":["127.0.0.1:%s"],"labels":{"node":"%s"}}]\n' "$(cat "$(node_dir "$1")/ops")" "$1" > "$file.new"
  mv -- "$file.new" "$file"
}

unwatch_node() { rm -f -- "$data/monitoring/nodes/$1.json"; }

start_prometheus() {
  command -v prometheus > /dev/null || die "Prometheus is not installed: run ./baro up --with-monitoring without --no-build"
  mkdir -p -- "$data/monitoring/nodes" "$data/logs"
  cp -r -- "$root/monitoring/prometheus/prometheus.yml" "$root/monitoring/prometheus/rules" "$data/monitoring/"
  if prometheus_pid > /dev/null; then
    kill -HUP "$(prometheus_pid)" # it reads its files anew
    return
  fi
  say "Starting Prometheus ..."
  started+=(prometheus)
  # Somebody may take the port between our look and the start.
  for _ in {1..3}; do
    launch_prometheus
    wait_for 60 prometheus_settled "$(cat "$data/monitoring/pid")"
    prometheus_pid > /dev/null && return
  done
  show_tail "$data/logs/prometheus.log"
  die "Prometheus does not start; what it said is above, all of it is in $data/logs/prometheus.log"
}

# A session of its own, so that closing the terminal does not reach it.
launch_prometheus() (
  trap '' INT
  release_locks
  umask 077
  port=$(remembered_port "$data/prometheus.port" "$server_ports")
  setsid prometheus "--config.file=$data/monitoring/prometheus.yml" "--storage.tsdb.path=$data/monitoring/data" \
    --storage.tsdb.retention.time=15d --storage.tsdb.retention.size=2GB "--web.listen-address=127.0.0.1:$port" \
    < /dev/null >> "$data/logs/prometheus.log" 2>&1 &
  echo $! > "$data/monitoring/pid"
  wait_for 10 prometheus_recognised "$!"
)

prometheus_recognised() { prometheus_pid > /dev/null || has_ended "$1"; }

prometheus_settled() {
  has_ended "$1" || curl --noproxy '*' -fs -o /dev/null --max-time 2 "$(prometheus_url)/-/ready"
}

stop_prometheus() {
  local pid
  pid=$(prometheus_pid) || return 0
  kill -TERM "$pid"
  wait_for 30 has_ended "$pid" || die "Prometheus (pid $pid) does not stop; its log is $data/logs/prometheus.log"
}
