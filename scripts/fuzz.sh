# shellcheck shell=bash
# ./baro fuzz: builds the targets of tests/fuzz/ and runs them.

fuzz() {
  local seconds=60 targets=() target failed=()
  while (($#)); do
    case $1 in
      --seconds) seconds=${2:-}; shift ;;
      --seconds=*) seconds=${1#--seconds=} ;;
      *)
        [[ -d $root/tests/fuzz/corpus/$1 ]] || die "fuzz knows no target '$1'; tests/fuzz/README.md lists them"
        targets+=("$1")
        ;;
    esac
    shift || true
  done
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "--seconds needs a whole number from 1"
  ((${#targets[@]})) || mapfile -t targets < <(ls "$root/tests/fuzz/corpus")

  install_packages
  build_preset fuzz "${targets[@]/#/fuzz_}"
  for target in "${targets[@]}"; do
    fuzz_target "$target" "$seconds" || failed+=("$target")
  done
  ((!${#failed[@]})) || die "something was found by: ${failed[*]}"
}

# The seeds first, and what earlier runs have added to them; then so many seconds of what is like them.
fuzz_target() {
  local target=$1 seconds=$2 seeds=$root/tests/fuzz/corpus/$1 options=()
  local grown=$root/build/fuzz/corpus/$target log=$root/build/fuzz/$target.log findings=$root/build/fuzz/findings
  mkdir -p "$grown" "$findings"
  [[ ! -e $root/tests/fuzz/$target.dict ]] || options+=("-dict=$root/tests/fuzz/$target.dict")
  if "$root/build/fuzz/tests/fuzz/$target" "${options[@]}" -max_total_time="$seconds" -timeout=60 \
    -rss_limit_mb=2048 -malloc_limit_mb=256 -print_final_stats=1 -close_fd_mask=1 -artifact_prefix="$findings/$target-" \
    "$grown" "$seeds" > "$log" 2>&1; then
    say "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, nothing found"
    return
  fi
  grep -v '^#' "$log" | tail -n 60 >&2
  warn "$target has found something; all that it said is in $log. Once it is put right, keep what it was in $seeds:"
  sed -n 's/.*Test unit written to /  /p' "$log" >&2
  return 1
}
