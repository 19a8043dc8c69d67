#!/usr/bin/env bash
# Two people change what production means: nobody does it alone, and the log says when it was so.
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

# Small data, so that a model is there in seconds; the same rows every time.
project=$work/loans
mkdir -p "$project/data"
awk 'BEGIN {
    print "income,debt,sex,outcome"
    for (i = 0; i < 200; i++) {
        income = 20 + (i * 37 % 60); debt = (i * 23 % 40); noise = (i * 11 % 20)
        printf "%d,%d,%s,%s\n", income, debt, (i % 2 ? "female" : "male"), (income - debt + noise > 35) ? "good" : "bad"
    }
}' >"$project/data/loans.csv"
cat >"$project/bulwark.yaml" <<'YAML'
bulwark: 1
system: {name: loans, owner: risk@example.org, purpose: Test changes., risk: high}
seed: 42
data:
  train: {path: data/loans.csv, label: outcome, favourable: good, protected: [sex], exclude: [sex]}
model:
  build: {mlp: [4]}
  regularise: {dropout: 0.1, weight-decay: 0.001}
  fit: {learning-rate: 0.02, batch: 16, epochs: 6, patience: 6}
assess:
  robustness: {attack: [fgsm], epsilon: 0.05, steps: 2, rows: 20}
changes: {quorum: 2, approvers: [risk], valid: 2d}
gates:
  release:
    - {practice: provenance}
    - {practice: sbom}
  serve:
    - {practice: signing}
YAML
call "$run_limit" run "$project"
[ "$status" -eq 0 ] || give_up "bulwark run exits $status" "$out"

# Ada proposes. Bob, who has two pairs of keys, Cyd and Dan hold the role that approves.
for who in ada bob bob-2 cyd dan eve; do
    call "$command_limit" init --keys-only "$work/$who"
    [ "$status" -eq 0 ] || give_up "keys of $who cannot be made" "$out"
done
enrol() {
    call "$command_limit" ledger grant --person "$1" --public-key "$work/$2/.bulwark/keys/public.pem" --role "$3" \
        --may https://bulwark.dev/change/v1,https://bulwark.dev/change-approval/v1 "$project"
    [ "$status" -eq 0 ] || give_up "$1 cannot be enrolled" "$out"
}
enrol ada ada author
enrol bob bob risk
enrol bob bob-2 risk
enrol cyd cyd risk
enrol dan dan risk

# text <name>: the first text of that name in the JSON document of $out.
text() { sed -n "s/^ *\"$1\": *\"\([^\"]*\)\",\{0,1\}\$/\1/p" "$out" | head -n 1; }

# propose <person> <arguments...>: leaves the change's name in $change and its digest in $digest.
propose() {
    local who=$1
    shift
    call "$command_limit" change propose --json --as "$work/$who" "$@" "$project"
    change=$(text id)
    digest=$(text digest)
}
approve() { call "$command_limit" change approve "$change" --digest "$digest" --as "$work/$1" "$project"; }
execute() { call "$command_limit" change execute "$change" "$project"; }
refused() { if [ "$status" -ne 0 ] && says "$2" && no_trace; then pass "$1"; else fail "$1: expected a refusal that says '$2'" "$out"; fi; }

propose ada --why "The first model."
check "ada proposes a promotion" exits 0
approve ada
refused "the author's own approval is refused" "an author's approval never counts"
approve eve
refused "somebody on no roster is refused" "on no roster"
approve bob
check "bob approves" exits 0
check "and the change says who is missing" says "has not spoken"
approve bob-2
check "bob approves with his other keys" exits 0
execute
check "one person with two keys is one person" exits 3
refused "and the refusal counts people" "1 of 2 people approve"

# What cyd signed is changed on its way.
call "$command_limit" change approve "$change" --digest "$digest" --as "$work/cyd" --out "$work/cyd.json" "$project"
check "cyd signs without the project's keys" exits 0
sed 's/"payload":"\(.\{40\}\)./"payload":"\1x/' "$work/cyd.json" >"$work/tampered.json"
call "$command_limit" change record "$work/tampered.json" "$project"
refused "a tampered approval is not recorded" "does not fit the content"
call "$command_limit" change record "$work/cyd.json" "$project"
check "what cyd signed is recorded" exits 0

# An edit is another change.
seen=$digest
propose ada --edit "$change" --why "The first model, said better."
check "ada edits the change" exits 0
call "$command_limit" change show "$change" "$project"
check "the edit voids what was said" says "void: the change was edited"
execute
check "and nothing is executed" exits 3
call "$command_limit" change approve "$change" --digest "$seen" --as "$work/bob" "$project"
refused "nobody approves another revision than the one looked at" "you looked at"

approve bob
approve cyd
call "$command_limit" change reject "$change" --reason "Wait." --as "$work/dan" "$project"
execute
refused "a rejection is a veto" "dan rejects it"
call "$command_limit" change withdraw "$change" --as "$work/dan" "$project"
execute
check "two people and a gate: executed" exits 0
execute
refused "executing twice is refused" "was executed already"

