package io.polyprobe.usdt;

import io.polyprobe.usdt.Argument.Operand;
import io.polyprobe.usdt.UsdtProbe.Location;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Writes the C function that reads an argument of a probe: {@code _bpf_readarg_FUNCTION_N}, to which {@code
 * bpf_usdt_readarg(N, ctx, &variable)} in FUNCTION leads.
 *
 * <p>An argument may be elsewhere at each location. The instruction pointer tells them apart, by its place in the memory
 * page: that is the same wherever the file is loaded. Two locations at the same place of different pages stay apart only
 * where they agree; else the argument cannot be read there, which is rare enough (among the 566 locations of OpenJDK 25's
 * libjvm there are none).
 *
 * @param symbols tells the addresses of symbols that arguments refer to
 */
record Accessor(Symbols symbols) {
    private static final long PAGE_OFFSET = 0xfff;

    private static final String UNREADABLE = "return -1;\n";

    /** Gives the value the size of the variable, with its sign where it has one. */
    private static final String STORE = """
            	switch (size) {
            	case 1: *(char *)arg = value; return 0;
            	case 2: *(short *)arg = value; return 0;
            	case 4: *(int *)arg = value; return 0;
            	case 8: *(long long *)arg = value; return 0;
            	}
            	return -1;
            }
            """;

    /** Where a symbol is in a file. */
    interface Symbols {
        OptionalLong address(Path file, String symbol);
    }

    /**
     * The function's text.
     *
     * @param function of the script that is attached to the probe
     * @param index of the argument, from 0
     */
    String write(UsdtProbe probe, String function, int index) {
        String value = probe.argumentType(index).startsWith("int") ? "long long" : "unsigned long long";
        return """
               static inline __attribute__((__always_inline__, __unused__)) int
               _bpf_readarg_%s_%d(struct pt_regs *ctx, void *arg, unsigned long size)
               {
               	%s value;

               """.formatted(function, index + 1, value) + read(probe, index) + STORE;
    }

    /** Statements that set {@code value} or return. */
    private String read(UsdtProbe probe, int index) {
        Map<Long, List<String>> byPlace = probe.locations().stream()
                .collect(Collectors.groupingBy(
                        location -> location.address() & PAGE_OFFSET,
                        LinkedHashMap::new,
                        Collectors.mapping(location -> statements(location, index), Collectors.toList())));
        var placesOf = new LinkedHashMap<String, List<Long>>();
        byPlace.forEach((place, all) -> {
            String statements = all.stream().distinct().count() == 1 ? all.getFirst() : UNREADABLE;
            placesOf.computeIfAbsent(statements, _ -> new ArrayList<>()).add(place);
        });
        if (placesOf.size() == 1) {
            return "\t" + placesOf.keySet().iterator().next();
        }
        var text = new StringBuilder(
                "\tswitch (ctx->%s & 0x%x) {\n".formatted(Registers.INSTRUCTION_POINTER, PAGE_OFFSET));
        placesOf.forEach((statements, places) -> {
            places.forEach(place -> text.append("\tcase 0x%x:\n".formatted(place)));
            // Without the barrier clang makes one load at a computed place of several, which the verifier refuses.
            text.append("\t\t").append(statements).append("\t\t__asm__ __volatile__(\"\" : : : \"memory\");\n");
            text.append("\t\tbreak;\n");
        });
        return text.append("\tdefault:\n\t\treturn -1;\n\t}\n").toString();
    }

    private String statements(Location location, int index) {
        if (index >= location.arguments().size()) {
            return UNREADABLE;
        }
        var argument = location.arguments().get(index);
        String type = type(argument);
        var statements = switch (argument.operand()) {
            case Operand.Constant constant -> Optional.of("value = (%s)%dll;\n".formatted(type, constant.value()));
            case Operand.Register register -> Optional.of("value = (%s)ctx->%s;\n".formatted(type, register.name()));
            case Operand.Memory memory ->
                address(location, memory)
                        .map(from -> ("{ %s loaded = 0; bpf_probe_read_user(&loaded, sizeof(loaded), (void *)(%s));"
                                        + " value = loaded; }\n")
                                .formatted(type, from));
            case Operand.Unknown _ -> Optional.<String>empty();
        };
        return statements.orElse(UNREADABLE);
    }

    private Optional<String> address(Location location, Operand.Memory memory) {
        long displacement = memory.displacement();
        if (memory.symbol() != null) {
            var symbol = symbols.address(location.path(), memory.symbol());
            if (symbol.isEmpty()) {
                return Optional.empty();
            }
            // Wherever the file is loaded, its symbols are as far from the probe as in the file.
            displacement += symbol.getAsLong() - location.address();
        }
        String index = memory.index() == null ? "" : " + ctx->%s * %d".formatted(memory.index(), memory.scale());
        return Optional.of("ctx->%s + %dll".formatted(memory.base(), displacement) + index);
    }

    private static String type(Argument argument) {
        String size = switch (argument.size()) {
            case 1 -> "char";
            case 2 -> "short";
            case 4 -> "int";
            default -> "long long";
        };
        return (argument.signed() ? "signed " : "unsigned ") + size;
    }
}
