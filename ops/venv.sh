# Sourced by run, test and lock: finds a Python and keeps .venv in step with the lock files.
# Changes into the checkout; sets root (its path) and python (the one in .venv).

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd -- "$root"
python=$root/.venv/bin/python

say() { printf '%s\n' "$*" >&2; }
stop() { say "quire: $*"; exit 2; }

# Prints the name of the first command that is Python 3.11 or newer.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$name" && return
    done
    stop "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install python3 python3-venv"
}

# .venv/ready is there only while nothing is being changed: without it .venv is made anew.
make_venv() {
    if [ -e .venv/ready ] && "$python" -c 'import pip' 2>/dev/null; then return; fi
    base=$(find_python)
    "$base" -c 'import ensurepip' 2>/dev/null ||
        stop "$base cannot make a virtual environment. On Debian or Ubuntu: apt-get install $base-venv"
    own_venv
    say "Making .venv with $("$base" --version)"
    "$base" -m venv --clear .venv || stop "could not make $root/.venv"
    touch .venv/ready
}

own_venv() {
    [ ! -e .venv ] || [ -w .venv ] ||
        stop "$root/.venv belongs to $(ls -ld .venv | awk '{print $3}'), not to you: remove it or run this as its owner"
}

# install LOCKFILE: puts it into .venv, unless the very same file is in there already.
install() {
    stamp=.venv/installed-$(basename "$1")
    sum=$(cksum < "$1")
    if [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then return; fi
    own_venv
    say "Installing $1"
    rm -f .venv/ready
    "$python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1" ||
        stop "could not install $1; the next start begins anew"
    printf '%s\n' "$sum" > "$stamp"
    touch .venv/ready
}
