#!/usr/bin/env bash
# The gateway, asked by curl over loopback: right answers, or problems by RFC 9457; never a stack
# trace, whatever comes; and the same model after a crash of the server or of its worker.
# shellcheck disable=SC2317,SC2329,SC2016 # functions are called through 'check'; awk has dollars
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"
# shellcheck source=lib/services.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/services.sh"

readonly clients=1000 processes=4
readonly lifetime=300

released credit credit
project=$work/credit
serving=$work/serving.out
events=$work/serving.err
port=0

alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }
# Of the start message.
told() { sed -n "s/^  $1  *\(self-signed, \)\{0,1\}\([^ ]*\).*/\2/p" "$serving" | head -n 1; }
worker_pid() { sed -n 's/.*"pid \([0-9]*\)".*"ready".*/\1/p' "$events" | tail -n 1; }

# Starts the server and waits until it says that it is up. Sets what is known of it.
start() {
    # What an earlier server said must not be taken for this one's.
    rm -f "$serving" "$events"
    timeout --kill-after=10 "$lifetime" "$bulwark" serve --port "$port" "$project" \
        >"$serving" 2>"$events" </dev/null &
    outer=$!
    children+=("$outer")
    started() { grep -qs '^  worker ' "$serving" || gone "$outer"; }
    wait_for 90 started
    if gone "$outer" || ! grep -qs '^  worker ' "$serving"; then
        cat "$events" >>"$serving"
        give_up "serve does not start" "$serving"
    fi
    url=$(told url)
    port=$(printf '%s' "$url" | sed 's|^https://[^/]*:\([0-9]*\)/.*|\1|')
    front=$(pgrep -P "$outer" | head -n 1)
    server=$(pgrep -P "$front" | head -n 1)
    if [ -z "$url" ] || [ -z "$server" ]; then
        give_up "the start message tells no url" "$serving"
    fi
}

# What every request has, in a file: a key on the command line would be seen by other users.
settings=$work/curl.conf
configure() {
    printf 'silent\ncacert = "%s"\nmax-time = 60\nconnect-timeout = 20\nheader = "Content-Type: application/json"\n' \
        "$(told certificate)" >"$settings"
}

secret=
# ask <curl arguments...>: with the right key. Body in $out; status, type and bytes sent in variables.
ask() {
    {
        cat "$settings"
        [ -z "$secret" ] || printf 'header = "Authorization: Bearer %s"\n' "$secret"
    } >"$work/request.conf"
    local seen
    seen=$(curl --config "$work/request.conf" --output "$out" \
        --write-out '%{http_code} %{size_upload} %{content_type}' "$@" 2>"$work/curl.err")
    curl_status=$?
    read -r code sent type <<<"$seen"
    [ -f "$out" ] || : >"$out"
}
post() { ask --data-binary "@$1" "$url"; }

answers() { [ "$code" = "$1" ] || { printf '\n(status %s, curl %s)\n' "$code" "$curl_status" >>"$out"; false; }; }

free_of() { [ -n "$1" ] && [ -s "$2" ] && ! grep -qF -- "$1" "$2"; }
clean() { ! grep -qiE 'exception|stack ?trace|dev\.bulwark\.[a-z]+\.|java\.|netty|vertx|quarkus|\bat [a-z.]+\(' "$1"; }

# problem <status>: an RFC 9457 document of that status, and nothing of the inside.
problem() {
    answers "$1" && [[ $type == application/problem+json* ]] && clean "$out" &&
        grep -q '"type":' "$out" && grep -q '"title":' "$out" && grep -q "\"status\": *$1" "$out"
}

refused() { # refused <what> <status> <file>
    post "$3"
    check "$1: $2 and a problem" problem "$2"
}

# The first row of the data set, column by column.
columns='checking_status BYTES "<0"
duration FP32 6
credit_history BYTES "critical/other existing credit"
purpose BYTES "radio/tv"
credit_amount FP32 1169
savings_status BYTES "no known savings"
employment BYTES ">=7"
installment_commitment FP32 4
other_parties BYTES "none"
residence_since FP32 4
property_magnitude BYTES "real estate"
age FP32 67
other_payment_plans BYTES "none"
housing BYTES "own"
existing_credits FP32 2
job BYTES "skilled"
num_dependents FP32 1
own_telephone BYTES "yes"
foreign_worker BYTES "yes"'

# row <name> [<sed script over the columns>]: writes a request, and prints where.
row() {
    printf '%s\n' "$columns" | sed "${2:-}" | awk '
        BEGIN { printf "{\"inputs\":[" }
        { value = $0; sub(/^[^ ]+ [^ ]+ /, "", value)
          printf "%s{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":[1,1],\"data\":[%s]}", (NR > 1 ? "," : ""), $1, $2, value }
        END { print "]}" }' >"$work/$1.json"
    printf '%s' "$work/$1.json"
}
good=$(row good)
probabilities() { grep -o '"data":\[[0-9.eE,+-]*\],"datatype":"FP32"' "$1" | sed 's/.*\[\(.*\)\].*/\1/'; }
sums_to_one() {
    probabilities "$out" | awk -F, '{ for (i = 1; i <= NF; i++) { s += $i; if ($i < 0 || $i > 1) exit 1 } }
        END { exit !(NF == 2 && s > 0.9999 && s < 1.0001) }'
}

