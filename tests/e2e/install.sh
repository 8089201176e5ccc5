#!/bin/sh
# Usage: install.sh CMAKE BUILD_FOLDER. What is installed runs from its own prefix, with its own data.
set -eu
cmake=$1 build=$2
. "$(dirname "$0")/checks.sh"
prefix=$work/usr
expect "install" 0 "$cmake" --install "$build" --prefix "$prefix"
runs_from "$prefix"
expect "config show" 0 "$prefix/bin/sluss" config show; says "$prefix/share/sluss/models"
for file in share/man/man1/sluss.1 share/bash-completion/completions/sluss \
    share/zsh/vendor-completions/_sluss share/fish/vendor_completions.d/sluss.fish share/sluss/models/nyckeltal_jamforelse.sql \
    share/sluss/codes/kommuner.csv share/sluss/codelists/kommuner.toml \
    share/sluss/sources/hemtjanstindex.toml share/doc/sluss/sources/hemtjanstindex.md; do
  [ -f "$prefix/$file" ] || fail "$file is not there"
done
expect "links of the pages" 0 python3 "$(dirname "$0")/../tools/page_links.py" "$prefix/share/doc/sluss"; says "pages lead somewhere"
finish
