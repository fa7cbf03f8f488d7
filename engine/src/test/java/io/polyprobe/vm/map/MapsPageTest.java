package io.polyprobe.vm.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import io.polyprobe.vm.memory.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on maps says which types there are. */
class MapsPageTest {
    private static final Path PAGE = Path.of("../docs/maps.md");

    @Test
    void the_page_has_all_types_and_knows_which_are_there() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replaceAll("^\\| `(\\w+)` \\| (\\w+) \\|.*", "$1 $2"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(MapType.values())
                        .map(type -> type + (isThere(type) ? " yes" : " no"))
                        .toList());
    }

    private static boolean isThere(MapType type) {
        try (var maps = new Maps(new MapSpace(new Memory(), 2), null)) {
            maps.create(plain(type));
            return true;
        } catch (TargetException e) {
            assertThat(e).hasMessageContaining("are not in the virtual kernel yet");
            return false;
        }
    }

    private static MapSpec plain(MapType type) {
        var array = new MapSpec("inner", MapType.ARRAY, 4, 4, 1, 0);
        return switch (type) {
            case QUEUE, STACK, BLOOM_FILTER -> new MapSpec("m", type, 0, 8, 1, 0);
            case RINGBUF, USER_RINGBUF -> new MapSpec("m", type, 0, 0, 4096, 0);
            case LPM_TRIE -> new MapSpec("m", type, 8, 8, 1, 1);
            case STACK_TRACE -> new MapSpec("m", type, 4, 8, 1, 0);
            case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE ->
                new MapSpec("m", type, 4, 8, 0, 1, 1, 1, Sharing.Scope.NONE, null, null);
            default -> new MapSpec("m", type, 4, 4, 1, 0, 0, 0, Sharing.Scope.NONE, array, null);
        };
    }
}
