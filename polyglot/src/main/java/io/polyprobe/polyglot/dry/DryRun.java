package io.polyprobe.polyglot.dry;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Section;
import io.polyprobe.polyglot.script.CText;
import io.polyprobe.polyglot.script.Engine;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An engine that keeps what a script compiles, and where it wants its functions, but runs none of it. */
public final class DryRun implements Engine {
    /**
     * An object that a script has loaded.
     *
     * @param types by name, what its functions were loaded as; those that nobody attached are not among them
     */
    public record Recorded(ObjectSpec object, Map<String, ProgramType> types) {
        /** An object that nobody has attached anything of. */
        public Recorded(ObjectSpec object) {
            this(object, new LinkedHashMap<>());
        }

        /** What a program was loaded as, or would be for its section; {@code UNSPEC} where neither tells. */
        public ProgramType type(ProgramSpec program) {
            ProgramType type = types.get(program.name());
            return type != null
                    ? type
                    : Section.of(program.section()).map(Section::type).orElse(ProgramType.UNSPEC);
        }
    }

    private final Engine engine;
    private final List<Recorded> recorded = new ArrayList<>();

    /** @param engine what compiles, and whose targets scripts ask about the kernel */
    public DryRun(Engine engine) {
        this.engine = engine;
    }

    /** What scripts have loaded, in that order. */
    public List<Recorded> recorded() {
        return List.copyOf(recorded);
    }

    @Override
    public Target open(TargetOptions options, Consumer<Diagnostic> notes) {
        return new DryTarget(engine.open(options, notes), recorded::add);
    }

    @Override
    public ObjectSpec compile(CText text, Target target, Consumer<Diagnostic> notes)
            throws InterruptedException, IOException {
        return engine.compile(text, target, notes);
    }

    @Override
    public String show(CText text, Target target, Form form) throws InterruptedException, IOException {
        return engine.show(text, target, form);
    }
}
