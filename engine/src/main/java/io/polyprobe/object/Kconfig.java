package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Values of {@code extern … __kconfig} variables: {@code LINUX_KERNEL_VERSION}, and the options that the kernel was
 * built with.
 *
 * @param kernelVersion {@code LINUX_VERSION_CODE}
 * @param options as a kernel's configuration writes them: {@code CONFIG_HZ} to {@code 250}, {@code CONFIG_BPF} to
 *     {@code y}, strings in quotation marks; one that is absent reads as 0. Asked only for variables that are options.
 */
public record Kconfig(int kernelVersion, Supplier<Map<String, String>> options) {
    private static final String VERSION = "LINUX_KERNEL_VERSION";
    private static final String OPTION = "CONFIG_";

    /**
     * An object with the values of these variables in their map.
     *
     * @throws ObjectException where a variable is no option, or an option's value does not fit its variable
     */
    public ObjectSpec answered(ObjectSpec object) {
        MapSpec variables = object.maps().get(Globals.KCONFIG);
        return variables == null ? object : object.with(variables.withContents(contents(object)));
    }

    byte[] contents(ObjectSpec object) {
        MapSpec map = object.maps().get(Globals.KCONFIG);
        Btf btf = object.btf();
        if (map == null || map.contents() == null || btf == null) {
            throw new IllegalArgumentException(object.name() + " has no " + Globals.KCONFIG);
        }
        byte[] bytes = map.contents().clone();
        var unknown = new ArrayList<Diagnostic>();
        if (btf.type(map.valueType()) instanceof BtfType.DataSection section) {
            boolean asks = section.variables().stream()
                    .anyMatch(entry -> btf.type(entry.type()).name().startsWith(OPTION));
            Map<String, String> known = asks ? options.get() : Map.of();
            for (var entry : section.variables()) {
                fill(bytes, btf, entry, known, unknown);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ObjectException(unknown);
        }
        return bytes;
    }

    private void fill(
            byte[] bytes, Btf btf, BtfType.SectionVariable entry, Map<String, String> known, List<Diagnostic> unknown) {
        if (!(btf.type(entry.type()) instanceof BtfType.Variable variable)) {
            return;
        }
        String name = variable.name();
        String value = name.equals(VERSION) ? Integer.toString(kernelVersion) : known.get(name);
        if (value == null && !name.startsWith(OPTION)) {
            unknown.add(Diagnostic.error(
                    "extern variable " + name + " is not known",
                    "Extern variables are LINUX_KERNEL_VERSION and the kernel's options, CONFIG_NAME."));
        } else if (value != null && !put(bytes, btf, variable.type(), entry, value)) {
            unknown.add(Diagnostic.error("option %s is %s, which does not fit its declaration".formatted(name, value)));
        }
    }

    private static boolean put(byte[] bytes, Btf btf, int type, BtfType.SectionVariable entry, String value) {
        if (value.startsWith("\"")) {
            byte[] text = value.substring(1, Math.max(1, value.length() - 1)).getBytes(StandardCharsets.UTF_8);
            int room = entry.size() - 1;
            System.arraycopy(text, 0, bytes, entry.offset(), Math.min(room, text.length));
            return btf.type(btf.resolve(type)) instanceof BtfType.Array;
        }
        long number;
        try {
            number = tristate(btf, type, value);
        } catch (NumberFormatException e) {
            return false;
        }
        for (int i = 0; i < Math.min(8, entry.size()); i++) {
            bytes[entry.offset() + i] = (byte) (number >>> (8 * i));
        }
        int bits = entry.size() * 8;
        return bits >= 64 || number >> bits == 0 || number >> (bits - 1) == -1;
    }

    /** {@code y}, {@code m} and {@code n} are characters where the variable is one, else the numbers of a tristate. */
    private static long tristate(Btf btf, int type, String value) {
        if (!List.of("y", "m", "n").contains(value)) {
            return Long.decode(value);
        }
        if (btf.type(btf.resolve(type)) instanceof BtfType.Int integer && !integer.isBool() && integer.size() == 1) {
            return value.charAt(0);
        }
        return Arrays.asList("n", "y", "m").indexOf(value);
    }
}
