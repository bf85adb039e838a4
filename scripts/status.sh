# shellcheck shell=bash
# What runs, for people and for programs.

status() {
  local format=show_status
  case ${1:-} in
    --json) format=show_json ;;
    '') ;;
    *) die "status does not know '$1'; --json prints JSON" ;;
  esac
  if [[ ! -e $data/.baro-data ]] || ! anything_runs; then
    die "nothing runs in $data; ./baro up starts it"
  fi
  "$format"
}

show_status() {
  local name pid shop
  for name in $(known_nodes); do
    pid=$(node_pid "$name") || pid=
    shop=$(node_url "$name" http)
    say "$name      $(running "$pid")"
    say "  shop      $shop/"
    say "  API       $shop/docs  $shop/openapi.json"
    say "  metrics   $(node_url "$name" ops)/metrics"
  done
  say "PostgreSQL  $(server_state postgres)"
  say "Redis       $(server_state redis)"
  for name in "${standins[@]}"; do
    say "$(printf '%-11s' "$name") $(standin_state "$name")"
  done
  [[ ! -e $data/prometheus.port ]] || say "Prometheus  $(running "$(prometheus_pid)")  $(prometheus_url)"
  say "data        $data"
  show_accounts
}

running() { [[ -n $1 ]] && echo "running (pid $1)" || echo "not running"; }

server_state() {
  if [[ -e $data/$1.external ]]; then
    echo "not ours, as the environment said"
  else
    running "$("$1_pid")"
  fi
}

standin_state() {
  if [[ -e $data/$1.external ]]; then
    echo "not ours, as the environment said"
  else
    echo "$(running "$(standin_pid "$1")")  $(standin_url "$1")"
  fi
}

show_accounts() {
  [[ -e $data/accounts.json ]] || return 0
  say "Who can log in:"
  python3 - "$data/accounts.json" <<'PYTHON'
import json, sys
pages = {"ADMIN": "at /ops", "STORE_OWNER": "at /manage", "BUYER": "at /"}
for account in json.load(open(sys.argv[1])):
    print(f"  {account['role']:<12} {account['email']:<16} {account['password']}  {pages[account['role']]}")
PYTHON
}

show_json() {
  local name first=1
  printf '{"urls":{%s},"nodes":[' "$(json_urls node-0)"
  for name in $(known_nodes); do
    ((first)) || printf ','
    first=0
    json_node "$name"
  done
  printf '],"data":%s,' "$(json_string "$data")"
  printf '"postgres":{"url":%s,"pid":%s},' "$(json_string "$(database_url)")" "$(json_number "$(postgres_pid)")"
  printf '"redis":{"url":%s,"pid":%s},' "$(json_string "$(redis_url)")" "$(json_number "$(redis_pid)")"
  printf '"standins":{%s},' "$(json_standins)"
  printf '"prometheus":{"url":%s,"pid":%s},' "$(json_string "$(prometheus_url)")" "$(json_number "$(prometheus_pid)")"
  printf '"accounts":%s}\n' "$(cat "$data/accounts.json" 2> /dev/null || echo '[]')"
}

json_standins() {
  local kind comma=
  for kind in "${standins[@]}"; do
    printf '%s"%s":{"url":%s,"pid":%s}' "$comma" "$kind" "$(json_string "$(standin_url "$kind")")" \
      "$(json_number "$(standin_pid "$kind")")"
    comma=,
  done
}

json_node() {
  printf '{"name":%s,"pid":%s,%s}' "$(json_string "$1")" "$(json_number "$(node_pid "$1")")" "$(json_urls "$1")"
}

json_urls() {
  printf '"http":%s,"ops":%s' "$(json_string "$(node_url "$1" http)")" "$(json_string "$(node_url "$1" ops)")"
}
