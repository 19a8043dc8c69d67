package dev.bulwark.assessment.robustness;

/** The logits of one row, as a view. */
final class LogitRow {
    private final float[] logits;
    private final int from;
    private final int classes;

    LogitRow(float[] logits, int from, int classes) {
        this.logits = logits;
        this.from = from;
        this.classes = classes;
    }

    double at(int label) {
        return logits[from + label];
    }

    /** Best other logit minus that of {@code truth}. */
    double margin(int truth) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            best = k == truth ? best : Math.max(best, at(k));
        }
        return best - at(truth);
    }

    double logSumExp() {
        double most = largest(0);
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(at(k) - most);
        }
        return most + Math.log(sum);
    }

    /** The largest but {@code rank}, equal ones counted each. */
    double largest(int rank) {
        for (int k = 0; k < classes; k++) {
            int above = 0;
            int equal = 0;
            for (int other = 0; other < classes; other++) {
                above += at(other) > at(k) ? 1 : 0;
                equal += at(other) == at(k) ? 1 : 0;
            }
            if (above <= rank && rank < above + equal) {
                return at(k);
            }
        }
        throw new IllegalArgumentException(
                "there is no logit of rank %d among %d".formatted(rank, classes));
    }
}
