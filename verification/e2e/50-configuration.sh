#!/usr/bin/env bash
# A bulwark.yaml that is wrong: every problem at once, each with its line and a fix, and exit code 2;
# and nothing that a hostile file holds brings the program down.
# shellcheck disable=SC2317,SC2329 # functions are called through 'check'
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

copy credit wrong
project=$work/wrong
file=$project/bulwark.yaml

cat >"$file" <<'YAML'
bulwark: 1
system:
  name: Credit Score
  owner: risk@example.org
  purpose: Score applications.
  risk: enormous
seed: forty-two
data:
  train:
    path: ../outside.arff
    lable: class
  split: {validation: 1.5, test: 0.2}
model:
  build: {mlp: [32, thirty]}
  regularise: {droput: 0.3}
  fit: {optimiser: rmsprop, epochs: 0}
assess:
  robustness: {attack: [fgms], epsilon: -1}
gates:
  release:
    - {practice: perfomance, that: auc >= 0.75}
    - {practice: data-integrity, that: verified, fresh: soon}
    - {practice: sbom, that: completness >= 0.8}
    - {practice: bias-audit, that: min_disparate_impact >=}
  relase:
    - {practice: audit-trail}
YAML

# told <line's text> <part of what is said>: one line names the line and says so; the next has a fix.
told() {
    local line
    line=$(grep -nF -- "$1" "$file" | head -n 1 | cut -d: -f1)
    grep -A1 -E "bulwark\.yaml:$line: " "$out" | grep -A1 -F -- "$2" | grep -q 'fix: .'
}

call "$command_limit" run "$project"
check "a malformed file: exit code 2" exits 2
check "no stack trace" no_trace
check "nothing was begun" absent "$project/.bulwark"
while IFS='|' read -r text part; do
    check "line of '$text': says '$part', and a fix" told "$text" "$part"
done <<'EXPECTED'
name: Credit Score|Credit Score
risk: enormous|enormous
seed: forty-two|forty-two
path: ../outside|../outside.arff
lable: class|lable
split:|1.5
mlp:|thirty
droput|droput
optimiser:|rmsprop
epochs: 0|epochs
attack:|fgms
epsilon: -1|epsilon
practice: perfomance|perfomance
fresh: soon|soon
completness|completness
min_disparate_impact >=|min_disparate_impact
relase:|relase
EXPECTED
check "the missing label is told" grep -qE "bulwark\.yaml:[0-9]+: .*label.* is missing" "$out"
check "a misspelt key gets a suggestion" says "did you mean 'dropout'?"
for command in gate serve audit; do
    if [ "$command" = serve ]; then
        call "$command_limit" serve --port 0 "$project"
        check "serve refuses, with a code that is not 0" [ "$status" -ne 0 ]
    else
        call "$command_limit" "$command" "$project"
        check "$command: exit code 2 too" exits 2
    fi
    check "$command: no stack trace" no_trace
done

# wrong <what> <part of what is said>: the file as it is now is refused in good order.
wrong() {
    call 60 run "$project"
    if exits 2 && says "$2" && says "fix:" && no_trace; then
        pass "$1: exit code 2, and what to do"
    else
        fail "$1: expected exit code 2 and '$2'" "$out"
    fi
}

# The gates alone are wrong: what only their language can tell has its line as well.
sed 's/that: completeness >= 0.8/that: completness >= 0.8/; s/that: verified \&\& rows/that: verified and rows/' \
    "$root/examples/credit/bulwark.yaml" >"$file"
call "$command_limit" run "$project"
check "wrong expressions in gates: exit code 2" exits 2
check "the unknown fact has its line, and a fix" told "completness >= 0.8" completness
check "the wrong expression has its line, and a fix" told "verified and rows" "verified and rows"

rm "$file"
wrong "no file" "there is no file"
printf 'bulwark: 1\nsystem:\n\tname: credit\n' >"$file"
wrong "tabs" "bulwark.yaml:3:"
: >"$file"
wrong "an empty file" "bulwark.yaml:1:"
printf -- '- a\n- b\n' >"$file"
wrong "a list" "bulwark.yaml:1:"
printf 'bulwark: 1\nbulwark: 1\n' >"$file"
wrong "a key twice" "bulwark.yaml:2:"
printf 'bulwark: 1\nsystem: {name: "caf\351"}\n' >"$file"
wrong "a file that is not UTF-8" "UTF-8"
head -c 2M /dev/zero | tr '\0' '#' >"$file"
wrong "2 MiB" "bytes"
{
    printf 'bulwark: 1\na: &a [x,x,x,x,x,x,x,x,x]\n'
    previous=a
    for name in b c d e f g h i; do
        printf '%s: &%s [*%s,*%s,*%s,*%s,*%s,*%s,*%s,*%s,*%s]\n' "$name" "$name" \
            "$previous" "$previous" "$previous" "$previous" "$previous" "$previous" "$previous" \
            "$previous" "$previous"
        previous=$name
    done
} >"$file"
wrong "an alias bomb" "bulwark.yaml:"
printf 'bulwark: 1\nsystem: &s\n  name: *s\n' >"$file"
wrong "an alias of itself" "bulwark.yaml:"
{ printf 'bulwark: 1\nsystem: '; head -c 200000 /dev/zero | tr '\0' '['; } >"$file"
wrong "200,000 open brackets" "bulwark.yaml:"
printf 'bulwark: 1\nsystem: !!javax.script.ScriptEngineManager [x]\n' >"$file"
wrong "a tag of a Java class" "bulwark.yaml:"
head -c 5000 /dev/urandom >"$file"
wrong "noise" "bulwark.yaml:1"
rm "$file"
mkdir "$file"
call 60 run "$project"
check "a folder in its place: a code that is not 0, and a fix" [ "$status" -ne 0 ]
check "a folder in its place: no stack trace" no_trace
check "a folder in its place: what to do" says "fix:"
rmdir "$file"
call 60 run "$work/nowhere"
check "a folder that is not there: exit code 2" exits 2
call 60 run --no-such-option "$project"
check "an unknown option: exit code 2" exits 2

finish
