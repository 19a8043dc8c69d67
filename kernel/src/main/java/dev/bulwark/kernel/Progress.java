package dev.bulwark.kernel;

/** Where long work says how far it is. Implementations must be cheap and must not throw. */
public interface Progress {
    /**
     * Work begins.
     *
     * @param activity what is being done, in a few words
     * @param totalSteps how many steps it takes, {@code >= 1}
     */
    void start(String activity, long totalSteps);

    /**
     * @param done steps done so far, of the total given at the start
     * @param note what to show beside the bar, or empty
     */
    void step(long done, String note);

    /**
     * Work ended.
     *
     * @param note the result in a few words, or empty
     */
    void finish(String note);

    /** A progress that nobody watches. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void start(String activity, long totalSteps) {}

            @Override
            public void step(long done, String note) {}

            @Override
            public void finish(String note) {}
        };
    }
}
