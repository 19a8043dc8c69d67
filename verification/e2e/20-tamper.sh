#!/usr/bin/env bash
# One changed bit, wherever it is, is found and named; a removed file too.
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

released credit pristine
project=$work/project
cp -a "$work/pristine" "$project"
key=$work/public.pem
cp "$project/.bulwark/keys/public.pem" "$key"

call "$command_limit" verify "$project"
check "verify finds nothing before anything is changed" exits 0

# first <pattern>: the first file of that name, relative to the project.
first() { (cd "$project" && compgen -G "$1" | sort | head -n 1); }

# newest <pattern>: the one with the highest number at the end of its name.
newest() { (cd "$project" && compgen -G "$1" | sort -V | tail -n 1); }

# about <predicate>: the envelope of the evidence of that kind.
about() {
    local file
    for file in "$project"/.bulwark/evidence/sha256/*.json; do
        if sed -n 's/.*"payload": *"\([^"]*\)".*/\1/p' "$file" | base64 -d 2>/dev/null | grep -qF "\"$1\""; then
            printf '%s' "${file#"$project"/}"
            return
        fi
    done
}

restore() {
    mkdir -p "$(dirname "$project/$1")"
    cp -a "$work/pristine/$1" "$project/$1"
}

# named <what> <file>: verify exits with 1, shows the file's name, and no stack trace.
named() {
    if exits 1 && says "$2" && no_trace; then
        pass "$1"
    else
        fail "$1: expected exit code 1 and '$2'" "$out"
    fi
}

# flipped <what> <file> [<name that is expected>]
flipped() {
    if [ -z "$2" ] || [ ! -f "$project/$2" ]; then
        fail "$1: there is no such file to change"
        return
    fi
    flip "$project/$2"
    call "$command_limit" verify "$project"
    named "a changed bit is found in $1" "${3:-$2}"
    restore "$2"
}

flipped "the data" data/credit-g.arff
flipped "what tells the data's source" data/SOURCES.md
flipped "the model" "$(first '.bulwark/models/*/model.onnx')"
flipped "the bill of materials" "$(first '.bulwark/models/*/bom.cdx.json')"
flipped "the model's signature" "$(first '.bulwark/models/*/model.sig')"
flipped "an envelope" "$(about https://bulwark.dev/evidence/performance/v1)"
flipped "the provenance" "$(about https://slsa.dev/provenance/v1)"
flipped "the manifest of the data" "$(about https://bulwark.dev/evidence/data-integrity/v1)"
flipped "an inclusion proof" "$(first '.bulwark/evidence/sha256/*.tlog-proof')"
flipped "a tile of hashes" "$(newest '.bulwark/ledger/tile/0/000.p/*')"
flipped "a bundle of entries" "$(newest '.bulwark/ledger/tile/entries/000.p/*')"
flipped "a tile that a later one replaced" .bulwark/ledger/tile/0/000.p/3
flipped "the checkpoint" .bulwark/ledger/checkpoint
flipped "the checkpoint that the writer keeps" .bulwark/ledger/writer/signed-checkpoint

# dossier_flipped <file below the dossier>
dossier_flipped() {
    local file
    file=$(first "build/dossier/$1")
    if [ -z "$file" ]; then
        fail "the dossier has no $1"
        return
    fi
    flip "$project/$file"
    call "$command_limit" verify "$project/build/dossier" --key "$key"
    named "a changed bit is found in the dossier's ${file#build/dossier/}" "${file#build/dossier/}"
    restore "$file"
}

for file in index.html card.html card.md evidence.html manifest.json checkpoint \
    'keys/*' 'evidence/*' 'proofs/*' model/model.onnx model/bom.cdx.json model/model.sig; do
    dossier_flipped "$file"
done
echo planted >"$project/build/dossier/planted.html"
call "$command_limit" verify "$project/build/dossier" --key "$key"
named "a planted file is found in the dossier" planted.html
rm "$project/build/dossier/planted.html"
rm "$project/build/dossier/card.md"
call "$command_limit" verify "$project/build/dossier" --key "$key"
named "a removed file of the dossier is found" card.md
restore build/dossier/card.md

# The project's own verification looks into its dossier too.
flipped "the project's dossier" build/dossier/index.html

# Data that changed since its manifest was signed is not used.
flip "$project/data/credit-g.arff"
call "$command_limit" data verify "$project"
named "data verify names the changed data" data/credit-g.arff
call "$command_limit" audit "$project"
named "audit does not measure on changed data" data/credit-g.arff
restore data/credit-g.arff

# A removed piece of evidence: the gate refuses, says what is missing and how to get it.
evidence=$(about https://bulwark.dev/evidence/performance/v1)
if [ -z "$evidence" ]; then
    fail "there is evidence of performance to remove"
else
    call "$command_limit" gate --at release --dry-run "$project"
    check "the release gate allows before anything is removed" exits 0
    rm "$project/$evidence"
    call "$command_limit" gate --at release "$project"
    check "the gate refuses without the evidence, with exit code 3" exits 3
    check "the gate names what is missing" says performance
    check "the gate says how to get it" says "bulwark audit"
    check "the gate shows no stack trace" no_trace
    call "$command_limit" verify "$project"
    named "verify names the removed evidence" "$(basename "$evidence" .json)"
fi

finish
