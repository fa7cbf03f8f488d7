package io.polyprobe.dialect;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.dialect.Token.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a text includes: files of its author's, and kernel headers, which the engine answers by empty files, as all that
 * they declare comes from BTF and the engine's own header.
 *
 * @param files the author's files by path, with their text
 * @param answered names of headers as they stand between the quotes or brackets
 * @param tokens all tokens of the text and the author's files
 */
record Includes(Map<Path, String> files, Set<String> answered, List<Token> tokens) {
    private static final List<String> KERNEL = List.of(
            "linux/",
            "uapi/",
            "net/",
            "asm/",
            "asm-generic/",
            "bcc/",
            "bpf/",
            "crypto/",
            "rdma/",
            "scsi/",
            "sound/",
            "drm/",
            "trace/",
            "generated/",
            "kvm/",
            "xen/",
            "acpi/",
            "vdso/",
            "bits/");

    /** Headers without a folder: the compiler's own, whose types are those of the kernel here, and libbpf's custom. */
    private static final Set<String> PLAIN = Set.of(
            "vmlinux.h", "stddef.h", "stdint.h", "stdbool.h", "stdarg.h", "limits.h", "bpf_helpers.h", "bpf_tracing.h");

    /** Finds all includes of a text, also those in its author's files. */
    static Includes of(CSource source) {
        var found = new Includes(new LinkedHashMap<>(), new LinkedHashSet<>(), new ArrayList<>());
        found.scan(SourceText.encode(source.prologue()), List.of());
        found.scan(SourceText.encode(source.text()), directories(source));
        return found;
    }

    /** Where the author's files may be: beside the text, and where flags say. */
    static List<Path> directories(CSource source) {
        var directories = new ArrayList<Path>();
        var base = (source.directory() == null ? Path.of("") : source.directory()).toAbsolutePath();
        if (source.directory() != null) {
            directories.add(base);
        }
        for (int i = 0; i < source.flags().size(); i++) {
            String flag = source.flags().get(i);
            if (flag.equals("-I") && i + 1 < source.flags().size()) {
                directories.add(base.resolve(source.flags().get(++i)));
            } else if (flag.startsWith("-I") && flag.length() > 2) {
                directories.add(base.resolve(flag.substring(2)));
            }
        }
        return directories;
    }

    private void scan(String text, List<Path> directories) {
        var here = Tokenizer.tokens(text);
        tokens.addAll(here);
        for (int i = 2; i < here.size(); i++) {
            var header = here.get(i);
            boolean named = header.kind() == Kind.HEADER || header.kind() == Kind.STRING;
            if (named
                    && here.get(i - 1).is("include")
                    && here.get(i - 2).is("#")
                    && header.text().length() > 2) {
                include(header.text().substring(1, header.text().length() - 1), directories);
            }
        }
    }

    private void include(String name, List<Path> directories) {
        var own = directories.stream()
                .map(directory -> directory.resolve(name).normalize())
                .filter(Files::isRegularFile)
                .findFirst();
        if (own.isPresent() && !name.equals("vmlinux.h")) {
            if (!files.containsKey(own.get())) {
                var text = read(own.get());
                files.put(own.get(), text);
                var nested = new ArrayList<>(directories);
                Optional.ofNullable(own.get().getParent()).ifPresent(nested::addFirst);
                scan(SourceText.encode(text), nested);
            }
        } else if (PLAIN.contains(name) || isOfKernel(name)) {
            answered.add(name);
        }
    }

    /** A header is answered by a file of that name, so the name must not lead elsewhere. */
    private static boolean isOfKernel(String name) {
        return KERNEL.stream().anyMatch(name::startsWith)
                && !List.of(name.split("/", -1)).contains("..");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CompileException(
                    Diagnostic.error(file + " is included and cannot be read, or is not UTF-8")
                            .withContext(List.of(e.toString())),
                    e);
        }
    }

    /** All names in the text. */
    Set<String> names() {
        var names = new LinkedHashSet<String>();
        tokens.stream().filter(Token::isIdentifier).forEach(token -> names.add(token.text()));
        return names;
    }
}
