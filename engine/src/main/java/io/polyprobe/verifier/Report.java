package io.polyprobe.verifier;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Severity;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.verifier.Explorer.Found;
import io.polyprobe.verifier.Flow.Misshapen;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Trail;
import java.util.ArrayList;
import java.util.List;

/** Makes a diagnostic of a rejection: what failed, the reason, at which instruction, on which path, and what to do. */
final class Report {
    private static final int TURNS = 12;

    private final Subject subject;

    Report(Subject subject) {
        this.subject = subject;
    }

    /** A program that is wrong on whatever path. */
    Diagnostic misshapen(Misshapen found) {
        return diagnostic(
                found.rejection(),
                found.slot(),
                List.of("Reason: " + found.rejection().reason()));
    }

    /** A program that is wrong as a whole. */
    Diagnostic rejected(Rejection rejection) {
        return diagnostic(rejection, 0, List.of("Reason: " + rejection.reason()));
    }

    /** A program that goes wrong at the end of a path. */
    Diagnostic rejected(Flow flow, Found found) {
        State state = found.state();
        int slot = state.slot();
        var context = new ArrayList<String>();
        context.add("Reason: " + found.rejection().reason());
        context.add("At: %d: %s".formatted(slot, flow.text(slot)));
        String registers = Journal.registers(state);
        if (!registers.isEmpty()) {
            context.add("Registers: " + registers);
        }
        List<Trail.Step> steps = state.trail().steps(TURNS);
        if (!steps.isEmpty()) {
            context.add("Path:");
            turns(flow, steps).forEach(turn -> context.add("  " + turn));
        }
        return diagnostic(found.rejection(), slot, context);
    }

    /** A turn that is taken again and again is one line. */
    private List<String> turns(Flow flow, List<Trail.Step> steps) {
        var turns = new ArrayList<String>();
        for (int from = 0, to; from < steps.size(); from = to) {
            to = from + 1;
            while (to < steps.size() && steps.get(to).equals(steps.get(from))) {
                to++;
            }
            turns.add(turn(flow, steps.get(from)) + (to - from > 1 ? ", the last %d times".formatted(to - from) : ""));
        }
        return turns;
    }

    private String turn(Flow flow, Trail.Step step) {
        String line = ProgramSpec.Line.placeOf(subject.program().lines(), step.slot())
                .map(place -> "   (" + place.file() + ":" + place.line() + ")")
                .orElse("");
        return "%d: %s: %s%s".formatted(step.slot(), flow.text(step.slot()), step.text(), line);
    }

    private Diagnostic diagnostic(Rejection rejection, int slot, List<String> context) {
        return new Diagnostic(
                Severity.ERROR,
                ProgramSpec.Line.placeOf(subject.program().lines(), slot).orElse(null),
                "the verifier rejects the program '%s': %s"
                        .formatted(subject.program().name(), rejection.reason()),
                context,
                rejection.hints());
    }
}