start
configure
first_key=$(told "api key")
digest=$(told model)

# Keys.
secret=
post "$good"
check "without a key: 401 and a problem" problem 401
secret=bwk_000000000000_0000000000000000000000000000000000000000000
post "$good"
check "with a wrong key: 401 and a problem" problem 401
secret=$first_key
post "$good"
check "with the key of the start message: 200" answers 200
check "the probabilities of one row are two, and sum to 1" sums_to_one
check "the label is one of the classes" grep -qE '\["(good|bad)"\]' "$out"
probabilities "$out" >"$work/answer.before"
call "$command_limit" serve keys create --name e2e --json "$project"
check "keys create makes a key" exits 0
second_key=$(sed -n 's/.*"secret": *"\([^"]*\)".*/\1/p' "$out")
second_id=$(sed -n 's/.*"id": *"\([^"]*\)".*/\1/p' "$out")
secret=$second_key
answered() { post "$good" && [ "$code" = "$1" ]; }
check "the running server takes the new key" wait_for 15 answered 200
check "keys are stored as hashes" free_of "${second_key##*_}" "$project/.bulwark/api-keys.json"
call "$command_limit" serve keys revoke --id "$second_id" "$project"
check "keys revoke revokes it" exits 0
check "the running server refuses the revoked key" wait_for 15 answered 401
secret=$first_key

# Requests that are wrong.
sed 's/\[1,1\]/[1,2]/' "$good" >"$work/shape.json"
refused "a wrong shape" 400 "$work/shape.json"
sed 's/"data":\[6\]/"data":[6,7]/' "$good" >"$work/count.json"
refused "more values than the shape says" 400 "$work/count.json"
sed 's/\[1,1\]/[-1,1]/' "$good" >"$work/negative.json"
refused "a negative dimension" 400 "$work/negative.json"
sed 's/\[1,1\]/[99999999999999999999,1]/' "$good" >"$work/huge.json"
refused "a dimension beyond 64 bits" 400 "$work/huge.json"
refused "an unknown category" 400 "$(row category 's|"radio/tv"|"yachts"|')"
check "the problem names the column" says purpose
refused "NaN" 400 "$(row nan 's/^duration FP32 6/duration FP32 NaN/')"
refused "NaN as a text" 400 "$(row nantext 's/^duration FP32 6/duration FP32 "NaN"/')"
refused "a number beyond every float" 400 "$(row infinite 's/^duration FP32 6/duration FP32 1e999/')"
refused "null" 400 "$(row null 's/^duration FP32 6/duration FP32 null/')"
refused "a missing column" 400 "$(row missing '/^age /d')"
refused "a column that the model does not know" 400 "$(row extra 's/^age FP32 67/&\nsex BYTES "male"/')"
sed 's/^{/{"inputs":[],/' "$good" >"$work/duplicate.json"
refused "a key twice" 400 "$work/duplicate.json"
head -c 300 "$good" >"$work/cut.json"
refused "half a request" 400 "$work/cut.json"
: >"$work/empty.json"
refused "an empty body" 400 "$work/empty.json"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; }' >"$work/deep.json"
refused "100,000 open brackets" 400 "$work/deep.json"
head -c 4096 /dev/urandom >"$work/noise.json"
refused "noise" 400 "$work/noise.json"
ask --header 'Content-Type: text/plain' --data-binary "@$good" "$url"
check "another type of body: 415 and a problem" problem 415
ask "${url%/infer}"
check "the model's metadata: 200" answers 200
check "the metadata names the digest as version" says "${digest#sha256:}"
ask --data-binary "@$good" "${url%/credit/infer}/nobody/infer"
check "an unknown model: 404 and a problem" problem 404
ask --path-as-is "${url%/v2/*}/v2/../../etc/passwd"
check "a path that climbs: 404 and a problem" problem 404

# Ten gigabytes: refused before they are read. The file is sparse and takes no room.
truncate -s 10G "$work/huge.body"
for version in --http1.1 --http2; do
    ask "$version" --request POST --header 'Expect:' --upload-file "$work/huge.body" "$url"
    check "10 GB announced ($version): 413 and a problem" problem 413
    check "10 GB announced ($version): no more than 64 MB were sent (${sent:-?} bytes)" at_least 67108864 "${sent:-x}"
done
rm "$work/huge.body"
began=$SECONDS
# The pipe's right side is a process of its own, so it judges there what it saw.
chunked() {
    head -c 10G /dev/zero 2>/dev/null | {
        ask --http1.1 --request POST --header 'Expect:' --upload-file - "$url"
        problem 413 && at_least 67108864 "${sent:-x}"
    }
    [ "${PIPESTATUS[1]}" -eq 0 ]
}
check "10 GB in chunks: 413 and a problem, no more than 64 MB were sent" chunked
check "10 GB in chunks took $((SECONDS - began)) s, less than 30" [ $((SECONDS - began)) -lt 30 ]
check "it still answers" answered 200

