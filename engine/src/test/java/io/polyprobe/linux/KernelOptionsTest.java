package io.polyprobe.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelOptionsTest {
    @Test
    void theFirstFileThatIsThereTells(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("config-6"), """
                #
                # Automatically generated file; DO NOT EDIT.
                CONFIG_HZ=250
                # CONFIG_KPROBES is not set
                CONFIG_CMDLINE="a=b"
                """);
        assertThat(KernelOptions.read(List.of(folder.resolve("config.gz"), config)))
                .isEqualTo(Map.of("CONFIG_HZ", "250", "CONFIG_CMDLINE", "\"a=b\""));
    }

    @Test
    void aKernelThatDoesNotTellIsAFailureAndNotAnEmptyAnswer(@TempDir Path folder) {
        Path missing = folder.resolve("config.gz");
        assertThatThrownBy(() -> KernelOptions.read(List.of(missing)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("options of the kernel's configuration")
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aDamagedFileIsNamed(@TempDir Path folder) throws IOException {
        Path damaged = Files.writeString(folder.resolve("config.gz"), "no gzip");
        assertThatThrownBy(() -> KernelOptions.read(List.of(damaged)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(damaged + " cannot be read");
    }
}
