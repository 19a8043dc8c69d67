package dev.bulwark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerArgumentsTest {

    @Test
    void listensOnLoopbackUnlessToldOtherwise() {
        ServerArguments arguments = parse("--project p --worker-classpath a.jar:b.jar");

        assertThat(arguments.host()).isEqualTo("127.0.0.1");
        assertThat(arguments.port()).isEqualTo(8_443);
        assertThat(arguments.allowTls12()).isFalse();
        assertThat(arguments.project()).isEqualTo(Path.of("p").toAbsolutePath());
        assertThat(arguments.workerClassPath())
                .containsExactly(
                        Path.of("a.jar").toAbsolutePath(), Path.of("b.jar").toAbsolutePath());
    }

    @Test
    void takesWhatItIsTold() {
        ServerArguments arguments =
                parse(
                        "--project p --worker-classpath w --host ::1 --port 0 --allow-tls-1.2"
                                + " --max-body-bytes 1000 --max-rows 5 --review-seconds 7"
                                + " --access-log log --parent-pid 12"
                                + " --tls-certificate c.pem --tls-key k.pem");

        assertThat(arguments.port()).isZero();
        assertThat(arguments.allowTls12()).isTrue();
        assertThat(arguments.maxBodyBytes()).isEqualTo(1_000);
        assertThat(arguments.maxRows()).isEqualTo(5);
        assertThat(arguments.reviewSeconds()).isEqualTo(7);
        assertThat(arguments.parent()).hasValue(12);
        assertThat(arguments.certificate()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--project p",
                "--worker-classpath w",
                "--project p --worker-classpath w --port 65536",
                "--project p --worker-classpath w --port x",
                "--project p --worker-classpath w --port",
                "--project p --worker-classpath w --host a --host b",
                "--project p --worker-classpath w --tls-key k",
                "--project p --worker-classpath w --max-body-bytes 0",
                "--project p --worker-classpath w --unknown"
            })
    void refusesAWrongLine(String line) {
        assertThatThrownBy(() -> parse(line)).hasMessageContaining("see the usage");
    }

    private static ServerArguments parse(String line) {
        return ServerArguments.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }
}
