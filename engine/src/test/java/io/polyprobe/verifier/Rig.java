package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.map.MapFactory;
import io.polyprobe.linux.map.PublicMaps;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.object.AttachType;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Reference;
import io.polyprobe.target.Program;
import io.polyprobe.target.Target;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Programs in assembly, with some maps ({@code r1 = map hash}), before both verifiers. */
final class Rig implements AutoCloseable {
    private static final Pattern MAP = Pattern.compile("(r\\d+) = map (\\w+)");

    /** The kernel whose rules these are, Linux 6.18; others differ here and there. */
    private static final int RULES = 6 << 16 | 18 << 8;

    /** With what a function of the rig begins that is global: {@code int g(long, struct of 16 bytes *)}. */
    static final String GLOBAL = "r0 = 0x61626c";

    private static final int GLOBAL_MARK = 0x61626c;
    private static final int FUNCTION = 4;
    private static final int TAIL_CALL = 12;
    private static final int FUNCTION_TYPE = 3;
    private static final int GLOBAL_TYPE = 8;
    private static final Btf TYPES = types();

    /** Keys of 4 bytes; values of 16, of 64 in the array, and 8 of constants. */
    private static final List<MapSpec> MAPS = List.of(
            new MapSpec("hash", MapType.HASH, 4, 16, 8, 0),
            new MapSpec("array", MapType.ARRAY, 4, 64, 4, 0),
            new MapSpec("percpu", MapType.PERCPU_ARRAY, 4, 32, 2, 0),
            new MapSpec("readonly", MapType.ARRAY, 4, 16, 4, MapSpec.RDONLY_PROG),
            new MapSpec("programs", MapType.PROG_ARRAY, 4, 4, 4, 0),
            new MapSpec("stacks", MapType.STACK_TRACE, 4, 127 * 8, 16, 0),
            new MapSpec("queue", MapType.QUEUE, 0, 8, 4, 0),
            new MapSpec("ring", MapType.RINGBUF, 0, 0, 4096, 0));

    private static final byte[] PACKET = packet();

    private final Map<String, MapSpec> specs = new LinkedHashMap<>();
    private final Map<String, KernelMap> maps = new LinkedHashMap<>();
    private final @Nullable KernelTarget kernel;

    Rig() {
        MAPS.forEach(map -> specs.put(map.name(), map));
        kernel = KernelTarget.check().isEmpty() ? KernelTarget.open(_ -> {}) : null;
        if (kernel != null) {
            var factory = new MapFactory(null, new PublicMaps());
            MAPS.forEach(map -> maps.put(map.name(), factory.create(map)));
        }
    }

    /** Whether there is a kernel to ask, whose rules these are. */
    boolean hasKernel() {
        return kernel != null && kernel.types().kernelVersion() >= RULES;
    }

    Verdict verify(ProgramType type, String assembly) {
        ProgramSpec program = program(assembly);
        return new Verifier(0).verify(Subject.of(object(program), program, type));
    }

    private ObjectSpec object(ProgramSpec program) {
        return new ObjectSpec("rig", List.of(program), specs, TYPES, "GPL", 0);
    }

    /** The same of a program for a place of a control group. */
    Verdict verify(AttachType place, String assembly) {
        ProgramSpec program = program(assembly);
        return new Verifier(0)
                .verify(Subject.of(object(program), program, place.programType())
                        .at(place.number()));
    }

    /** Why Linux rejects a program for a place of a control group, or nothing. */
    Optional<String> kernel(AttachType place, String assembly) {
        if (kernel == null) {
            throw new IllegalStateException("there is no kernel to ask");
        }
        ProgramSpec spec = program(assembly);
        return refusal(() -> new ProgramLoader(object(spec), maps, kernel.types(), null)
                .load(spec, place.programType(), AttachPoint.of(place.number()))
                .close());
    }

    /** Why Linux rejects it, or nothing. */
    Optional<String> kernel(ProgramType type, String assembly) {
        if (kernel == null) {
            throw new IllegalStateException("there is no kernel to ask");
        }
        ProgramSpec spec = program(assembly);
        ObjectSpec object = object(spec);
        if (wantsTypes(spec)) {
            try (var loaded = kernel.load(object)) {
                return refusal(() -> loaded.program(spec.name(), type));
            }
        }
        return refusal(() -> new ProgramLoader(object, maps, kernel.types(), null)
                .load(spec, type)
                .close());
    }