first=$(sed -n 's/^ *"digest": "\(sha256:[0-9a-f]*\)",*$/\1/p' "$project/.bulwark/aliases.json")
rm "$project/.bulwark/aliases.json"
call "$command_limit" alias list "$project"
check "the alias is the ledger's, not the file's" says "$first"

# Another model; the revocation of a key takes an approval away.
sed -i 's/seed: 42/seed: 43/' "$project/bulwark.yaml"
call "$run_limit" run "$project"
check "another model is trained" exits 0
propose ada --why "Another seed."
approve bob
approve cyd
call "$command_limit" change show "$change" --json "$project"
call "$command_limit" ledger revoke --key "$(text key)" --reason lost "$project"
check "bob's first keys are revoked" exits 0
execute
refused "an approval by a revoked key does not count" "1 of 2 people approve"
approve bob-2
execute
check "with his other keys bob approves again" exits 0
check "the file of aliases was made anew" silent_of "$first"
[ -f "$project/.bulwark/aliases.json" ] || fail "there is no file of aliases"

# New evidence about the model voids approvals.
call "$command_limit" alias rollback production --json --why "Complaints." --as "$work/ada" "$project"
check "a rollback is a change" exits 0
change=$(text id)
digest=$(text digest)
approve cyd
approve dan
call "$command_limit" data sign "$project"
execute
refused "new evidence voids approvals" "the evidence changed"
propose ada --edit "$change" --why "Complaints; the data was signed anew."
approve cyd
approve dan
execute
check "the rollback is executed" exits 0

# Nobody lowers the quorum by an edit.
sed -i 's/quorum: 2/quorum: 1/' "$project/bulwark.yaml"
call "$run_limit" run "$project"
check "an unapproved policy is not signed" exits 3
refused "and the refusal says how to propose it" "change propose --kind policy"
propose ada --kind policy --why "We are few."
call "$command_limit" change show "$change" "$project"
check "the difference is shown by its path" says "/changes/quorum"
approve cyd
approve dan
execute
check "an approved policy is in force" exits 0
call "$command_limit" gate --at release "$project"
check "and the gates go by it" exits 0

# What is served is what the alias means: the first model, though the second was released later.
call "$command_limit" serve --alias prodution --port 0 "$project"
check "an alias that nobody moved is not served" exits 3
check "and those there are are named" says "known are: production"
serving=$work/serving.out
timeout --kill-after=10 "$command_limit" "$bulwark" serve --alias production --port 0 "$project" >"$serving" 2>&1 </dev/null &
children+=("$!")
for ((i = 0; i < 300; i++)); do
    if grep -q '^  worker ' "$serving" || ! kill -0 "${children[-1]}" 2>/dev/null; then break; fi
    sleep 0.2
done
out=$serving
check "the server names the alias" says "production"
check "and serves the model it means" says "$first"
kill -TERM "${children[-1]}"
wait "${children[-1]}"
out=$work/last.out

# Until here the owner alone said who is on the roster. With a second keeper nobody invents people.
call "$command_limit" ledger roles "$project"
check "who keeps the roster alone is told so" says "could invent people"
call "$command_limit" ledger grant --person cyd --public-key "$work/cyd/.bulwark/keys/public.pem" --role keeper \
    --may https://bulwark.dev/roles/v1 "$project"
check "cyd keeps the roster too" exits 0
invent() {
    call "$command_limit" ledger grant --person invented --public-key "$work/eve/.bulwark/keys/public.pem" --role risk \
        --may https://bulwark.dev/change-approval/v1 "$@" "$project"
}
invent
refused "the owner alone enrols nobody any more" "1 of 2 people signed the roster"
invent --with "$work/dan"
refused "nor with somebody who keeps no roster" "1 of 2 people signed the roster"
invent --out "$work/roster.json"
check "the owner hands the roster on" exits 0
call "$command_limit" ledger enrol "$work/roster.json" "$project"
refused "a roster that cyd did not sign is not recorded" "1 of 2 people signed the roster"
call "$command_limit" ledger countersign "$work/roster.json" --as "$work/cyd" "$project"
check "cyd sees who would be enrolled, and signs" says "+ invented"
call "$command_limit" ledger enrol "$work/roster.json" "$project"
check "with two signatures it is in force" exits 0
call "$command_limit" ledger roles "$project"
check "and the roster says that it needs two" says "2 people must sign a new roster"

# What was production when?
today=$(date -u +%F)
call "$command_limit" alias history production "$project"
check "the history is complete" says "complete: all"
check "it has three events" test "$(grep -c 'approved by' "$out")" -eq 3
call "$command_limit" alias at production "$today" "$project"
check "what was production today, with its proof" says "c2sp.org/tlog-proof@v1"
call "$command_limit" alias at production 2020-01-01 "$project"
check "and long ago nothing" says "meant nothing on 2020-01-01"
call "$command_limit" verify "$project"
check "everything verifies" exits 0
call "$command_limit" ledger fsck "$project"
check "and every hash is right" exits 0

finish
