#!/usr/bin/env bash
# A gate that demands more than the model has: the path stops there; nothing is signed or served.
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

copy credit strict
project=$work/strict
awk '/^  release:/ { in_release = 1 } /^  serve:/ { in_release = 0 }
    in_release && /practice: performance/ { sub(/that: .*}/, "that: auc >= 0.99}") } { print }' \
    "$root/examples/credit/bulwark.yaml" >"$project/bulwark.yaml"
out=$project/bulwark.yaml
check "the example's release gate could be made stricter" says "that: auc >= 0.99"
out=$work/last.out

call "$run_limit" run "$project"
check "run exits with 3" exits 3
check "run names the demand and its threshold" says "auc >= 0.99"
check "run names the number that the model has" grep -qE 'auc = 0\.[0-9]+' "$out"
check "run shows no stack trace" no_trace
check "nothing is signed" absent "$project/.bulwark/models/*/model.sig"
check "there is no dossier" absent "$project/build/dossier"
check "there is no model card" absent "$project/build/model-card.md"
check "the model is kept, to be looked at" present "$project/.bulwark/models/*/model.onnx"

call "$command_limit" serve --port 0 "$project"
check "serve refuses with 3" exits 3
check "serve says how to go on" says "fix:"
check "serve shows no stack trace" no_trace
check "serve opened no address" silent_of "https://"

call "$command_limit" gate --at release "$project" --json
check "gate refuses with 3" exits 3
check "gate --json says so" says '"allowed": false'
call "$command_limit" gate --at release --dry-run "$project"
check "gate names the demand" says "auc >= 0.99"

call "$command_limit" verify "$project"
check "what was recorded of the refusal verifies" exits 0

# What was released once is not served on when the gate has refused it since.
cp "$root/examples/credit/bulwark.yaml" "$work/lenient.yaml"
cp "$project/bulwark.yaml" "$work/strict.yaml"
cp "$work/lenient.yaml" "$project/bulwark.yaml"
call "$run_limit" run "$project"
check "the example's own gate lets the same model pass" exits 0
cp "$work/strict.yaml" "$project/bulwark.yaml"
call "$run_limit" run "$project"
check "the stricter gate refuses it again" exits 3
call "$command_limit" serve --port 0 "$project"
check "serve refuses a model that was refused since" exits 3
check "serve says that it was refused" says "has refused model"

finish
