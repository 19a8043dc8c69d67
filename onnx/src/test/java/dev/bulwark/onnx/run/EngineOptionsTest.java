package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.bulwark.kernel.BulwarkException;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @AfterEach
    void forget() {
        System.clearProperty(EngineOptions.PROVIDER_PROPERTY);
        System.clearProperty(EngineThreads.PROPERTY);
    }

    @Test
    void computesOnTheProcessorUnlessToldOtherwise() {
        assertThat(EngineOptions.deterministic().provider()).isEqualTo(EngineOptions.Provider.CPU);
        System.setProperty(EngineOptions.PROVIDER_PROPERTY, "cuda");
        assertThat(EngineOptions.deterministic().provider()).isEqualTo(EngineOptions.Provider.CUDA);
    }

    @Test
    void refusesADeviceThatThereIsNot() {
        System.setProperty(EngineOptions.PROVIDER_PROPERTY, "gpu");
        assertThatThrownBy(EngineOptions::deterministic)
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.what()).contains("is 'gpu'");
                            assertThat(e.fix()).contains("'cpu' or 'cuda'");
                        });
    }

    @Test
    void namesTheArtifactThatCudaNeeds() {
        assertThatThrownBy(() -> OrtOptions.requireCuda(EnumSet.of(OrtProvider.CPU)))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("ENGINE_NO_CUDA");
                            assertThat(e.fix())
                                    .contains("com.microsoft.onnxruntime:onnxruntime_gpu:1.");
                        });
    }

    @Test
    void neverComputesOnTheProcessorWhenCudaWasAskedFor() {
        assumeThat(OrtEnvironment.getAvailableProviders())
                .as("this build of the engine knows CUDA")
                .doesNotContain(OrtProvider.CUDA);
        EngineOptions cuda =
                EngineOptions.deterministic().withProvider(EngineOptions.Provider.CUDA);
        assertThatThrownBy(() -> Session.open(NativeMemoryTest.product(), cuda))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("ENGINE_NO_CUDA"));
    }

    @Test
    void boundsTheThreadsOfAllSessions() {
        System.setProperty(EngineThreads.PROPERTY, "3");
        EngineOptions three = EngineOptions.deterministic().withThreads(3);
        try (Session first = Session.open(NativeMemoryTest.product(), three)) {
            assertThatThrownBy(() -> Session.open(NativeMemoryTest.product(), three))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.what()).contains("hold 2", "2 more", "bound of 3"));
            Session.open(NativeMemoryTest.product()).close();
            assertThat(first.engine()).isEqualTo(three);
        }
        Session.open(NativeMemoryTest.product(), three).close();
    }

    @Test
    void everyLevelOfOptimisationComputesTheSame() {
        for (EngineOptions.Optimisation level : EngineOptions.Optimisation.values()) {
            EngineOptions engine = EngineOptions.deterministic().withOptimisation(level);
            try (Session session = Session.open(NativeMemoryTest.product(), engine)) {
                Tensor x = Tensor.of(new float[] {0, 1}, 1, 2);
                assertThat(session.compute(Map.of("x", x), "y").floats()).containsExactly(3, 4);
            }
        }
    }
}
