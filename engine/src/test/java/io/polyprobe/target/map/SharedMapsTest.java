package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.Sharing;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps that several objects of one target use. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class SharedMapsTest extends MapRig {
    private static final Path PIN =
            Path.of("/sys/fs/bpf/polyprobe-test-" + ProcessHandle.current().pid());

    @AfterEach
    void unpin() throws IOException {
        Files.deleteIfExists(PIN);
    }

    private LoadedObject declare(MapType type, int valueSize, int entries, Sharing sharing) {
        var spec = new MapSpec("shared", type, 4, valueSize, entries, 0, 0, 0, sharing, null, null);
        return target.load(new ObjectSpec("shared.o", List.of(), Map.of("shared", spec), null, "GPL", 0));
    }

    private LoadedObject publish() {
        return declare(MapType.HASH, 8, 16, Sharing.Scope.PUBLIC);
    }

    private BpfMap extern() {
        return map(declare(MapType.HASH, 8, 0, Sharing.Scope.EXTERN), "shared");
    }

    @Test
    void aPublicMapIsTheOthersToo() {
        BpfMap mine = map(publish(), "shared");
        BpfMap theirs = extern();
        mine.update(u32(1), u64(11), ANY);
        assertThat(theirs.lookup(u32(1))).isEqualTo(u64(11));
        theirs.update(u32(2), u64(22), ANY);
        assertThat(mine.lookup(u32(2))).isEqualTo(u64(22));
        assertThat(theirs.spec().maxEntries()).isEqualTo(16);
    }

    @Test
    void whoUsesItMayOutliveWhoMadeIt() {
        LoadedObject maker = publish();
        BpfMap theirs = extern();
        map(maker, "shared").update(u32(1), u64(11), ANY);
        maker.close();
        refused("closed", () -> map(maker, "shared").lookup(u32(1)));
        assertThat(theirs.lookup(u32(1))).isEqualTo(u64(11));
        assertThat(extern().lookup(u32(1))).isEqualTo(u64(11));
    }

    @Test
    void theLastOneOfANameIsTheOneThatIsFound() {
        map(publish(), "shared").update(u32(1), u64(1), ANY);
        map(publish(), "shared").update(u32(1), u64(2), ANY);
        assertThat(extern().lookup(u32(1))).isEqualTo(u64(2));
    }

    @Test
    void whatIsNotPublicOrHasOtherSizesIsRefused() {
        declare(MapType.HASH, 8, 16, Sharing.Scope.NONE);
        refused("no program has a public table 'shared'", this::extern);
        publish();
        refused(
                "the public table 'shared' has keys of 4 and values of 8 bytes, not of 4 and 12",
                () -> declare(MapType.HASH, 12, 0, Sharing.Scope.EXTERN));
    }

    @Test
    void aPinnedMapIsFoundByItsPath() {
        LoadedObject maker = declare(MapType.HASH, 8, 16, new Sharing.Pinned(PIN.toString()));
        map(maker, "shared").update(u32(1), u64(11), ANY);
        maker.close();
        BpfMap found = map(declare(MapType.HASH, 8, 16, new Sharing.Pinned(PIN.toString())), "shared");
        assertThat(found.lookup(u32(1))).isEqualTo(u64(11));
    }

    @Test
    void aPinnedMapIsOfTheTypeAndSizesThatAreDeclared() {
        declare(MapType.HASH, 8, 16, new Sharing.Pinned(PIN.toString()));
        refused(
                "is a map of type HASH, not ARRAY",
                () -> declare(MapType.ARRAY, 8, 16, new Sharing.Pinned(PIN.toString())));
        refused(
                "has keys of 4 and values of 8 bytes, not of 4 and 12",
                () -> declare(MapType.HASH, 12, 16, new Sharing.Pinned(PIN.toString())));
    }
}
