package io.polyprobe.polyglot.script;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.Target;
import java.io.IOException;
import java.util.function.Consumer;

/** What scripts need of the engine: a target, and C compiled for it. */
public interface Engine {
    /**
     * Opens the target that a user wants.
     *
     * @param notes takes what the user should know of the choice
     * @throws io.polyprobe.diag.TargetException where the target cannot be used
     */
    Target open(TargetOptions options, Consumer<Diagnostic> notes);

    /**
     * Compiles a script's C for a target.
     *
     * @param notes takes the compiler's warnings
     * @throws io.polyprobe.diag.CompileException where the C is wrong, or there is no compiler
     */
    ObjectSpec compile(CText text, Target target, Consumer<Diagnostic> notes) throws InterruptedException, IOException;

    /**
     * What becomes of a script's C on its way.
     *
     * @throws io.polyprobe.diag.CompileException where the C is wrong, or there is no compiler
     */
    String show(CText text, Target target, Form form) throws InterruptedException, IOException;

    /** Forms of a program. */
    enum Form {
        /** Plain C, after rewriting. */
        C,
        /** LLVM's intermediate language. */
        LLVM
    }
}
