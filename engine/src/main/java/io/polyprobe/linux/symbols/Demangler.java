package io.polyprobe.linux.symbols;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The names that C++ programmers wrote, of those that linkers see (Itanium C++ ABI, section 5.1): by {@code
 * __cxa_demangle} of GNU's C++ library, which clang needs too. Where there is none, names stay as they are. Rust's older
 * names come out with their hash, its newer ones ({@code _R…}) unchanged.
 */
public final class Demangler {
    private static final FunctionDescriptor DEMANGLE =
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private record Library(MethodHandle demangle, MethodHandle free) {
        static @Nullable Library load() {
            try {
                var library = SymbolLookup.libraryLookup("libstdc++.so.6", Arena.global());
                Linker linker = Linker.nativeLinker();
                return new Library(
                        linker.downcallHandle(library.findOrThrow("__cxa_demangle"), DEMANGLE),
                        linker.downcallHandle(
                                linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS)));
            } catch (IllegalArgumentException | NoSuchElementException _) {
                return null;
            }
        }

        @Nullable
        String call(String name) {
            try (var arena = Arena.ofConfined()) {
                var none = MemorySegment.NULL;
                var made = (MemorySegment) demangle.invokeExact(arena.allocateFrom(name), none, none, none);
                if (made.address() == 0) {
                    return null;
                }
                String text = made.reinterpret(Long.MAX_VALUE).getString(0);
                free.invokeExact(made);
                return text;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** Loaded when the first name needs it: that takes milliseconds, and many scripts see none. */
    private static final class Loaded {
        static final @Nullable Library LIBRARY = Library.load();
    }

    private Demangler() {}

    /** The name as it was written; unchanged where it was never mangled. */
    public static String demangle(String name) {
        if (!name.startsWith("_Z") && !name.startsWith("___Z")) {
            return name;
        }
        Library library = Loaded.LIBRARY;
        String text = library == null ? null : library.call(name);
        return text == null ? name : text;
    }
}
