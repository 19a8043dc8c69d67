#!/usr/bin/env bash
# Finding evidence by its index, whatever somebody did to the index: in a file and in PostgreSQL; payloads in
# a bucket; and erasing one.
# shellcheck disable=SC2317,SC2329 # functions are called through 'check'
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"
# shellcheck source=lib/services.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/services.sh"

no_secret() { [ -s "$2" ] && ! grep -qF -- "$1" "$2"; }
refuses_to_serve() { ! serves 120 "$stored"; }

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

# An index in PostgreSQL.
cp -a "$project" "$work/stored"
stored=$work/stored
programs=$(postgres_programs)
if [ -z "$programs" ]; then
    echo "  skip  there is no PostgreSQL (initdb) on this machine"
else
    start_postgres "$programs" || give_up "PostgreSQL does not start" "$work/postgres.log"
    call "$command_limit" ledger list --practice signing --index "$index_url&password=s3cret" "$stored"
    check "a password in the URL of an index is refused" exits 4
    check "with where to put it" says '.pgpass'
    check "and not repeated" silent_of s3cret
    export BULWARK_INDEX=$index_url
    call "$command_limit" ledger list --practice signing --json "$stored"
    check "an index in PostgreSQL finds signatures" says 'https://bulwark.dev/evidence/signing/v1'
    check "and nothing else" silent_of 'evidence/sbom/v1'
    check "in its tables" [ "$(sql "SELECT count(*) > 5 FROM entry")" = t ]
    sql "DELETE FROM entry WHERE predicate_type LIKE '%signing%'" >/dev/null
    call "$command_limit" ledger list --practice signing "$stored"
    check "what somebody deletes there is found all the same" says 'evidence/signing/v1'
    BULWARK_INDEX='jdbc:postgresql://127.0.0.1:1/postgres?user=bulwark' \
        call "$command_limit" ledger list --practice signing "$stored"
    check "a server that is not there is an error" exits 4
    check "which says which, and what to do" says 'check that the database is reachable'
    check "without a stack trace" no_trace
fi

# Payloads in a bucket.
if ! command -v mvn >/dev/null 2>&1; then
    echo "  skip  there is no Maven, which starts the S3 server of the ledger's tests"
else
    start_s3 || give_up "the S3 server does not start" "$work/s3.log"
    in_bucket=(ledger store --bucket "$s3_bucket" --endpoint "$s3_endpoint" --prefix credit/ "$stored")
    AWS_ACCESS_KEY_ID=$s3_key AWS_SECRET_ACCESS_KEY=wr0ng call "$command_limit" "${in_bucket[@]}"
    check "wrong credentials are refused" says 'AWS_SECRET_ACCESS_KEY'
    check "and not repeated" silent_of wr0ng
    check "nothing has moved" absent "$stored/.bulwark/evidence/store.json"
    export AWS_ACCESS_KEY_ID=$s3_key AWS_SECRET_ACCESS_KEY=$s3_secret
    call "$command_limit" "${in_bucket[@]}"
    check "payloads are moved into a bucket" exits 0
    check "whose place holds no secret" no_secret "$s3_secret" "$stored/.bulwark/evidence/store.json"
    rm -r "$stored/.bulwark/evidence/sha256"
    call "$command_limit" ledger fsck "$stored"
    check "fsck reads them there" exits 0
    call "$command_limit" ledger list --practice signing "$stored"
    check "list finds them there" says 'evidence/signing/v1'
    call "$command_limit" gate --at release --dry-run "$stored"
    check "the gate passes" exits 0
    check "serve comes up" serves 120 "$stored"
fi

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

# Erasing where index and payloads are elsewhere.
if [ -e "$stored/.bulwark/evidence/store.json" ]; then
    call "$command_limit" ledger erase --envelope "$erased" --reason 'request 17' "$stored"
    check "an envelope in a bucket is erased" exits 0
    if [ -n "$programs" ]; then
        check "the index in PostgreSQL forgets what it said" \
            [ "$(sql "SELECT count(*) FROM entry WHERE envelope = '${erased#sha256:}' AND stated_at IS NULL")" = 1 ]
    fi
    call "$command_limit" ledger fsck "$stored"
    check "and fsck says why it is gone" says 'because request 17'
    kill_tree "$s3_server"
    wait "$s3_server" 2>/dev/null
    call "$command_limit" gate --at release --dry-run "$stored"
    check "a bucket that is not there is no empty one" says 'the bucket cannot be read'
    check "and nothing passes" exits 4
    check "serve does not come up" refuses_to_serve
fi

finish
