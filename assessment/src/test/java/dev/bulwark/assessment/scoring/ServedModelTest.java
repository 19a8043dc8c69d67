package dev.bulwark.assessment.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Table;
import org.junit.jupiter.api.Test;

class ServedModelTest {

    @Test
    void scoresRawRowsAsTheFormulaSays() {
        ModelArtifact model =
                TestModels.linear(new float[] {1, -1, 0.5f, 2}, new float[] {0.25f, 0});
        Table rows = TestModels.rows(TestModels.PLANE, 600, 5);

        try (ServedModel served = ServedModel.open(model)) {
            Predictions predictions = served.predict(rows, Progress.silent());

            for (int row = 0; row < 600; row++) {
                double a = (rows.numbers("a").at(row) - 3) / 2;
                double b = (rows.numbers("b").at(row) + 10) / 50;
                double difference = -2 * a + 1.5 * b - 0.25;
                double yes = 1 / (1 + Math.exp(-difference));
                assertThat(predictions.probability(row, 1)).isCloseTo(yes, within(1e-5));
                if (Math.abs(difference) > 1e-4) {
                    assertThat(predictions.label(row)).isEqualTo(difference > 0 ? 1 : 0);
                }
            }
        }
    }

    @Test
    void answersTheSameInBatchesAndRowByRow() {
        Table rows = TestModels.rows(TestModels.MIXED, 300, 8);

        try (ServedModel served = ServedModel.open(TestModels.mixed(2))) {
            Predictions all = served.predict(rows, Progress.silent());
            for (int row : new int[] {0, 255, 256, 299}) {
                Predictions alone = served.predict(rows.select(Rows.of(row)), Progress.silent());
                assertThat(alone.probability(0, 1))
                        .isCloseTo(all.probability(row, 1), within(1e-6));
                assertThat(alone.label(0)).isEqualTo(all.label(row));
            }
        }
    }

    @Test
    void refusesAModelWhoseInputsAreNotTheFeatures() {
        ModelArtifact mismatched =
                new ModelArtifact("other", TestModels.mixed(2).onnx(), TestModels.PLANE);

        assertThatThrownBy(() -> ServedModel.open(mismatched))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("MODEL_CONVENTION"));
    }

    @Test
    void refusesBytesThatAreNoModel() {
        ModelArtifact junk =
                new ModelArtifact("junk", Bytes.of(new byte[] {1, 2, 3}), TestModels.PLANE);

        assertThatThrownBy(() -> ServedModel.open(junk)).isInstanceOf(BulwarkException.class);
    }
}
