# shellcheck shell=bash
# From a bare Debian to the programs: packages, CAF, CMake. Whatever is there already is skipped.

packages=(
  g++ lld cmake ninja-build ccache pkg-config clang-format clang-16 libclang-rt-16-dev
  libboost1.81-dev libboost-context1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev zlib1g-dev
  libpq-dev libhiredis-dev libsodium-dev libcurl4-openssl-dev libcsv-dev prometheus-cpp-dev libfmt-dev libspdlog-dev libcli11-dev
  libgtest-dev libgmock-dev librapidcheck-dev python3 python3-pytest wrk chromium
  postgresql-15 postgresql-client-15 redis-server curl ca-certificates
)

# Whoever has a Node.js of their own keeps it.
command -v npm > /dev/null || packages+=(nodejs npm)

missing_packages() {
  comm -23 <(printf '%s\n' "${packages[@]}" | sort) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2> /dev/null | sed -n 's/^installed //p' | sort)
}

install_packages() {
  local missing
  require_own_tree
  command -v dpkg-query > /dev/null \
    || die "this is not a Debian system: install by hand what docs/dependencies.md lists, build, then use --no-build"
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  become_root "${missing[@]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
  step "Updating the list of packages (needs the network)" "$root/.cache/apt-update.log" "${apt[@]}" update
  step "Installing ${#missing[@]} Debian packages (needs the network)" "$root/.cache/apt-install.log" \
    "${apt[@]}" install --no-install-recommends "${missing[@]}"
}

# A build by root leaves files that nobody else can write.
require_own_tree() {
  local dir
  for dir in "$root/.cache" "$root/build"; do
    [[ ! -e $dir || -w $dir ]] || die "$dir belongs to $(stat -c %U -- "$dir"): run ./baro as that user, or delete it"
  done
  mkdir -p "$root/.cache" || die "cannot write to $root: run ./baro as $(stat -c %U -- "$root")"
}

# Sets `as_root`, the words to put before a command that only root may run.
become_root() {
  as_root=()
  ((EUID)) || return 0
  as_root=(sudo)
  may_sudo || die "only root can install what is missing: apt-get install --no-install-recommends $*"
}

# Asks for the password, if it takes one, before a progress line would hide the question.
may_sudo() {
  command -v sudo > /dev/null || return 1
  sudo -n true 2> /dev/null || { [[ -t 0 ]] && sudo -v; }
}

# Which of CMakePresets.json is built, if nobody says otherwise, into a folder of its name.
preset=release

# build_programs [TARGET...]: CAF, once; then the given targets, or everything.
build_programs() { build_preset "$preset" "$@"; }

# build_preset PRESET [TARGET...]: the same in a build folder of its own.
build_preset() (
  preset=$1
  shift
  targets=()
  (($# == 0)) || targets=(--target "$@")
  [[ -e $root/CMakePresets.json ]] || die "$root/CMakePresets.json is missing: this is not a whole copy of BARO"
  lock "$root/.cache/build.lock" "building"
  build_caf
  [[ $preset != tsan ]] || build_caf --thread
  configure "$preset"
  step "Building BARO" "$root/.cache/build.log" cmake --build "$root/build/$preset" "${targets[@]}"
)

build_caf() {
  "$root/scripts/build_caf.sh" "$@" --ready \
    || step "Building CAF (about 2 minutes, once; needs the network)" "$root/.cache/caf.log" "$root/scripts/build_caf.sh" "$@"
}

# CMake looks after changes in its own files; only new presets need us.
configure() {
  local stamp=$root/build/$1/baro.configured inputs
  inputs=$(sha256sum < "$root/CMakePresets.json")
  [[ -e $root/build/$1/build.ninja && $(cat "$stamp" 2> /dev/null) == "$inputs" ]] && return
  step "Configuring" "$root/.cache/configure.log" cmake -S "$root" --preset "$1"
  echo "$inputs" > "$stamp"
}

require_programs() {
  local program
  for program in barod baroctl; do
    [[ -x $build/app/$program ]] || die "$build/app/$program is not built: run ./baro up without --no-build"
  done
}

# install_node_modules FOLDER: what it takes from npm, once for each list of it.
install_node_modules() {
  local dir=$root/$1
  cmp -s "$dir/package-lock.json" "$dir/node_modules/baro.installed" && return
  step "Installing npm packages for $1 (needs the network)" "$root/.cache/npm.log" npm ci --prefix "$dir"
  cp "$dir/package-lock.json" "$dir/node_modules/baro.installed"
}

web=$root/build/web

# The web pages, once for each state of their source.
build_web() (
  stamp=$root/build/web.built
  lock "$root/.cache/build.lock" "building"
  install_node_modules web
  inputs=$(cd "$root/web" && find . -name node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  [[ -e $web/index.html && $(cat "$stamp" 2> /dev/null) == "$inputs" ]] && return
  step "Building the web pages" "$root/.cache/web.log" npm run build --prefix "$root/web"
  echo "$inputs" > "$stamp"
)
