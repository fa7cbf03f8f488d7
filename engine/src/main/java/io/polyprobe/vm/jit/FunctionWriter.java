package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.polyprobe.vm.jit.Function.Step;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a function as one method, or where that would be longer than HotSpot compiles as several: parts, each of which
 * returns the slot at which to go on, and a method that calls one after another. Between parts the registers lie in an
 * array.
 */
final class FunctionWriter {
    private static final int REGISTERS = 11;

    /** What a part returns at the end of the function. */
    private static final int EXITED = -1;

    static final MethodTypeDesc PART = MethodTypeDesc.of(CD_int, Names.RUN, CD_int, CD_long.arrayType(), CD_int);

    private final ProgramWriter program;
    private final Function function;
    private final ClassBuilder out;

    FunctionWriter(ProgramWriter program, Function function, ClassBuilder out) {
        this.program = program;
        this.function = function;
        this.out = out;
    }

    void write() {
        List<List<Step>> parts = Parts.of(function.steps(), program.isUnverified());
        String name = ProgramWriter.methodName(function.entry());
        if (parts.size() == 1) {
            method(name, ProgramWriter.FUNCTION, code -> whole(code, parts.getFirst()));
            return;
        }
        method(name, ProgramWriter.FUNCTION, code -> driver(code, parts));
        for (int i = 0; i < parts.size(); i++) {
            List<Step> part = parts.get(i);
            method(partName(i), PART, code -> part(code, part));
        }
    }

    private void method(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
        out.withMethodBody(name, type, ClassFile.ACC_STATIC, body);
    }

    private void whole(CodeBuilder code, List<Step> steps) {
        var emitter = new Emitter(code, program, function);
        emitter.forget(0, 0);
        emitter.forget(6, 9);
        emitter.takeCount();
        if (function.usesFrame()) {
            openFrame(emitter);
            emitter.pop(10);
        }
        new BodyWriter(function, steps, emitter, new BodyWriter.Surroundings() {
                    @Override
                    public void exit() {
                        emitter.giveCount();
                        closeFrame(emitter);
                        code.lreturn();
                    }

                    @Override
                    public void leave(int slot) {
                        throw new IllegalStateException("slot " + slot + " is nowhere in the function");
                    }
                })
                .write();
    }

    private void openFrame(Emitter emitter) {
        emitter.pushRun();
        emitter.pushDepth();
        emitter.code.loadConstant(program.code().unwritten(function.entry()));
        emitter.callRun("open", CD_long, CD_int, CD_int);
    }

    private void closeFrame(Emitter emitter) {
        if (function.usesFrame()) {
            emitter.pushRun();
            emitter.pushDepth();
            emitter.callRun("close", CD_void, CD_int);
        }
    }

    /** Calls the part that holds the slot to go on at, until one has exited. */
    private void driver(CodeBuilder code, List<List<Step>> parts) {
        var emitter = new Emitter(code, program, function);
        emitter.forget(0, 0);
        emitter.forget(6, 10);
        if (function.usesFrame()) {
            openFrame(emitter);
            emitter.pop(10);
        }
        emitter.pushRun();
        emitter.pushDepth();
        emitter.callRun("registers", CD_long.arrayType(), CD_int);
        code.astore(Locals.REGISTERS);
        storeRegisters(emitter);
        code.loadConstant(function.entry());
        code.istore(Locals.NEXT);
        Label loop = code.newBoundLabel();
        Label returned = code.newLabel();
        for (int i = 0; i < parts.size(); i++) {
            Label other = code.newLabel();
            if (i < parts.size() - 1) {
                code.iload(Locals.NEXT);
                code.loadConstant(parts.get(i).getLast().next());
                code.if_icmpge(other);
            }
            emitter.pushRun();
            emitter.pushDepth();
            code.aload(Locals.REGISTERS);
            code.iload(Locals.NEXT);
            code.invokestatic(program.self(), partName(i), PART);
            code.goto_(returned);
            code.labelBinding(other);
        }
        code.labelBinding(returned);
        code.istore(Locals.NEXT);
        code.iload(Locals.NEXT);
        code.ifge(loop);
        closeFrame(emitter);
        code.aload(Locals.REGISTERS);
        code.iconst_0();
        code.laload();
        code.lreturn();
    }

    private void part(CodeBuilder code, List<Step> steps) {
        var emitter = new Emitter(code, program, function);
        code.iload(Locals.ENTRY);
        code.istore(Locals.NEXT);
        code.aload(Locals.FIRST);
        code.astore(Locals.REGISTERS);
        for (int register = 0; register < REGISTERS; register++) {
            code.aload(Locals.REGISTERS);
            code.loadConstant(register);
            code.laload();
            emitter.pop(register);
        }
        emitter.takeCount();
        var body = new BodyWriter(function, steps, emitter, new BodyWriter.Surroundings() {
            @Override
            public void exit() {
                emitter.pop(0);
                code.aload(Locals.REGISTERS);
                code.iconst_0();
                emitter.push(0);
                code.lastore();
                emitter.giveCount();
                code.loadConstant(EXITED);
                code.ireturn();
            }

            @Override
            public void leave(int slot) {
                storeRegisters(emitter);
                emitter.giveCount();
                code.loadConstant(slot);
                code.ireturn();
            }
        });
        List<SwitchCase> entries = entries(steps).stream()
                .map(slot -> SwitchCase.of(slot, body.label(slot)))
                .toList();
        code.iload(Locals.NEXT);
        code.lookupswitch(body.label(steps.getFirst().slot()), entries);
        body.write();
    }

    /** Slots of a part that other parts lead to. */
    private List<Integer> entries(List<Step> part) {
        int first = part.getFirst().slot();
        int last = part.getLast().slot();
        return function.steps().stream()
                .filter(step -> step.slot() < first || step.slot() > last)
                .map(step -> program.code().target(step.slot()))
                .filter(target -> target > first && target <= last && function.isTarget(target))
                .distinct()
                .sorted()
                .toList();
    }

    private void storeRegisters(Emitter emitter) {
        for (int register = 0; register < REGISTERS; register++) {
            emitter.code.aload(Locals.REGISTERS);
            emitter.code.loadConstant(register);
            emitter.push(register);
            emitter.code.lastore();
        }
    }

    private String partName(int index) {
        return ProgramWriter.methodName(function.entry()) + "part" + index;
    }
}
