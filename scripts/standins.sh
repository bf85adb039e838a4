# shellcheck shell=bash
# Other people's servers, as small ones of our own (standins/): a payment provider, an object storage and a picture
# generator. Each has a folder standins/KIND with its pid, port, secrets and data, and is only there when the
# environment names no other.

standins=(payments storage generation)
storage_key_id=baro
storage_bucket=baro

standin_dir() { echo "$data/standins/$1"; }

standin_url() {
  local port
  port=$(cat "$(standin_dir "$1")/port" 2> /dev/null) && echo "http://127.0.0.1:$port"
}

standin_pid() {
  local pid
  pid=$(cat "$(standin_dir "$1")/pid" 2> /dev/null) && is_ours "$pid" --port-file "$(standin_dir "$1")/port" && echo "$pid"
}

running_standins() {
  local kind
  for kind in "${standins[@]}"; do
    standin_pid "$kind" > /dev/null && echo "$kind"
  done
  true
}

# Starts what the environment does not name, and keeps what it says of the others for later calls.
use_standins() {
  local kind url
  for kind in "${standins[@]}"; do
    url=BARO_${kind^^}_URL
    if [[ -n ${!url:-} ]]; then
      stop_standin "$kind"
      (umask 077 && env | grep "^BARO_${kind^^}_" > "$data/$kind.external")
    else
      rm -f -- "$data/$kind.external"
      begin_standin "$kind"
    fi
  done
  for kind in "${standins[@]}"; do
    [[ -e $data/$kind.external ]] || await_standin "$kind"
  done
}

start_standin() {
  [[ ! -e $data/$1.external ]] || die "$1 is not ours: the environment named another one when $data was started"
  begin_standin "$1"
  await_standin "$1"
}

begin_standin() {
  local kind=$1
  ! standin_pid "$kind" > /dev/null || return 0
  say "Starting the stand-in for $kind ..."
  create_standin "$kind"
  started+=("standin $kind")
  launch_standin "$kind"
}

create_standin() (
  umask 077
  mkdir -p -- "$(standin_dir "$1")" "$data/logs"
  case $1 in
    payments)
      create_secret payments/api.key random_password
      create_secret payments/webhook.secret random_webhook_secret
      ;;
    storage) create_secret storage/secret random_password ;;
    generation) create_secret generation/api.key random_password ;;
  esac
)

create_secret() { [[ -s $data/standins/$1 ]] || "$2" > "$data/standins/$1"; }

# As the Standard Webhooks scheme writes them.
random_webhook_secret() { printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64)"; }

# A session of its own, so that closing the terminal does not reach it.
launch_standin() (
  trap '' INT
  release_locks
  umask 077
  dir=$(standin_dir "$1")
  case $1 in
    payments) set -- "$1" --api-key-file "$dir/api.key" --webhook-secret-file "$dir/webhook.secret" --journal "$dir/journal" ;;
    storage) set -- "$1" --key-id "$storage_key_id" --secret-file "$dir/secret" --bucket "$storage_bucket" --folder "$dir/objects" ;;
    generation) set -- "$1" --api-key-file "$dir/api.key" ;;
  esac
  port=$(remembered_port "$dir/port" "$server_ports")
  setsid python3 -B "$root/standins/$1.py" --port "$port" --port-file "$dir/port" "${@:2}" \
    < /dev/null >> "$data/logs/$1.log" 2>&1 &
  echo $! > "$dir/pid"
  wait_for 10 standin_recognised "$1" "$!"
)

standin_recognised() { standin_pid "$1" > /dev/null || has_ended "$2"; }

await_standin() {
  local kind=$1 try pid
  # Somebody may take the port between our look and the start.
  for try in {1..3}; do
    ((try == 1)) || launch_standin "$kind"
    pid=$(cat "$(standin_dir "$kind")/pid")
    wait_for 20 standin_settled "$kind" "$pid" || break
    has_ended "$pid" || return 0
  done
  show_tail "$data/logs/$kind.log"
  die "the stand-in for $kind does not start; what it said is above, all of it is in $data/logs/$kind.log"
}

standin_settled() {
  has_ended "$2" || curl --noproxy '*' -fs -o /dev/null --max-time 2 "$(standin_url "$1")/control"
}

stop_standin() { end_standin "$1" TERM; }
kill_standin() { end_standin "$1" KILL; }

# What it has answered is in its folder, so that it has nothing to do at its end.
end_standin() {
  local pid
  pid=$(standin_pid "$1") || return 0
  kill "-$2" "$pid"
  wait_for 10 has_ended "$pid" || die "the stand-in for $1 (pid $pid) does not stop"
}

stop_standins() {
  local kind
  for kind in $(running_standins); do stop_standin "$kind"; done
}

# What barod has to know about them. What the environment says goes first.
export_standins() {
  local kind url
  for kind in "${standins[@]}"; do
    url=BARO_${kind^^}_URL
    [[ -z ${!url:-} ]] || continue
    if [[ -e $data/$kind.external ]]; then
      export_external "$data/$kind.external"
    elif [[ -e $(standin_dir "$kind")/port ]]; then
      export "$url=$(standin_url "$kind")"
      "export_$kind" "$(standin_dir "$kind")"
    fi
  done
}

export_external() {
  local line
  while IFS= read -r line; do export "${line?}"; done < "$1"
}

export_payments() {
  export BARO_PAYMENT_WINDOW=${BARO_PAYMENT_WINDOW:-900000}
  export BARO_PAYMENTS_KEY_FILE=$1/api.key BARO_PAYMENTS_WEBHOOK_SECRET_FILE=$1/webhook.secret
  export BARO_PAYMENTS_WEBHOOK_URL
  BARO_PAYMENTS_WEBHOOK_URL=$(node_url node-0 http)/payments/webhooks/local
}

export_storage() {
  export BARO_STORAGE_REGION=us-east-1 BARO_STORAGE_BUCKET=$storage_bucket BARO_STORAGE_KEY_ID=$storage_key_id
  export BARO_STORAGE_SECRET_FILE=$1/secret BARO_STORAGE_PUBLIC_URL=$BARO_STORAGE_URL/$storage_bucket
}

export_generation() {
  export BARO_GENERATION_MODEL=stripes BARO_GENERATION_KEY_FILE=$1/api.key
  # The demo's pictures are SVG.
  export BARO_GENERATION_TYPES=image/jpeg,image/png,image/webp,image/svg+xml
}
