#!/usr/bin/env bash
# A witness in a process of its own: a project from nothing to a witnessed ledger, as
# docs/guides/witness.md tells it; the witness killed and started again; an older copy of the ledger
# put back, which the witness makes visible; and a monitor that finds the fork.
# shellcheck disable=SC2317,SC2329 # functions are called through 'check'
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"
# shellcheck source=lib/services.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/services.sh"

readonly lifetime=900
project=$work/credit
folder=$work/w1
running=$work/witness.out
events=$work/witness.err
port=0

gone() { ! kill -0 "$1" 2>/dev/null; }
told() { sed -n "s/^  $1  *\([^ ]*\).*/\1/p" "$running" | head -n 1; }

# start_witness [arguments...]: on the same port every time.
start_witness() {
    rm -f "$running" "$events"
    timeout --kill-after=10 "$lifetime" "$bulwark" witness run --listen "127.0.0.1:$port" "$@" "$folder" \
        >"$running" 2>"$events" </dev/null &
    outer=$!
    children+=("$outer")
    up() { grep -qs '^  logs ' "$running" || gone "$outer"; }
    wait_for 90 up
    if ! grep -qs '^  logs ' "$running"; then
        cat "$events" >>"$running"
        give_up "the witness does not start" "$running"
    fi
    url=$(told url)
    port=${url##*:}
}
kill_witness() { kill_tree "$outer"; wait "$outer" 2>/dev/null; }
statuses() { grep -c "\"status\":$1" "$events"; }

# The guide, from nothing.
copy credit credit
call "$command_limit" witness init --name witness.example/w1 "$folder"
check "witness init makes a witness" exits 0
check "its keys are its owner's alone" [ "$(stat -c %a "$folder/keys/witness.p12")" = 600 ]
check "no passphrase is shown" silent_of "$(cat "$folder/keys/passphrase")"
call "$command_limit" witness init --name witness.example/w1 "$folder"
check "a second witness in the same folder is refused" exits 4
call "$command_limit" witness init --name witness.example/w2 "$project"
check "a witness inside a project is refused" exits 4
check "and why is told" says "is a project"
call "$command_limit" init "$project"
check "bulwark init makes the project's keys" exits 0
call "$command_limit" ledger key "$project"
check "ledger key tells the log's key before its first entry" exits 0
vkey=$(cat "$out")
start_witness --log "$vkey"
check "the witness speaks TLS" [ "${url%%:*}" = https ]
call "$command_limit" witness policy --url "$url" "$folder"
check "witness policy prints a policy" exits 0
cp "$out" "$project/witnesses.policy"
cp "$folder/certificate.pem" "$project/witnesses.pem"
printf '\nledger: {policy: witnesses.policy, certificates: witnesses.pem}\n' >>"$project/bulwark.yaml"
call "$run_limit" run "$project"
check "a project runs with its ledger witnessed" exits 0
check "which is told" says "every checkpoint of the ledger is cosigned: quorum witness.example/w1"
check "the witness cosigned every checkpoint" [ "$(statuses 200)" -ge 10 ]

# What it proves, to a stranger.
keys=$project/.bulwark/keys
call "$command_limit" verify --key "$keys/public.pem" --policy "$project/witnesses.policy" "$project/build/dossier"
check "the dossier satisfies the policy" exits 0
check "and says who cosigned" says "cosigned by witness.example/w1/ed25519, witness.example/w1/ml-dsa-44"
call "$command_limit" ledger fsck --policy "$project/witnesses.policy" "$project"
check "fsck: the ledger satisfies the policy" exits 0
sed 's|^witness \([^ ]*ed25519\) [^ ]*|witness \1 witness.example/w1+7f3362af+BK/YO6tteJIGbO9V82R+N9kUcPunZntmCDzodKockmNS|' \
    "$project/witnesses.policy" >"$work/other.policy"
call "$command_limit" verify --key "$keys/public.pem" --policy "$work/other.policy" "$project/build/dossier"
check "a policy with another key is not satisfied" exits 1
printf 'quorum none\n' >"$work/none.policy"
call "$command_limit" verify --key "$keys/public.pem" --policy "$work/none.policy" "$project/build/dossier"
check "quorum none: told that it proves nothing against the operator" says "proves nothing against the log's operator"
largest=$(find "$project/.bulwark/evidence" -name '*.tlog-proof' -size +12k | wc -l)
check "no proof is larger than 12 KiB" [ "$largest" -eq 0 ]

# A monitor beside it.
watch() { call "$command_limit" ledger watch --once --key "$keys/log.vkey" --signers "$keys/public.pem" --state "$work/seen" "$@"; }
watch --policy "$project/witnesses.policy" "$project/.bulwark/ledger"
check "watch: nothing to tell" exits 0

# The witness is killed at any time: it knows what it cosigned, and nothing was published without it.
cp -a "$project/.bulwark" "$work/older"
kill_witness
call "$command_limit" gate "$project"
check "without the witness nothing is published: exit code 4" exits 4
check "the witness and the reason are named" says "witness.example/w1/ed25519+witness.example/w1/ml-dsa-44 at $url: it cannot be reached"
check "and what to do" says "start the witnesses that do not answer"
check "no stack trace" no_trace
start_witness
check "the witness remembers the log" grep -q '1 known, 1 cosigned before' "$running"
call "$command_limit" gate "$project"
check "with the witness back, the gate passes" exits 0
call "$command_limit" verify --policy "$project/witnesses.policy" "$project"
check "and everything verifies, the entry of the interrupted command too" exits 0

# Killed in the middle of the work.
call_in_background() { timeout "$command_limit" "$bulwark" gate "$project" >"$work/gate.out" 2>&1 </dev/null & }
for round in 1 2; do
    call_in_background
    gate=$!
    sleep "1.$round"
    kill_witness
    wait "$gate"
    start_witness
    call "$command_limit" gate "$project"
    check "killed in the middle, round $round: the log goes on" exits 0
done
watch --policy "$project/witnesses.policy" "$project/.bulwark/ledger"
check "watch: one history through all of it" exits 0

# An older copy of everything is put back.
mv "$project/.bulwark" "$work/newer"
cp -a "$work/older" "$project/.bulwark"
call "$command_limit" ledger fsck "$project"
check "an older copy agrees with itself" exits 0
call "$command_limit" gate "$project"
check "the witness makes it visible: exit code 4" exits 4
check "what happened is told" says "the ledger was put back to an older copy: witness"
check "and what to do" says "restore the newest copy"
watch "$project/.bulwark/ledger"
check "watch tells it too: exit code 1" exits 1
check "with the sizes" says "the log went back from"
# Its operator goes on without the witness, under the same key: the histories part.
sed -i '/^ledger:/d' "$project/bulwark.yaml"
for _ in 1 2 3 4 5 6 7 8; do call "$command_limit" gate "$project"; done
printf '\nledger: {policy: witnesses.policy, certificates: witnesses.pem}\n' >>"$project/bulwark.yaml"
call "$command_limit" gate "$project"
check "a history of its own is refused as well" exits 4
check "as two histories" says "the ledger has two histories: witness"
watch "$project/.bulwark/ledger"
check "watch stops at the fork: exit code 1" exits 1
check "with both checkpoints kept" present "$work/seen/proof-*/later.checkpoint"
rm -rf "$project/.bulwark"
mv "$work/newer" "$project/.bulwark"
call "$command_limit" gate "$project"
check "the newest copy restored, the log goes on" exits 0

# A client that never ends its request line is cut off, and others are still answered.
if command -v openssl >/dev/null 2>&1; then
    { printf 'POST /add-ch'; sleep 30; } |
        timeout 25 openssl s_client -quiet -connect "${url#https://}" >/dev/null 2>&1 &
    slow=$!
    children+=("$slow")
    call "$command_limit" gate "$project"
    check "a slow client holds nobody up" exits 0
fi

finish
