package io.polyprobe.dialect;

import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangMessage;
import io.polyprobe.clang.ClangRun;
import io.polyprobe.clang.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The directory in which one program is compiled, and clang at work in it. */
final class Workspace implements AutoCloseable {
    static final String MAIN = "main.c";
    static final String HEADER = "polyprobe.h";
    static final String PROLOGUE = "include/prologue.h";
    static final String OBJECT = "main.o";

    /** BCC's header of packets' fields. */
    private static final String PROTOCOLS = "bcc/proto.h";

    private static final String PRECOMPILED = "polyprobe.pch";

    /**
     * How programs are compiled. Instruction set v3 (32-bit arithmetic and jumps, atomics that return a value) is what
     * kernels since 5.12 and the virtual kernel take, and is verified faster than BCC's v1. Jump tables are what no
     * kernel takes.
     */
    private static final List<String> FLAGS = List.of(
            "-target",
            "bpf",
            "-mcpu=v3",
            "-O2",
            "-g",
            "-std=gnu11",
            "-fms-extensions",
            "-fno-jump-tables",
            "-fno-stack-protector",
            "-nostdinc",
            "-ferror-limit=20",
            "-D__KERNEL__",
            "-D__BPF_TRACING__",
            "-DKBUILD_MODNAME=\"bcc\"",
            "-Werror=implicit-function-declaration",
            "-Werror=invalid-pp-token",
            "-Wno-pointer-sign",
            "-Wno-unused-value",
            "-Wno-macro-redefined",
            "-Wno-compare-distinct-pointer-types",
            "-Wno-address-of-packed-member",
            "-Wno-gnu-variable-sized-type-not-at-end",
            "-Wno-gnu-folding-constant",
            "-Wno-microsoft-anon-tag",
            "-Wno-tautological-compare",
            "-Wno-unknown-warning-option",
            "-Wno-visibility");

    private final Clang clang;
    private final CSource source;
    private final Scratch scratch;

    Workspace(Clang clang, CSource source, Includes includes) {
        this.clang = clang;
        this.source = source;
        this.scratch = Scratch.create();
        try {
            fill(includes);
        } catch (RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    private void fill(Includes includes) {
        includes.answered()
                .forEach(name ->
                        scratch.write("include/" + name, name.equals(PROTOCOLS) ? Resource.PROTOCOLS.text() : ""));
        scratch.write(MAIN, source.text());
        scratch.write(PROLOGUE, source.prologue());
        for (var resource : List.of(Resource.ANALYSIS, Resource.GENERATION, Resource.FOOTER)) {
            scratch.write("include/" + resource.file(), resource.text());
        }
    }

    /** All that decides what clang makes of a text, for the cache's key. */
    static List<String> flags() {
        return FLAGS;
    }

    /** Precompiles the header. */
    ClangRun<String> header(String text) throws InterruptedException {
        scratch.write(HEADER, text);
        return run(List.of("-x", "c-header", HEADER, "-o", PRECOMPILED), ClangRun.AS_TEXT);
    }

    /** Checks the text as its author wrote it; the syntax tree is empty where clang gives none. */
    ClangRun<Optional<Node>> analyse() throws InterruptedException {
        return run(
                List.of(
                        "-include-pch",
                        PRECOMPILED,
                        "-include",
                        "include/" + Resource.ANALYSIS.file(),
                        "-include",
                        PROLOGUE,
                        "-fsyntax-only",
                        "-Xclang",
                        "-ast-dump=json",
                        MAIN),
                TreeReader::read);
    }

    /** Compiles the rewritten text. */
    ClangRun<String> generate(String rewritten) throws InterruptedException {
        return compile(rewritten, "-c", "-o", OBJECT);
    }

    /** Compiles the rewritten text into LLVM's intermediate language, which is the output. */
    ClangRun<String> intermediate(String rewritten) throws InterruptedException {
        return compile(rewritten, "-S", "-emit-llvm", "-o", "-");
    }

    private ClangRun<String> compile(String rewritten, String... into) throws InterruptedException {
        scratch.write(MAIN, rewritten);
        var arguments = new ArrayList<>(List.of(
                "-include-pch",
                PRECOMPILED,
                "-include",
                "include/" + Resource.GENERATION.file(),
                "-include",
                PROLOGUE,
                "-w",
                MAIN));
        arguments.addAll(List.of(into));
        return run(arguments, ClangRun.AS_TEXT);
    }

    /** The object, if clang wrote one. */
    Optional<byte[]> object() {
        return scratch.read(OBJECT);
    }

    private <T> ClangRun<T> run(List<String> arguments, ClangRun.Reader<T> reader) throws InterruptedException {
        var all = new ArrayList<>(FLAGS);
        all.addAll(ClangMessage.FLAGS);
        all.add("-fdebug-prefix-map=" + scratch.directory() + "=.");
        all.add("-Iinclude");
        Includes.directories(source).forEach(directory -> all.add("-I" + directory));
        all.addAll(source.flags());
        all.addAll(arguments);
        return clang.run(scratch.directory(), all, reader, Clang.LIMIT);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
