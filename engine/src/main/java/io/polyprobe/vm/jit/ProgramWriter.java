package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.memory.Region;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Writes the class of a program: a method for each function, and {@code run}, which finds it by its slot. */
final class ProgramWriter {
    /** The parameters are those of {@link io.polyprobe.vm.interpreter.Engine#run}, without the slot. */
    static final MethodTypeDesc FUNCTION =
            MethodTypeDesc.of(CD_long, Collections.nCopies(5, CD_long)).insertParameterTypes(0, Names.RUN, CD_int);

    private static final MethodTypeDesc RUN = FUNCTION.insertParameterTypes(1, CD_int);
    private static final ClassDesc SELF = ClassDesc.of(ProgramWriter.class.getPackageName(), "Program");
    private static final String CODE = "CODE";
    private static final String RECENT = "RECENT";
    private static final String UNSAFE = "UNSAFE";

    private final Code code;
    private final boolean counts;
    private final Map<Helper, String> helpers = new LinkedHashMap<>();
    private int accesses;

    ProgramWriter(Code code) {
        this.code = code;
        this.counts = !code.proof().isVerified() || hasMayGoto(code);
    }

    private static boolean hasMayGoto(Code code) {
        for (int slot = 0; slot < code.slots(); slot++) {
            if (code.instruction(slot)
                    .map(InstructionSet::operation)
                    .filter(Operation.MayGoto.class::isInstance)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** A class file. */
    byte[] write() {
        return ClassFile.of().build(SELF, out -> {
            out.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            out.withInterfaceSymbols(Names.ENGINE);
            List<Function> functions = functions();
            functions.forEach(function -> new FunctionWriter(this, function, out).write());
            out.withMethodBody(
                    ConstantDescs.INIT_NAME,
                    ConstantDescs.MTD_void,
                    0,
                    init -> init.aload(0)
                            .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                            .return_());
            out.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, run -> dispatch(run, functions));
            constants(out);
        });
    }

    private List<Function> functions() {
        SequencedSet<Integer> found = new LinkedHashSet<>();
        var functions = new ArrayList<Function>();
        var open = new ArrayDeque<Integer>(List.of(0));
        while (!open.isEmpty()) {
            int entry = open.remove();
            if (found.add(entry)) {
                var function = new Function(code, entry);
                functions.add(function);
                open.addAll(function.callees());
            }
        }
        return functions;
    }

    /** The program itself is the first function, and the default. */
    private static void dispatch(CodeBuilder out, List<Function> functions) {
        var cases = new ArrayList<SwitchCase>();
        functions.forEach(function -> cases.add(SwitchCase.of(function.entry(), out.newLabel())));
        if (functions.size() > 1) {
            out.iload(2);
            out.lookupswitch(cases.getFirst().target(), cases);
        }
        for (SwitchCase each : cases) {
            out.labelBinding(each.target());
            out.aload(1).iload(3);
            for (int argument = 0; argument < 5; argument++) {
                out.lload(4 + 2 * argument);
            }
            out.invokestatic(SELF, methodName(each.caseValue()), FUNCTION);
            out.lreturn();
        }
    }

    /** What is known of the program only here comes in as class data ({@link #classData}); to HotSpot it is constant. */
    private void constants(ClassBuilder out) {
        var types = new LinkedHashMap<String, ClassDesc>();
        types.put(CODE, Names.CODE);
        types.put(RECENT, Names.REGIONS);
        types.put(UNSAFE, Names.UNSAFE);
        helpers.values().forEach(field -> types.put(field, Names.HELPER));
        types.forEach((field, type) ->
                out.withField(field, type, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL));
        out.withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, init -> {
            int index = 0;
            for (var field : types.entrySet()) {
                init.invokestatic(
                        ConstantDescs.CD_MethodHandles,
                        "lookup",
                        MethodTypeDesc.of(ConstantDescs.CD_MethodHandles_Lookup));
                init.loadConstant(ConstantDescs.DEFAULT_NAME);
                init.loadConstant(field.getValue());
                init.loadConstant(index++);
                init.invokestatic(
                        ConstantDescs.CD_MethodHandles,
                        "classDataAt",
                        MethodTypeDesc.of(
                                ConstantDescs.CD_Object,
                                ConstantDescs.CD_MethodHandles_Lookup,
                                ConstantDescs.CD_String,
                                ConstantDescs.CD_Class,
                                CD_int));
                init.checkcast(field.getValue());
                init.putstatic(SELF, field.getKey(), field.getValue());
            }
            init.return_();
        });
    }

    /** What the class finds as its class data; to be asked once the class is written. */
    List<Object> classData() {
        var recent = new Region[accesses];
        Arrays.fill(recent, Region.NOWHERE);
        var data = new ArrayList<Object>(List.of(code, recent, Raw.UNSAFE));
        data.addAll(helpers.keySet());
        return data;
    }

    Code code() {
        return code;
    }

    ClassDesc self() {
        return SELF;
    }

    /** Whether nobody has verified the program. */
    boolean isUnverified() {
        return !code.proof().isVerified();
    }

    /** Whether instructions are counted. */
    boolean counts() {
        return counts;
    }

    /** A number for an instruction that remembers its region. */
    int nextAccess() {
        return accesses++;
    }

    static String methodName(int entry) {
        return "function" + entry;
    }

    void call(CodeBuilder out, int entry) {
        out.invokestatic(SELF, methodName(entry), FUNCTION);
    }

    void pushCode(CodeBuilder out) {
        out.getstatic(SELF, CODE, Names.CODE);
    }

    void pushRecent(CodeBuilder out) {
        out.getstatic(SELF, RECENT, Names.REGIONS);
    }

    void pushUnsafe(CodeBuilder out) {
        out.getstatic(SELF, UNSAFE, Names.UNSAFE);
    }

    void pushHelper(CodeBuilder out, Helper helper) {
        out.getstatic(SELF, helpers.computeIfAbsent(helper, _ -> "HELPER" + helpers.size()), Names.HELPER);
    }
}
