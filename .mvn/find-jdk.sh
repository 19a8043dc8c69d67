# shellcheck shell=bash
# Sourced by ./build, ./bulwark and .ci/run: finds a JDK 25 and puts its folder into BULWARK_JDK.
# Works in bash 3.2 as well, which is what macOS has.

# The newest 25 is wanted, not 26: the build pins the language level and the compiler plugins to it.
BULWARK_JDK_FEATURE=25
# 25.0.0 to 25.0.2 corrupt data under G1 (JDK-8377811).
BULWARK_JDK_FIRST_GOOD_PATCH=3

BULWARK_JDK=""
BULWARK_JDK_REFUSED=""

# Prints the version of the JDK in folder $1, from its own `release` file, without starting it.
bulwark_jdk_version() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9][0-9.]*\).*"$/\1/p' "$1/release"
}

# Takes folder $1 if it is a JDK we can use; remembers a 25 that is too old, to say so.
bulwark_consider_jdk() {
    local version feature interim update
    [ -n "$1" ] || return 1
    version=$(bulwark_jdk_version "$1") || return 1
    IFS=. read -r feature interim update _ <<EOF
$version
EOF
    [ "$feature" = "$BULWARK_JDK_FEATURE" ] || return 1
    if [ "${interim:-0}" -eq 0 ] && [ "${update:-0}" -lt "$BULWARK_JDK_FIRST_GOOD_PATCH" ]; then
        BULWARK_JDK_REFUSED="$BULWARK_JDK_REFUSED
    $1 ($version)"
        return 1
    fi
    BULWARK_JDK=$1
}

# The home of the `java` on PATH, through its links; empty when there is none.
bulwark_jdk_on_path() {
    local java
    java=$(command -v java) || return 0
    "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

bulwark_explain_jdk() {
    {
        if [ -n "$BULWARK_JDK_REFUSED" ]; then
            echo "bulwark: found only JDK 25 releases that corrupt data under the default garbage"
            echo "collector (JDK-8377811), so they are refused:$BULWARK_JDK_REFUSED"
        else
            echo "bulwark: no JDK 25 found."
        fi
        echo
        echo "Install JDK 25.0.3 or newer of 25, then run this again. Any of:"
        echo "    https://adoptium.net/temurin/releases/?version=25"
        echo "    sdk install java 25.0.3-tem        (https://sdkman.io)"
        echo "    brew install openjdk@25            (macOS)"
        echo "    winget install EclipseAdoptium.Temurin.25.JDK   (Windows, then use WSL)"
        echo "If it is installed already, point JAVA_HOME at its folder (the one that holds bin/javac)."
    } >&2
}

bulwark_find_jdk() {
    local candidate
    bulwark_consider_jdk "${JAVA_HOME:-}" && return 0
    for candidate in \
        /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
        bulwark_consider_jdk "$candidate" && return 0
    done
    bulwark_consider_jdk "$(bulwark_jdk_on_path)" && return 0
    bulwark_explain_jdk
    return 1
}

# Maven 3.8's own Guava touches sun.misc.Unsafe, which JDK 25 warns about; not a warning of ours.
bulwark_need_maven() {
    if ! command -v mvn >/dev/null 2>&1; then
        echo "bulwark: Maven is not on the PATH; install Maven 3.8.6 or newer" \
            "(https://maven.apache.org/install.html, or apt-get install maven, or brew install maven)." >&2
        return 1
    fi
    export JAVA_HOME=$BULWARK_JDK
    export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
}
