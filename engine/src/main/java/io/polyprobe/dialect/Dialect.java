package io.polyprobe.dialect;

import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.Types;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the C of tracing scripts.
 *
 * <p>A text that was compiled before, for the same types and by the same clang, comes out of the cache: then clang is
 * not run and the types are not read. Where no clang is found any more, what an earlier one made of the same text is
 * taken.
 */
public final class Dialect {
    private final ClangLocator locator;
    private final ObjectCache cache;

    public Dialect(ClangLocator locator, ObjectCache cache) {
        this.locator = locator;
        this.cache = cache;
    }

    /** With the clang and the cache that an environment's variables name, or that are where such things are. */
    public static Dialect of(Map<String, String> environment) {
        var cache = ObjectCache.of(environment);
        return new Dialect(new ClangLocator(environment, cache), cache);
    }

    /**
     * What became of a text.
     *
     * @param object its programs and maps; their line information names the author's lines
     * @param warnings what the compiler warned of; empty where the object comes out of the cache
     */
    public record Compiled(ObjectSpec object, List<Diagnostic> warnings) {
        public Compiled {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Compiles a text.
     *
     * @throws io.polyprobe.diag.CompileException where the text is at fault, with places in the script, or where there
     *     is no usable clang
     * @throws io.polyprobe.diag.ObjectException where the object that clang made asks for what the engine does not know
     */
    public Compiled compile(CSource source, Types types) throws InterruptedException {
        var includes = Includes.of(source);
        var clang = locator.find();
        var any = key(source, types, includes, null);
        var exact = clang.clang() == null ? any : key(source, types, includes, clang.clang());
        var cached = cache.get(exact);
        if (cached.isPresent()) {
            return new Compiled(read(source, cached.get()), List.of());
        }
        try (var compilation = new Compilation(source, types, includes, clang.orThrow())) {
            var elf = compilation.generate(compilation.rewrite());
            var object = read(source, elf);
            cache.put(exact, elf);
            cache.put(any, elf);
            return new Compiled(object, compilation.warnings());
        }
    }

    private static ObjectSpec read(CSource source, byte[] elf) {
        return SourceLines.of(ObjectReader.read(source.name(), elf), source);
    }

    /** The text as it is compiled, for those who want to see it. */
    public String rewrite(CSource source, Types types) throws InterruptedException {
        var includes = Includes.of(source);
        try (var compilation =
                new Compilation(source, types, includes, locator.find().orThrow())) {
            return compilation.rewrite().apply();
        }
    }

    /** LLVM's intermediate language of a text, for those who want to see it. */
    public String intermediate(CSource source, Types types) throws InterruptedException {
        var includes = Includes.of(source);
        try (var compilation =
                new Compilation(source, types, includes, locator.find().orThrow())) {
            return compilation.intermediate(compilation.rewrite());
        }
    }

    /** @param clang null for what any clang makes of the text */
    private static String key(CSource source, Types types, Includes includes, @Nullable Clang clang) {
        var key = new ObjectCache.Key()
                .add(EngineIdentity.TEXT)
                .add(source.text())
                .add(source.prologue());
        Workspace.flags().forEach(key::add);
        source.flags().forEach(key::add);
        includes.files().forEach((path, text) -> key.add(path.toString()).add(text));
        key.add(types.identity()).add(Integer.toString(types.kernelVersion()));
        if (includes.names().contains("bpf_num_cpus")) {
            key.add(Integer.toString(types.onlineCpus()));
        }
        Header.options(types, includes.names())
                .forEach((name, value) -> key.add(name).add(value));
        return key.add(clang == null ? "" : clang.identity()).name();
    }
}
