package io.polyprobe.btf;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.util.Locale;

/** The one form in which this package says that its input is broken. */
final class MalformedBtf {
    private MalformedBtf() {}

    static ObjectException at(long offset, String reason) {
        return new ObjectException(Diagnostic.error(
                String.format(Locale.ROOT, "malformed BTF at offset 0x%x: %s", offset, reason),
                "compile the object again with clang -target bpf -g -O2; it may have been truncated"));
    }

    static ObjectException type(int id, String reason) {
        return new ObjectException(Diagnostic.error("malformed BTF in type " + id + ": " + reason));
    }
}
