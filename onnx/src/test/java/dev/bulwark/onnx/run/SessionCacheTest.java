package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.OnnxWriter;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionCacheTest {
    private static final EngineOptions ENGINE = EngineOptions.deterministic();

    private static Bytes model(int version) {
        return OnnxWriter.write(
                NativeMemoryTest.product().withMetadata("version", String.valueOf(version)));
    }

    @Test
    void loadsAModelOnceForTheSameOptions() {
        try (SessionCache cache = new SessionCache(4, 1 << 20);
                SessionCache.Lease first = cache.lease(model(1), ENGINE);
                SessionCache.Lease again = cache.lease(model(1), ENGINE);
                SessionCache.Lease other = cache.lease(model(1), ENGINE.withThreads(2))) {
            assertThat(again.session()).isSameAs(first.session());
            assertThat(other.session()).isNotSameAs(first.session());
            assertThat(cache.size()).isEqualTo(2);
        }
    }

    @Test
    void closesTheLeastRecentlyUsedOfTheIdleOnes() {
        long before = NativeMemory.held().sessions();
        try (SessionCache cache = new SessionCache(2, 1 << 20)) {
            SessionCache.Lease kept = cache.lease(model(0), ENGINE);
            Session second = use(cache, 2);
            Session third = use(cache, 3);
            assertThat(use(cache, 2)).isSameAs(second);
            use(cache, 4);
            assertThat(cache.size()).isEqualTo(3);
            assertThat(use(cache, 2)).isSameAs(second);
            assertThat(use(cache, 3)).isNotSameAs(third);
            kept.close();
            assertThat(NativeMemory.held().sessions() - before).isEqualTo(2);
        }
        assertThat(NativeMemory.held().sessions()).isEqualTo(before);
    }

    private static Session use(SessionCache cache, int version) {
        try (SessionCache.Lease lease = cache.lease(model(version), ENGINE)) {
            return lease.session();
        }
    }

    @Test
    void boundsTheBytesOfIdleModels() {
        try (SessionCache cache = new SessionCache(10, 1)) {
            use(cache, 1);
            assertThat(cache.size()).isZero();
        }
    }

    @Test
    void closesASessionInUseOnlyWhenItsLastUserIsDone() {
        long before = NativeMemory.held().sessions();
        SessionCache cache = new SessionCache(4, 1 << 20);
        SessionCache.Lease lease = cache.lease(model(1), ENGINE);
        cache.close();
        Tensor x = Tensor.of(new float[] {0, 1}, 1, 2);
        assertThat(lease.session().compute(Map.of("x", x), "y").floats()).containsExactly(3, 4);
        lease.close();
        lease.close();
        assertThat(NativeMemory.held().sessions()).isEqualTo(before);
        assertThatThrownBy(() -> cache.lease(model(1), ENGINE))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void remembersNothingOfAModelThatCannotBeLoaded() {
        try (SessionCache cache = new SessionCache(4, 1 << 20)) {
            Bytes noise = Bytes.of(new byte[] {1, 2, 3});
            assertThatThrownBy(() -> cache.lease(noise, ENGINE))
                    .isInstanceOf(BulwarkException.class);
            assertThat(cache.size()).isZero();
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        try (SessionCache cache = new SessionCache(1, 1 << 20);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            var tasks =
                    IntStream.range(0, 200)
                            .mapToObj(i -> threads.submit(() -> answer(cache, i % 3)))
                            .toList();
            for (Future<float[]> task : tasks) {
                assertThat(task.get()).containsExactly(3, 4);
            }
            assertThat(cache.size()).isLessThanOrEqualTo(1);
        }
    }

    private static float[] answer(SessionCache cache, int version) {
        try (SessionCache.Lease lease = cache.lease(model(version), ENGINE)) {
            Tensor x = Tensor.of(new float[] {0, 1}, 1, 2);
            return lease.session().compute(Map.of("x", x), "y").floats();
        }
    }
}
