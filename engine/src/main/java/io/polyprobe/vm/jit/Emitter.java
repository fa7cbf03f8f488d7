package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.polyprobe.vm.interpreter.Stack;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A method being written, with what all kinds of instructions need: registers, and where faults go. */
final class Emitter {
    private record Faulting(int slot, Label start, Label end) {}

    final CodeBuilder code;
    final ProgramWriter program;

    private final Function function;
    private final List<Faulting> faulting = new ArrayList<>();

    Emitter(CodeBuilder code, ProgramWriter program, Function function) {
        this.code = code;
        this.program = program;
        this.function = function;
    }

    void push(int register) {
        code.lload(Locals.register(register));
    }

    /** The low half of a register. */
    void pushInt(int register) {
        push(register);
        code.l2i();
    }

    void pop(int register) {
        code.lstore(Locals.register(register));
    }

    /** Gives registers no value of the program's. */
    void forget(int first, int last) {
        for (int register = first; register <= last; register++) {
            code.loadConstant(Stack.UNSET);
            pop(register);
        }
    }

    void pushRun() {
        code.aload(Locals.RUN);
    }

    void pushDepth() {
        code.iload(Locals.DEPTH);
    }

    void callRun(String method, ClassDesc result, ClassDesc... parameters) {
        code.invokevirtual(Names.RUN, method, MethodTypeDesc.of(result, parameters));
    }

    /** Tells the run how many instructions are left, before someone else counts. */
    void giveCount() {
        if (program.counts()) {
            pushRun();
            code.lload(Locals.REMAINING);
            callRun("setRemaining", CD_void, CD_long);
        }
    }

    void takeCount() {
        if (program.counts()) {
            pushRun();
            callRun("remaining", CD_long);
            code.lstore(Locals.REMAINING);
        }
    }

    /** What is written meanwhile may throw: the exception is one of the instruction at the slot. */
    void faulting(int slot, Runnable write) {
        Label start = code.newBoundLabel();
        write.run();
        faulting.add(new Faulting(slot, start, code.newBoundLabel()));
    }

    /**
     * Writes where the exceptions go. Each instruction has an entry in the method's exception table, so that nothing
     * has to be stored on the way to know which one it was.
     */
    void handlers() {
        if (faulting.isEmpty()) {
            return;
        }
        Label common = code.newLabel();
        for (Faulting each : faulting) {
            code.exceptionCatch(each.start(), each.end(), code.newBoundLabel(), Names.RUNTIME_EXCEPTION);
            code.lineNumber(Listing.line(each.slot()));
            code.loadConstant(each.slot());
            code.goto_(common);
        }
        code.labelBinding(common);
        program.pushCode(code);
        for (int register = 0; register < 10; register++) {
            push(register);
        }
        if (function.usesFrame()) {
            push(10);
        } else {
            pushRun();
            pushDepth();
            callRun("frameEnd", CD_long, CD_int);
        }
        var parameters = new ArrayList<>(List.of(Names.RUNTIME_EXCEPTION, CD_int, Names.CODE));
        parameters.addAll(Collections.nCopies(11, CD_long));
        code.invokestatic(Names.GUARD, "fault", MethodTypeDesc.of(Names.RUNTIME_EXCEPTION, parameters));
        code.athrow();
    }
}
