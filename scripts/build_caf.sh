#!/usr/bin/env bash
# Builds CAF from Debian's source package, and the patches in caf/, into .cache/caf; the system's packages
# stay untouched.
#   build_caf.sh            build it, unless it is there already
#   build_caf.sh --thread   the same for the thread sanitizer, which has to see how it hands messages over:
#                           into .cache/caf-thread
#   build_caf.sh ... --ready    say by the exit status whether it is
set -euo pipefail

version=0.18.7
revision=1~exp1
flags=(-DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_STANDARD=20 -DCMAKE_CXX_FLAGS=-fstack-protector-strong -DBUILD_SHARED_LIBS=OFF
  -DCAF_ENABLE_TESTING=OFF -DCAF_ENABLE_TOOLS=OFF -DCAF_ENABLE_EXAMPLES=OFF
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16) # half the time: most of it is reading headers
root=$(cd "$(dirname "$0")/.." && pwd)
prefix=$root/.cache/caf
if [[ ${1:-} == --thread ]]; then
  shift
  prefix+=-thread
  flags+=(-DCMAKE_CXX_FLAGS='-fsanitize=thread -fno-omit-frame-pointer -g1')
fi
patches=("$root"/scripts/caf/*.patch)
recipe=$(printf '%s\n' "$version-$revision" "${flags[@]}" "$(c++ -dumpfullversion)"; cat "${patches[@]}")

[[ $(cat "$prefix/recipe" 2> /dev/null) != "$recipe" ]] || exit 0
[[ ${1:-} != --ready ]] || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v ccache > /dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache

# An apt configuration of its own: the mirror and keys this machine already trusts, the suite that
# has the source, no binaries. apt checks signature and hashes.
# shellcheck disable=SC2016  # these are apt's variables
read -r mirror < <(apt-get indextargets --format '$(REPO_URI) $(LABEL) $(CODENAME)' \
  | awk '$2 == "Debian" && $3 !~ /-/ {print $1}' | head -n1) \
  || { echo "build_caf: apt knows no Debian mirror; run apt-get update first" >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$work"/{lists/partial,cache/archives/partial,parts,source,build}
{
  printf 'Types: deb-src\nURIs: %s\nSuites: experimental\nComponents: main\n' "$mirror"
  [[ -e $keyring ]] && printf 'Signed-By: %s\n' "$keyring"
} > "$work/parts/experimental.sources"
apt_options=(-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o Dir::Etc::SourceList=/dev/null
  -o Dir::Etc::SourceParts="$work/parts" -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
  -o APT::Sandbox::User= -o Acquire::Languages=none)

cd "$work/source"
echo "Fetching the source"
apt-get "${apt_options[@]}" -qq update
apt-get "${apt_options[@]}" -qq source --download-only --tar-only "actor-framework=$version-$revision"
mkdir tree
tar -xf ./*.orig.tar.* -C tree --strip-components=1
for patch in "${patches[@]}"; do patch -d tree -p1 < "$patch"; done
cmake -S tree -B "$work/build" -G Ninja "${flags[@]}" -DCMAKE_INSTALL_PREFIX="$prefix" > "$work/configure.log" \
  2>&1 || { cat "$work/configure.log" >&2; exit 1; }
cmake --build "$work/build"
rm -rf "$prefix" "$prefix"-* # also those that earlier recipes made
cmake --install "$work/build" > /dev/null
printf '%s\n' "$recipe" > "$prefix/recipe"
