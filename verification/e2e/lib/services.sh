# Servers that the end-to-end checks start for themselves, on loopback, below $work. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2154 # root, work and children are lib.sh's

# wait_for <seconds> <command...>
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.2
    done
}

free_port() {
    local port
    for port in $(shuf -i 20000-32000 -n 50); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    return 1
}

# PostgreSQL's programs; empty where there are none.
postgres_programs() {
    local folder
    for folder in /usr/lib/postgresql/*/bin ${PATH//:/ }; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ]; then
            echo "$folder"
            return
        fi
    done
}

# start_postgres: sets index_url; its password is where PGPASSFILE says. It refuses to run as root.
start_postgres() {
    local programs=$1 folder=$work/postgres port as=()
    port=$(free_port) || return 1
    mkdir "$folder"
    printf 'only-for-this-check' >"$folder/password"
    if [ "$(id -u)" = 0 ]; then
        chmod 711 "$work" # to pass through, not to look around
        chown -R postgres "$folder"
        as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    fi
    (cd "$folder" && "${as[@]}" "$programs/initdb" -D "$folder/data" -U bulwark -A scram-sha-256 \
        --pwfile "$folder/password" -E UTF8 --locale C -N) >"$work/postgres.log" 2>&1 || return 1
    (umask 077 && printf '127.0.0.1:%s:*:bulwark:only-for-this-check\n' "$port" >"$work/pgpass")
    (cd "$folder" && exec "${as[@]}" "$programs/postgres" -D "$folder/data" -h 127.0.0.1 -p "$port" \
        -k "$folder" -F) >>"$work/postgres.log" 2>&1 </dev/null &
    children+=("$!")
    disown "$!" # or its end would be told
    export PGPASSFILE=$work/pgpass
    psql=("$programs/psql" -h 127.0.0.1 -p "$port" -U bulwark -w -At postgres)
    answers_sql() { "${psql[@]}" -c 'SELECT 1' >/dev/null 2>&1; }
    wait_for 60 answers_sql || return 1
    index_url="jdbc:postgresql://127.0.0.1:$port/postgres?user=bulwark"
}

sql() { "${psql[@]}" -c "$1"; }

# start_s3: S3Proxy from the tests of the ledger. Sets s3_endpoint, s3_bucket, s3_key, s3_secret and s3_server.
start_s3() {
    # shellcheck source=../../../.mvn/find-jdk.sh
    . "$root/.mvn/find-jdk.sh"
    bulwark_find_jdk && bulwark_need_maven || return 1
    (cd "$root" && mvn --no-transfer-progress -B -q -pl ledger -am test-compile dependency:build-classpath \
        -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath -Dspotless.check.skip=true) \
        >"$work/s3.log" 2>&1 </dev/null || return 1
    mkfifo "$work/s3.in"
    "$BULWARK_JDK/bin/java" -cp "$root/ledger/target/test-classes:$root/ledger/target/classes:$(cat "$root/ledger/target/test.classpath")" \
        dev.bulwark.ledger.store.s3.RunningS3 <"$work/s3.in" >"$work/s3.out" 2>>"$work/s3.log" &
    s3_server=$!
    children+=("$s3_server")
    exec 8>"$work/s3.in" # as long as this is open, it runs
    wait_for 60 test -s "$work/s3.out" || return 1
    # shellcheck disable=SC2034 # of those who source this
    read -r s3_endpoint s3_bucket s3_key s3_secret <"$work/s3.out"
}

# serves <seconds> <arguments...>: whether bulwark serve comes up; what it said is in $out.
serves() {
    local limit=$1 server
    shift
    : >"$out"
    timeout --kill-after=10 "$limit" "$bulwark" serve --port 0 "$@" >"$out" 2>&1 </dev/null &
    server=$!
    children+=("$server")
    over() { grep -q '^  worker ' "$out" || ! kill -0 "$server" 2>/dev/null; }
    wait_for "$limit" over
    kill_tree "$server"
    wait "$server" 2>/dev/null
    grep -q '^  worker ' "$out"
}
