package io.polyprobe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.engine.Benchmark;
import io.polyprobe.linux.KernelTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramsTest {
    static List<String> names() throws IOException {
        return Programs.names();
    }

    @Test
    void thereAreTwelveAndMore() throws IOException {
        assertThat(names()).hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @MethodSource("names")
    void allEnginesMakeOneResult(String name) throws IOException, InterruptedException {
        var object = Programs.compile(name);
        assertThat(object.programs()).hasSize(1);
        var figures = new Benchmark(Programs.packet(), Duration.ZERO)
                .measure(object, object.programs().getFirst());
        assertThat(figures.interpreter().failure()).isNull();
        assertThat(figures.jit().result()).isEqualTo(figures.interpreter().result());
        if (KernelTarget.check().isEmpty()) {
            assertThat(figures.kernel().failure()).isNull();
            assertThat(figures.kernel().result())
                    .isEqualTo(figures.interpreter().result());
        }
    }
}