    /**
     * Linux wants to know the functions of programs with callbacks, and of those that make tail calls from functions; the
     * others are loaded faster without types.
     */
    private static boolean wantsTypes(ProgramSpec spec) {
        boolean callbacks = spec.code().stream().anyMatch(at -> at.isWide() && at.src() == FUNCTION);
        boolean tailCalls =
                spec.code().stream().anyMatch(at -> Disassembler.text(at).equals("call " + TAIL_CALL));
        boolean globals = spec.functions().stream().anyMatch(function -> function.btfId() == GLOBAL_TYPE);
        return callbacks || globals || (tailCalls && spec.functions().size() > 1);
    }

    /** What a program that both accept returns for a packet of 64 bytes, by the virtual kernel and by Linux. */
    List<Integer> results(ProgramType type, String assembly) {
        ObjectSpec object = object(program(assembly));
        var results = new ArrayList<Integer>();
        try (var vm = VmTarget.open(VmOptions.DEFAULT)) {
            for (Target target : kernel == null ? List.of(vm) : List.of(vm, kernel)) {
                try (var loaded = target.load(object)) {
                    results.add(loaded.program("program", type)
                            .test(new Program.TestInput(PACKET, null, 1))
                            .returnValue());
                }
            }
        }
        return results;
    }

    /** What is told of an accepted program's r0 where it may end; that its functions end comes behind. */
    List<Scalar> told(ProgramType type, String assembly) {
        ProgramSpec program = program(assembly);
        int end = program.functions().stream()
                .skip(1)
                .mapToInt(ProgramSpec.Function::slot)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        return Verifier.account(Subject.of(object(program), program, type)).orElseThrow().lines().stream()
                .flatMap(line -> line.points().stream())
                .filter(point -> point.slot() < end && point.instruction().equals("exit"))
                .flatMap(point -> point.facts().stream())
                .filter(fact -> fact.where().equals("r0"))
                .map(fact -> Objects.requireNonNullElse(fact.number(), Scalar.UNKNOWN))
                .toList();
    }

    private static byte[] packet() {
        var bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    private static Optional<String> refusal(Runnable load) {
        try {
            load.run();
            return Optional.empty();
        } catch (RejectedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static ProgramSpec program(String assembly) {
        var names = new ArrayList<String>();
        var matcher = MAP.matcher(assembly);
        String plain = matcher.replaceAll(match -> {
            names.add(match.group(2));
            return "ld_pseudo " + match.group(1) + ", 1, 0";
        });
        List<Instruction> code = Assembler.assemble("program", plain);
        var references = new ArrayList<Reference>();
        int slot = 0;
        int next = 0;
        for (Instruction instruction : code) {
            if (instruction.isWide() && instruction.src() == 1) {
                references.add(new Reference.ToMap(slot, names.get(next++)));
            }
            slot += instruction.slots();
        }
        return new ProgramSpec("program", "test", code, references, functions(code), List.of(), List.of());
    }

    private static List<ProgramSpec.Function> functions(List<Instruction> code) {
        try {
            Flow flow = Flow.of(code);
            return flow.functions().stream()
                    .map(slot -> isGlobal(flow.at(slot))
                            ? new ProgramSpec.Function(slot, "g" + slot, GLOBAL_TYPE)
                            : new ProgramSpec.Function(slot, "f", FUNCTION_TYPE))
                    .toList();
        } catch (Flow.Misshapen _) {
            return List.of(); // nobody gets as far as asking for its functions
        }
    }

    private static boolean isGlobal(Instruction first) {
        return first.imm() == GLOBAL_MARK && first.dst() == 0;
    }

    /** An int, a prototype that returns one, and a static function of that prototype; then the same for a global one. */
    private static Btf types() {
        var types = new BtfBuilder();
        int number = types.add(new BtfType.Int("int", 4, 32, 0, true, false, false));
        int prototype = types.add(new BtfType.Prototype(number, List.of(), false));
        types.add(new BtfType.Function("f", prototype, BtfType.Linkage.STATIC));
        int wide = types.add(new BtfType.Int("long", 8, 64, 0, true, false, false));
        int pair = types.add(new BtfType.Struct(
                "pair",
                16,
                List.of(new BtfType.Member("first", wide, 0, 0), new BtfType.Member("second", wide, 64, 0))));
        int pointer = types.add(new BtfType.Pointer(pair));
        int taking = types.add(new BtfType.Prototype(
                number,
                List.of(new BtfType.Parameter("number", wide), new BtfType.Parameter("memory", pointer)),
                false));
        types.add(new BtfType.Function("g", taking, BtfType.Linkage.GLOBAL));
        return types.build();
    }

    @Override
    public void close() {
        maps.values().forEach(KernelMap::close);
        if (kernel != null) {
            kernel.close();
        }
    }
}
