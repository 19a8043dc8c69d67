#!/usr/bin/env bash
# The ECDSA key on a PKCS#11 token: SoftHSM stands in for the hardware, and without it nothing is checked.
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"
# shellcheck source=../../.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
bulwark_find_jdk || exit 1

library=
for candidate in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so; do
    [ -f "$candidate" ] && library=$candidate
done
if [ -z "$library" ] || ! command -v softhsm2-util >/dev/null; then
    echo "skipped: SoftHSM is not installed (Debian: apt-get install softhsm2)"
    exit 0
fi

mkdir -p "$work/tokens"
echo "directories.tokendir = $work/tokens" >"$work/softhsm2.conf"
export SOFTHSM2_CONF=$work/softhsm2.conf
printf 'name = SoftHSM\nlibrary = %s\nslotListIndex = 0\n' "$library" >"$work/token.cfg"
printf 'attributes(generate,*,*) = {\n CKA_TOKEN = true\n}\n' >>"$work/token.cfg"
printf 987654 >"$work/pin"
softhsm2-util --init-token --free --label bulwark --so-pin 12345678 --pin 987654 >/dev/null
"$BULWARK_JDK/bin/keytool" -genkeypair -keystore NONE -storetype PKCS11 -addprovider SunPKCS11 \
    -providerArg "$work/token.cfg" -storepass 987654 -alias ecdsa-p256 -keyalg EC -groupname secp256r1 \
    -dname CN=bulwark -sigalg SHA256withECDSA >/dev/null 2>&1

copy credit token
export BULWARK_PKCS11_CONFIG=$work/token.cfg BULWARK_PKCS11_PIN_FILE=$work/pin
call "$run_limit" run "$work/token"
check "run signs with the token's key" exits 0

unset BULWARK_PKCS11_CONFIG BULWARK_PKCS11_PIN_FILE
call "$command_limit" verify "$work/token"
check "what the token signed verifies without it" exits 0

printf 1111 >"$work/pin"
export BULWARK_PKCS11_CONFIG=$work/token.cfg BULWARK_PKCS11_PIN_FILE=$work/pin
call "$command_limit" data sign "$work/token"
check "a wrong PIN exits with 4" exits 4
check "a wrong PIN is told with its fix" says "PIN"
check "a wrong PIN shows no stack trace" no_trace

finish
