package dev.bulwark.gateway.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How many wrong keys one address may present: ten at once, then one a second (GCRA). An IPv6
 * address counts by its /64, which is what one customer has. A right key is never held up by it.
 *
 * <p>Keys of 256 bits cannot be guessed at any rate; this keeps a log readable and a broken client
 * from spinning.
 */
public final class AttemptLimit {
    /** Wrong keys that may come at once. */
    public static final int BURST = 10;

    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final int MOST_ADDRESSES = 10_000;
    private static final int IPV6_PREFIX_BYTES = 8;

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    /** Theoretical arrival time by address; the address seen longest ago is forgotten first. */
    private final Map<String, Long> arrivals = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public AttemptLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a wrong key from {@code address}; false if there were too many. */
    public boolean admitsFailure(InetAddress address) {
        String key = key(address);
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            long arrival = arrivals.getOrDefault(key, now);
            long base = arrival - now < 0 ? now : arrival;
            if (base - now > (BURST - 1) * INTERVAL_NANOS) {
                return false;
            }
            arrivals.put(key, base + INTERVAL_NANOS);
            if (arrivals.size() > MOST_ADDRESSES) {
                arrivals.remove(arrivals.keySet().iterator().next());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(
                        address instanceof Inet6Address
                                ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES)
                                : bytes);
    }
}