# What is no TLS 1.3.
ask "http://${url#https://}"
check "plain HTTP gets no answer" [ "$code" = 000 ]
ask --tls-max 1.2 "$url"
check "TLS 1.2 gets no answer" [ "$code" = 000 ]
code=$(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' "$url" 2>/dev/null)
check "who does not know the certificate gets no answer" [ "$code" = 000 ]

# A thousand at once: each with a connection of its own.
{
    # On a busy machine a thousand handshakes take a while; that is no fault of the server's.
    sed 's/^max-time = .*/max-time = 140/; s/^connect-timeout = .*/connect-timeout = 120/' "$settings"
    printf 'header = "Authorization: Bearer %s"\nhttp1.1\nparallel\nparallel-immediate\nparallel-max = 300\n' "$secret"
    printf 'data-binary = "@%s"\nwrite-out = "%%{http_code} %%{content_type} %%{errormsg}\\n"\n' "$good"
} >"$work/crowd.conf"
mkdir "$work/crowd"
for process in $(seq "$processes"); do
    {
        cat "$work/crowd.conf"
        for client in $(seq $((clients / processes))); do
            printf 'url = "%s"\noutput = "%s/crowd/%s-%s"\n' "$url" "$work" "$process" "$client"
        done
    } >"$work/crowd-$process.conf"
done
began=$EPOCHREALTIME
seq "$processes" | timeout --kill-after=10 150 xargs -P "$processes" -I{} \
    sh -c 'curl --config "$1/crowd-{}.conf" >"$1/crowd-{}.seen" 2>/dev/null' _ "$work"
out=$work/crowd.out
sort "$work"/crowd-*.seen | uniq -c >"$out"
printf '  time  %s clients at once: %.1f s; %s\n' "$clients" \
    "$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')" \
    "$(awk '{ printf "%s%s x %s", (NR > 1 ? ", " : ""), $2, $1 }' "$out")"
check "each of $clients clients is answered 200, 429 or 503" \
    awk -v n="$clients" '$2 == 200 || $2 == 429 || $2 == 503 { s += $1 } END { exit s != n }' "$out"
check "some of them are answered 200" grep -q ' 200 ' "$out"
check "every refusal is a problem document" \
    awk '$2 != 200 && $3 !~ /^application\/problem\+json/ { bad = 1 } END { exit bad }' "$out"
cat "$work"/crowd/* >"$work/crowd.bodies" 2>/dev/null
check "no body among them shows the inside" clean "$work/crowd.bodies"
different=$(cat "$work"/crowd/* | probabilities /dev/stdin | sort -u | wc -l)
check "all who are answered get the same answer" [ "$different" -eq 1 ]
out=$work/last.out
check "it still answers after them" wait_for 15 answered 200

# The worker dies: refusals while it is away, then the same answer.
before=$(worker_pid)
check "the event log tells the worker's process" alive "${before:-0}"
kill -9 "$before"
check "after kill -9 of the worker it answers again" wait_for 60 answered 200
probabilities "$out" >"$work/answer.after"
check "with the same answer" cmp -s "$work/answer.before" "$work/answer.after"
check "from another worker" [ "$before" != "$(worker_pid)" ]

# The server dies: its worker with it; started again it serves the same model.
worker=$(worker_pid)
cp "$(told certificate)" "$work/certificate.before"
cp "$events" "$work/events.before"
kill -9 "$server"
check "after kill -9 of the server its worker ends too" wait_for 30 gone "$worker"
check "and so does the command" wait_for 30 gone "$front"
start
check "started again: the same model" [ "$digest" = "$(told model)" ]
check "the same certificate" cmp -s "$work/certificate.before" "$(told certificate)"
check "no key is shown a second time" [ "$(told "api key")" = 1 ]
check "the key of before is good" wait_for 30 answered 200
probabilities "$out" >"$work/answer.after"
check "the same answer" cmp -s "$work/answer.before" "$work/answer.after"

# The command dies: what it started does not stay.
worker=$(worker_pid)
kill -9 "$front"
check "after kill -9 of the command the server ends" wait_for 30 gone "$server"
check "and its worker" wait_for 30 gone "$worker"

# Asked to stop, it stops.
start
worker=$(worker_pid)
kill -TERM "$outer"
check "asked to stop, the server ends" wait_for 30 gone "$server"
check "and its worker with it" wait_for 30 gone "$worker"
cat "$work/events.before" "$events" >"$work/events.all"
check "no event tells of an internal failure" free_of internal-failure "$work/events.all"
check "no event holds a key" free_of "${first_key##*_}" "$work/events.all"

# A changed model is not served.
model=$(compgen -G "$project/.bulwark/models/*/model.onnx" | head -n 1)
flip "$model"
call "$command_limit" serve --port 0 "$project"
check "a changed model is refused with 3" exits 3
check "its file is named" says model.onnx
check "without a stack trace" no_trace

finish
