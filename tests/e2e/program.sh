#!/bin/sh
# Usage: program.sh PROGRAM
set -eu
sluss=$1
. "$(dirname "$0")/checks.sh"
cd "$work"
unset CREDENTIALS_DIRECTORY SLUSS_SHARE http_proxy https_proxy 2>/dev/null || true

expect "help" 0 "$sluss" --help; says "sluss init"
expect "no arguments is help" 0 "$sluss"; says "Usage: sluss"
expect "version" 0 "$sluss" --version; says "sluss 0."
expect "unknown command" 64 "$sluss" chek; silent; warns "Did you mean 'check'?"
expect "no configuration" 78 "$sluss" --config "$work/none.toml" check; warns "config.missing_file"; warns "sluss init"
expect "init without a terminal" 64 "$sluss" init; warns "sluss init --municipality"
expect "init of nowhere" 64 "$sluss" init --municipality Salla; warns "Did you mean 'Sala'?"
expect "init" 0 "$sluss" init --municipality sala; warns "next: sluss run kolada"
grep -q 'municipality = "1981"' sluss.toml || { name=init; fail "the code is not in the file"; }
grep -q 'set:aldreomsorg' sluss.toml || { name=init; fail "no ready sets"; }
expect "init does not overwrite" 78 "$sluss" init --municipality Uppsala; warns "--force"
expect "init with force" 0 "$sluss" init --municipality 1980 --force
grep -q 'municipality = "1980"' sluss.toml || { name=init; fail "not replaced"; }
expect "check" 0 "$sluss" check; says "is right"
expect "check as JSON" 0 "$sluss" --json check; says '"status":"right"'
expect "config show" 0 "$sluss" config show; says '"municipality": "1980"'

printf 'municipality = "180"\nstate = "s"\n[http]\natempts = 3\n[[job]]\nname = "K"\nsource = "kolada"\nindicators = ["x"]\n' > bad.toml
expect "all errors at once" 78 "$sluss" --config bad.toml check
warns 'bad.toml:1:16'; warns '"0180"'; warns "bad.toml:4:1"; warns "Did you mean 'attempts'?"; warns "bad.toml:6:8"; warns "bad.toml:8:15"
expect "errors as JSON" 78 "$sluss" --config bad.toml --json check; warns '"line":4'; silent

mkdir credentials
printf 'municipality = "1981"\nstate = "s"\n[http]\nproxy = "http://127.0.0.1:1"\nproxy_user = "u"\nproxy_credential = "proxy"\n[[job]]\nname = "k"\nsource = "kolada"\nindicators = ["N15428"]\n' > secret.toml
expect "a credential that is missing" 78 "$sluss" --config secret.toml check; warns "credential.missing"
echo hunter2-secret > credentials/proxy; chmod 644 credentials/proxy
expect "a credential that others may read" 78 "$sluss" --config secret.toml check; warns "chmod 600"
chmod 600 credentials/proxy
expect "a credential as it should be" 0 "$sluss" --config secret.toml check
printf '[http]\nattempts = 1\nconnect_timeout = "2s"\n[source.kolada]\nurl = "http://127.0.0.1:1/v3"\n' > conf.toml
mkdir -p conf.d; mv conf.toml conf.d/10-local.toml
expect "a source that is away" 2 "$sluss" --config secret.toml check --connect; warns "http."
! grep -rq hunter2 "$work/out" "$work/err" || { name=secret; fail "the secret is shown"; }
rm -r conf.d

expect "bad clock" 64 "$sluss" --now yesterday check
finish
