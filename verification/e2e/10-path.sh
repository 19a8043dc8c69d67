#!/usr/bin/env bash
# The path on both examples: it ends well, gives the same bytes twice, and what it leaves for
# outsiders can be checked by them. Times are printed; whether they are good is for a person.
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

# Everything but the digests of evidence, which hold the time of the run.
reproducible() {
    sed '/<!-- evidence: begin -->/,/<!-- evidence: end -->/d' "$1"
}

# same <what> <file in a> <file in b>: the names may hold a digest, and are expanded.
same() {
    local first second
    first=$(compgen -G "$2" | head -n 1)
    second=$(compgen -G "$3" | head -n 1)
    if [ -z "$first" ] || [ -z "$second" ]; then
        fail "$1 is the same twice: no such file ($2)"
    elif [ ! -s "$first" ]; then
        fail "$1 is the same twice: it is empty"
    elif cmp "$first" "$second" >"$out" 2>&1; then
        pass "$1 is the same twice, $(stat -c %s "$first") bytes"
    else
        fail "$1 is the same twice" "$out"
    fi
}

# walk <example> <seconds that are promised>: runs it twice and compares.
walk() {
    local name=$1 promised=$2 copy began card
    for copy in a b; do
        copy "$name" "$name-$copy"
        began=$EPOCHREALTIME
        call "$run_limit" run "$work/$name-$copy" --json
        printf '  time  run on %s: %.1f s (promised after the build on 2 idle cores: %s s)\n' "$name" \
            "$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')" "$promised"
        check "run on $name ends with 0" exits 0
        check "run on $name leaves a dossier" present "$work/$name-$copy/build/dossier/index.html"
    done
    local a=$work/$name-a b=$work/$name-b
    same "$name: model.onnx" "$a/.bulwark/models/*/model.onnx" "$b/.bulwark/models/*/model.onnx"
    same "$name: bom.cdx.json" "$a/.bulwark/models/*/bom.cdx.json" "$b/.bulwark/models/*/bom.cdx.json"
    for card in card.md card.html; do
        for copy in a b; do
            check "$name-$copy: $card marks what holds the time of the run" \
                grep -sqF '<!-- evidence: begin -->' "$work/$name-$copy/build/dossier/$card"
            reproducible "$work/$name-$copy/build/dossier/$card" >"$work/$name-$copy.$card" 2>/dev/null
        done
        same "$name: $card, evidence apart" "$work/$name-a.$card" "$work/$name-b.$card"
    done
}

# measured <example> <fact> <least>
measured() {
    local value
    call "$command_limit" audit --json "$work/$1-a"
    value=$(fact "$2")
    check "$1: test $2 is ${value:-missing}, at least $3" at_least "$value" "$3"
}

# Without a network where the kernel lets us take it away: checking needs none.
offline=()
if unshare --user --map-root-user --net true 2>/dev/null; then
    offline=(unshare --user --map-root-user --net)
fi

# outsider <arguments...>: verifies as somebody does who has but a dossier and a key.
outsider() {
    (cd "$work/elsewhere" && timeout --kill-after=10 "$command_limit" \
        "${offline[@]}" "$bulwark" verify "$@") >"$out" 2>&1 </dev/null
    status=$?
}

walk credit 60
walk digits 180

measured credit auc 0.77
measured digits accuracy 0.98

# On another machine there is neither the project nor its .bulwark folder.
mkdir "$work/elsewhere"
cp -R "$work/credit-a/build/dossier" "$work/elsewhere/dossier"
cp "$work/credit-a/.bulwark/keys/public.pem" "$work/elsewhere/public.pem"
cp "$work/credit-b/.bulwark/keys/public.pem" "$work/elsewhere/stranger.pem"
rm -rf "$work/credit-a" "$work/credit-b" "$work/digits-b"
[ ${#offline[@]} -gt 0 ] || echo "  note  no network namespaces here: the dossier is verified with the network up"
outsider dossier --key public.pem
check "the dossier verifies elsewhere with the public key alone" exits 0
outsider dossier --key stranger.pem
check "the dossier does not verify with another's key" exits 1
check "no stack trace with another's key" no_trace
outsider dossier
check "without a key the dossier says that its origin is not proved" says "warning"

# It is read with scripts off, and from a disk without a network.
out=$work/scripts.out
if grep -rniE '<script|[[:space:]]on[a-z]+="|(src|<link[^>]*href)="https?:' \
    --include='*.html' "$work/elsewhere/dossier" >"$out"; then
    fail "the dossier needs no scripts and loads nothing" "$out"
else
    pass "the dossier needs no scripts and loads nothing"
fi

finish
