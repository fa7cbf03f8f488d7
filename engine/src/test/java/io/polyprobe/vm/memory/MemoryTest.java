package io.polyprobe.vm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private final Arena arena = Arena.ofConfined();
    private final Memory memory = new Memory();
    private final MemorySegment bytes = arena.allocate(64, 8);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void numbersAreLittleEndianAndZeroExtended() {
        long address = memory.map("a", bytes, Access.READ_WRITE).address();
        memory.store(address, 8, 0x8877_6655_4433_2211L);
        assertThat(memory.load(address, 1)).isEqualTo(0x11);
        assertThat(memory.load(address + 7, 1)).isEqualTo(0x88);
        assertThat(memory.load(address + 6, 2)).isEqualTo(0x8877);
        assertThat(memory.load(address + 3, 4)).isEqualTo(0x7766_5544);
        memory.store(address + 1, 2, 0xffff_abcdL);
        assertThat(memory.load(address, 8)).isEqualTo(0x8877_6655_44ab_cd11L);
    }

    @Test
    void probingReadsZeroWhereNothingIsToBeRead() {
        Region region = memory.map("a", bytes, Access.READ);
        bytes.set(ValueLayout.JAVA_INT, 60, 7);
        assertThat(memory.probe(region.address() + 60, 4)).isEqualTo(7);
        assertThat(memory.probe(region.address() + 60, 8)).isZero();
        assertThat(memory.probe(0, 8)).isZero();
        region.allow(Access.NONE);
        assertThat(memory.probe(region.address() + 60, 4)).isZero();
    }

    @Test
    void anAccessMustLieWhollyInOneRegion() {
        long address = bytes.address();
        memory.map("low", bytes.asSlice(0, 16), Access.READ_WRITE);
        memory.map("high", bytes.asSlice(16, 16), Access.READ_WRITE);
        assertThat(memory.load(address + 16, 8)).isZero();
        assertThatThrownBy(() -> memory.load(address + 12, 8))
                .isInstanceOfSatisfying(MemoryFault.class, fault -> {
                    assertThat(fault.address()).isEqualTo(address + 12);
                    assertThat(fault.size()).isEqualTo(8);
                    assertThat(fault.needed()).isEqualTo(Access.READ);
                })
                .hasMessageEndingWith("only low+12 (16 bytes) is near");
        assertThatThrownBy(() -> memory.store(address + 40, 4, 0))
                .hasMessageEndingWith("only high+24 (16 bytes) is near");
    }

    @Test
    void accessIsWhatTheRegionAllowsNow() {
        Region region = memory.map("a", bytes, Access.READ);
        memory.load(region.address(), 8);
        assertThatThrownBy(() -> memory.store(region.address(), 8, 0)).hasMessageEndingWith("is read-only");
        region.allow(Access.NONE);
        assertThatThrownBy(() -> memory.load(region.address(), 8)).hasMessageEndingWith("may not be accessed now");
        region.allow(Access.READ_WRITE);
        memory.store(region.address(), 8, 1);
        assertThat(memory.load(region.address(), 8)).isEqualTo(1);
    }

    @Test
    void anUnmappedRegionIsGoneAtOnce() {
        Region region = memory.map("a", bytes, Access.READ);
        memory.load(region.address(), 1);
        memory.unmap(region);
        assertThatThrownBy(() -> memory.load(region.address(), 1)).hasMessageEndingWith("nothing is there");
        assertThat(memory.regionAt(region.address())).isEmpty();
    }

    @Test
    void regionsNeverOverlap() {
        memory.map("middle", bytes.asSlice(16, 16), Access.READ);
        for (int start : new int[] {0, 8, 16, 24, 31}) {
            assertThatThrownBy(() -> memory.map("other", bytes.asSlice(start, 32), Access.READ))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlaps middle");
        }
        memory.map("below", bytes.asSlice(0, 16), Access.READ);
        memory.map("above", bytes.asSlice(32, 16), Access.READ);
        assertThat(memory.regions()).extracting(Region::name).containsExactly("below", "middle", "above");
    }

    @Test
    void slicesAreCheckedUnlessTheyAreEmpty() {
        Region region = memory.map("a", bytes, Access.READ);
        assertThat(memory.slice(region.address() + 8, 8, Access.READ).address()).isEqualTo(region.address() + 8);
        assertThat(memory.slice(0, 0, Access.READ_WRITE).byteSize()).isZero();
        assertThatThrownBy(() -> memory.slice(region.address() + 8, 57, Access.READ))
                .isInstanceOf(MemoryFault.class);
        assertThatThrownBy(() -> memory.slice(region.address(), -1, Access.READ))
                .hasMessageEndingWith("the size is negative");
        assertThatThrownBy(() -> memory.slice(region.address(), Long.MAX_VALUE, Access.READ))
                .isInstanceOf(MemoryFault.class);
    }

    @Test
    void addressesAtTheEndsOfTheNumbersFault() {
        memory.map("a", bytes, Access.READ);
        for (long address : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1, -8, 0, 4095}) {
            assertThatThrownBy(() -> memory.load(address, 8)).isInstanceOf(MemoryFault.class);
        }
    }
}
