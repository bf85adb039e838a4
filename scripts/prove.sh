# shellcheck shell=bash
# ./baro prove: the simulation on all cores, until all seeds are through, one is violated, or Ctrl-C.

prove() {
  local seeds=1000000000 first=1 seconds=0 bugs=0
  while (($#)); do
    case $1 in
      --seeds) seeds=${2:-}; shift ;;
      --seed) first=${2:-}; shift ;;
      --seconds) seconds=${2:-}; shift ;;
      --bugs) bugs=1 ;;
      *) die "prove does not know '$1'; ./baro help lists its options" ;;
    esac
    shift
  done
  [[ $seeds$first$seconds =~ ^[0-9]+$ && $seeds -gt 0 ]] || die "--seeds, --seed and --seconds need numbers"
  install_packages
  if ((bugs)); then
    build_programs baro_sim_planted
    exec /usr/bin/python3 "$root/tests/simulation/find_bugs.py" "$root/build/release/tests/simulation/baro_sim_planted" --rare
  fi
  build_programs baro_sim
  run_seeds "$first" "$seeds" "$seconds"
}

# run_seeds FIRST COUNT SECONDS: a share for each core.
run_seeds() {
  local first=$1 seconds=$3 cores share core pid status failed=0 pids=()
  cores=$(nproc)
  share=$((($2 + cores - 1) / cores))
  trap : INT # the programs get it, too, and print their tallies
  for ((core = 0; core < cores; core++)); do
    "$root/build/release/tests/simulation/baro_sim" --seed $((first + core * share)) --seeds "$share" --seconds "$seconds" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    status=130
    # An interrupted wait goes on.
    while ((status > 128)); do
      status=0
      wait "$pid" || status=$?
    done
    ((status == 0)) || failed=1
  done
  return "$failed"
}
