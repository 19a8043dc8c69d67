#!/usr/bin/env bash
# All 60,000 rows of MNIST: how well the convolutional network reads after three epochs, and that a
# training that is killed, three times, ends in the same bytes as one that is left alone.
# The data is not part of the repository: without it this says that it was skipped.
# shellcheck disable=SC2317,SC2329 # functions are called through 'check'
# shellcheck source-path=SCRIPTDIR source=lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/lib.sh"

readonly train_limit=900
readonly least_accuracy=0.989
data=${BULWARK_MNIST:-$root/../shared/data/mnist}
if [ ! -f "$data/train-images-idx3-ubyte.gz" ]; then
    echo "$here: SKIPPED, no MNIST at $data (set BULWARK_MNIST to a folder with its four files)"
    exit 0
fi

# project <name>: three epochs of LeNet on all of MNIST; a small part is kept for early stopping.
project() {
    mkdir -p "$work/$1/data"
    cp "$data"/*-ubyte.gz "$work/$1/data/"
    cat >"$work/$1/bulwark.yaml" <<'YAML'
bulwark: 1
system: {name: mnist, owner: vision@example.org, purpose: Read single handwritten digits., risk: limited}
seed: 1
data:
  name: mnist
  licence: CC-BY-SA-3.0
  source: http://yann.lecun.com/exdb/mnist/
  train:
    images: data/train-images-idx3-ubyte.gz
    labels: data/train-labels-idx1-ubyte.gz
    label: digit
  test:
    images: data/t10k-images-idx3-ubyte.gz
    labels: data/t10k-labels-idx1-ubyte.gz
  split: {validation: 0.02}
model:
  build: {lenet: {channels: [16, 32], dense: [128]}}
  fit: {optimiser: adam, learning-rate: 0.002, schedule: cosine, batch: 64, epochs: 3, patience: 3, threads: 2}
assess:
  robustness: {attack: [fgsm], norm: linf, epsilon: 0.1, rows: 200}
gates:
  release:
    - {practice: performance, that: accuracy >= 0.5}
YAML
}

model_of() { compgen -G "$work/$1/.bulwark/models/*/model.onnx" | head -n 1; }

project undisturbed
began=$EPOCHREALTIME
call "$train_limit" train "$work/undisturbed" --json
check "training on MNIST ends with 0" exits 0
printf '  time  three epochs of 60,000 rows: %.1f s\n' \
    "$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')"
call "$train_limit" audit "$work/undisturbed" --json
accuracy=$(fact accuracy)
check "accuracy on the 10,000 test rows is ${accuracy:-missing}, at least $least_accuracy" \
    at_least "$accuracy" "$least_accuracy"

# stamp: when the checkpoint was written, to the nanosecond; empty while there is none.
stamp() { stat -c %y "$work"/killed/.bulwark/checkpoints/*/checkpoint 2>/dev/null | head -n 1; }

# Killed before the first epoch has ended, in the middle of the second, and in the middle of the third.
project killed
for epoch in first second third; do
    before=$(stamp)
    "$bulwark" train "$work/killed" --resume >"$work/killed.out" 2>&1 </dev/null &
    trainer=$!
    children+=("$trainer")
    if [ "$epoch" = first ]; then
        sleep 8
    else
        until [ "$(stamp)" != "$before" ] || [ "$SECONDS" -gt "$train_limit" ] || ! kill -0 "$trainer" 2>/dev/null; do
            sleep 0.2
        done
        sleep 2
    fi
    kill_tree "$trainer"
    wait "$trainer" 2>/dev/null
    check "killed in the $epoch epoch: there is no model yet" absent "$work/killed/.bulwark/models/*/model.onnx"
done
check "the killed training left a checkpoint" present "$work/killed/.bulwark/checkpoints/*"
call "$train_limit" train "$work/killed" --resume
check "the resumed training ends with 0" exits 0
check "it says where it goes on from" says "goes on from"
check "killed three times and resumed, the model has the same bytes as one left alone" \
    cmp "$(model_of undisturbed)" "$(model_of killed)"

finish
