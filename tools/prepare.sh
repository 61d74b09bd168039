# SPDX-License-Identifier: LGPL-2.1-or-later
# For tools/run and tools/test, which source it: gets the machine ready.

# What it takes to build, and to watch what streams usually hold.
run_packages="
  build-essential meson ninja-build pkg-config
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  libhwy-dev nlohmann-json3-dev libsqlite3-dev libebur128-dev libcurl4-openssl-dev prometheus-cpp-dev
  libturbojpeg0-dev
  libopencv-calib3d-dev libopencv-core-dev libopencv-imgproc-dev libopencv-objdetect-dev libopencv-video-dev
  opencv-data
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav"

# What the tests need on top.
test_packages="
  libgtest-dev clang libclang-rt-dev clang-format-14 python3 python3-gi
  gir1.2-gstreamer-1.0 gir1.2-gst-rtsp-server-1.0 nginx-light libnginx-mod-rtmp
  gstreamer1.0-plugins-base-apps git ffmpeg prometheus prometheus-alertmanager
  python3-swift s3cmd python3-yaml docker.io"

# Ends the script: status 2 is for what the user has to mend.
give_up() {
  echo "${0##*/}: $*" >&2
  exit 2
}

missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
      echo "$package"
  done
}

# Installs what is missing of the named packages.
need_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    give_up "this is no Debian machine (no apt-get), so install by your own means what is called" \
      "on Debian 12: $(echo $*)"
  fi
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      give_up "run as root once, or: apt-get install $(echo $missing)"
    as_root=sudo
  fi
  echo "Installing: $(echo $missing)"
  mkdir -p build
  {
    $as_root apt-get update &&
      $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing
  } >build/apt.log 2>&1 </dev/null || {
    tail -n 5 build/apt.log >&2
    give_up "apt-get could not install them (the whole story is in build/apt.log)"
  }
}

# build_in DIR [meson options]: configures once, then builds what changed.
build_in() {
  dir=$1
  shift
  mkdir -p "$dir"
  if [ ! -f "$dir/build.ninja" ]; then
    echo "Configuring $dir"
    meson setup "$dir" "$@" >"$dir.log" 2>&1 || {
      tail -n 20 "$dir.log" >&2
      give_up "meson could not configure $dir (the whole story is in $dir.log)"
    }
    echo "Building $dir (the first time takes a minute)"
  fi
  ninja -C "$dir" >"$dir.log" 2>&1 || {
    grep -A 15 -m 3 -E 'error|FAILED' "$dir.log" >&2
    give_up "$dir does not build (the whole story is in $dir.log)"
  }
}
