package io.polyprobe.vm;

import static java.util.Map.entry;

import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Prototype;
import io.polyprobe.prototype.Prototypes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a program may not call a helper.
 *
 * @param reason to be read behind "it cannot be loaded:"
 * @param hint what to do about it
 */
record HelperRefusal(String reason, String hint) {
    private static final String KERNEL = "Linux has it: --target kernel.";

    /** What does the same in programs that have not the one they call; the first that they have is named. */
    private static final Map<Integer, List<Integer>> ALTERNATIVES = Map.ofEntries(
            entry(4, List.of(113)), // probe_read
            entry(45, List.of(115)), // probe_read_str
            entry(9, List.of(190)), // skb_store_bytes: xdp_store_bytes
            entry(26, List.of(189)), // skb_load_bytes: xdp_load_bytes
            entry(189, List.of(26)),
            entry(190, List.of(9)),
            entry(38, List.of(65)), // skb_change_tail: xdp_adjust_tail
            entry(43, List.of(44)), // skb_change_head: xdp_adjust_head
            entry(44, List.of(43, 50)),
            entry(65, List.of(38)),
            entry(68, List.of(26)),
            entry(145, List.of(2)), // inode_storage: a hash table by inode number
            entry(160, List.of(5)), // ktime_get_coarse_ns
            entry(111, List.of(25)), // skb_output, xdp_output
            entry(121, List.of(25)),
            entry(52, List.of(60)),
            entry(60, List.of(52)));

    static HelperRefusal of(int helper, ProgramType type) {
        String name = Prototypes.name(helper);
        List<Prototype> prototypes = Prototypes.of(helper);
        if (prototypes.isEmpty()) {
            return new HelperRefusal(
                    "it calls " + name + ", which there is not",
                    "The numbers of helpers are those of enum bpf_func_id in linux/bpf.h.");
        }
        if (Prototypes.of(helper, type).isPresent()) {
            String missing = Absence.of(helper)
                    .map(absence -> ": that has no " + absence.what())
                    .orElse("");
            return new HelperRefusal(
                    "it calls %s, which is not in the virtual kernel%s".formatted(name, missing), KERNEL);
        }
        String types = prototypes.stream()
                .flatMap(prototype -> prototype.types().stream())
                .sorted()
                .map(ProgramType::name)
                .collect(Collectors.joining(", "));
        return new HelperRefusal(
                "it calls %s, which programs of type %s may not call".formatted(name, type),
                "It is for %s.%s".formatted(types, alternative(helper, type)));
    }

    private static String alternative(int helper, ProgramType type) {
        return ALTERNATIVES.getOrDefault(helper, List.of()).stream()
                .filter(other -> Prototypes.of(other, type).isPresent())
                .findFirst()
                .map(other -> " Programs of type %s have %s instead.".formatted(type, Prototypes.name(other)))
                .orElse("");
    }
}
