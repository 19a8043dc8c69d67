#!/usr/bin/env bash
# Finding evidence by its index, whatever somebody did to the index; and erasing a payload.
# shellcheck disable=SC2317,SC2329 # functions are called through 'check'
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

released credit credit
project=$work/credit
index=$project/.bulwark/evidence/index/evidence.sqlite

envelope() { sed -n 's/^ *"envelope": "\(sha256:[0-9a-f]*\)".*/\1/p' "$out" | head -n 1; }

call "$command_limit" ledger list --practice signing --json "$project"
check "signatures are found by practice" exits 0
check "with their type" says 'https://bulwark.dev/evidence/signing/v1'
check "and nothing else" silent_of 'evidence/sbom/v1'
check "in an index beside the evidence" present "$index"

printf 'this is no database' >"$index"
call "$command_limit" ledger list --practice signing "$project"
check "a damaged index is made again" says 'evidence/signing/v1'

call "$command_limit" ledger list --since 2100-01-01 "$project"
check "nothing was logged in the future" silent_of 'evidence/'
call "$command_limit" ledger list --since someday "$project"
check "a time that is none is refused, with how to write one" says '2026-11-01'

call "$command_limit" ledger list --practice documentation --json "$project"
erased=$(envelope)
call "$command_limit" ledger erase --envelope "$erased" --reason 'request 17' --by 'privacy office' "$project"
check "an envelope is erased" exits 0
check "its payload is gone" absent "$project/.bulwark/evidence/sha256/${erased#sha256:}.*"
call "$command_limit" ledger fsck "$project"
check "the log stays whole" exits 0
check "and fsck says why it is gone" says 'because request 17 (privacy office)'
call "$command_limit" ledger list --practice documentation "$project"
check "so does the list" says 'because request 17'
call "$command_limit" gate --at release --dry-run "$project"
check "the gate refuses without it" exits 3
call "$command_limit" ledger erase --envelope "$erased" --reason again "$project"
check "erasing it again only adds a record" exits 0

finish
