package io.polyprobe.vm.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.Approved;
import io.polyprobe.target.TracepointFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Compares the virtual kernel's records with those that tracefs of Linux 6.18 describes ({@code formats.txt}). */
class TracepointCatalogTest {
    @Test
    void records_are_laid_out_as_linux_lays_them_out() {
        Map<String, List<String>> linux = linux();
        assertThat(linux).hasSizeGreaterThan(30);
        linux.forEach((name, fields) -> {
            TracepointFormat format = TracepointCatalog.all().get(name);
            assertThat(lines(Objects.requireNonNull(format, name))).as(name).isEqualTo(fields);
        });
    }

    @Test
    void no_two_tracepoints_share_a_number() {
        assertThat(TracepointCatalog.all().values())
                .extracting(TracepointFormat::id)
                .doesNotHaveDuplicates();
    }

    private static List<String> lines(TracepointFormat format) {
        return format.fields().stream()
                .map(field -> "field:%s;\toffset:%d;\tsize:%d;\tsigned:%d;"
                        .formatted(field.declaration(), field.offset(), field.size(), field.signed() ? 1 : 0))
                .toList();
    }

    private static Map<String, List<String>> linux() {
        var formats = new LinkedHashMap<String, List<String>>();
        String name = "";
        String text = new String(Approved.bytes(TracepointCatalogTest.class, "formats.txt"), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            if (line.startsWith("event ")) {
                name = line.substring(6);
                formats.put(name, new ArrayList<>());
            } else {
                Objects.requireNonNull(formats.get(name)).add(line);
            }
        }
        return formats;
    }
}
