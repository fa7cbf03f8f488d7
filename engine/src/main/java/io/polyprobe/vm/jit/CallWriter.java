package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Size;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Stack;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.OptionalLong;

/** Calls of helpers and of the program's own functions. */
final class CallWriter {
    /** Where packet loads look for the context. */
    private static final int CONTEXT = 6;

    private static final int FIRST_ARGUMENT = 1;
    private static final int LAST_ARGUMENT = 5;
    private static final MethodTypeDesc HELPER =
            MethodTypeDesc.of(CD_long, Collections.nCopies(5, CD_long)).insertParameterTypes(0, Names.INVOCATION);

    private final Emitter out;
    private final CodeBuilder code;
    private final ProgramWriter program;
    private final Known known;

    CallWriter(Emitter out, Known known) {
        this.known = known;
        this.out = out;
        this.code = out.code;
        this.program = out.program;
    }

    /** @param leave ends the function with the r0 on the stack, when another program has taken its place */
    void helper(int slot, Helper helper, Runnable leave) {
        calling();
        out.faulting(slot, () -> {
            program.pushHelper(code, bound(helper));
            out.pushRun();
            pushArguments();
            code.invokeinterface(Names.HELPER, "call", HELPER);
        });
        out.pop(0);
        Label stay = code.newLabel();
        out.pushRun();
        out.callRun("isLeaving", CD_boolean);
        code.ifeq(stay);
        out.pushRun();
        out.pushDepth();
        out.callRun("goOn", CD_long, CD_int);
        leave.run();
        code.labelBinding(stay);
        out.takeCount();
        forgetArguments();
    }

    /** @param leave ends the function with the r0 on the stack, where the packet does not reach so far */
    void packet(int slot, Instruction load, Size size, boolean indirect, Runnable leave) {
        calling();
        out.faulting(slot, () -> {
            program.pushHelper(code, program.code().helper(slot));
            out.pushRun();
            out.push(CONTEXT);
            code.loadConstant((int) load.imm());
            if (indirect) {
                out.pushInt(load.src());
                code.iadd();
            }
            code.i2l();
            code.loadConstant((long) size.bytes());
            code.lconst_0().lconst_0();
            code.invokeinterface(Names.HELPER, "call", HELPER);
        });
        out.pop(0);
        Label stay = code.newLabel();
        out.push(0);
        code.lconst_0().lcmp();
        code.ifge(stay);
        out.takeCount();
        code.lconst_0();
        leave.run();
        code.labelBinding(stay);
        out.takeCount();
        forgetArguments();
    }

    private void calling() {
        out.giveCount();
        out.pushRun();
        program.pushCode(code);
        out.pushDepth();
        out.callRun("calling", CD_void, Names.CODE, CD_int);
    }

    /** The helper as it knows itself best, where some of its arguments are always the same. */
    private Helper bound(Helper helper) {
        Helper bound = helper;
        for (int register = FIRST_ARGUMENT; register <= LAST_ARGUMENT; register++) {
            OptionalLong number = known.number(register);
            if (number.isPresent()) {
                bound = bound.withArgument(register, number.getAsLong());
            }
            OptionalLong distance = known.distance(register);
            if (distance.isPresent() && distance.getAsLong() >= -Stack.FRAME_BYTES) {
                bound = bound.withRoom(register, -distance.getAsLong());
            }
        }
        return bound;
    }

    void function(int slot, int target) {
        out.giveCount();
        out.faulting(slot, () -> {
            out.pushRun();
            out.pushDepth();
            code.invokestatic(Names.RUN, "requireFrameAfter", MethodTypeDesc.of(CD_int, CD_int));
            if (target == Code.NOWHERE) {
                code.invokestatic(Names.RUN, "nowhere", MethodTypeDesc.of(Names.HELPER_FAULT));
                code.athrow();
                return;
            }
            pushArguments();
            program.call(code, target);
            out.pop(0);
        });
        if (target != Code.NOWHERE) {
            out.takeCount();
            forgetArguments();
        }
    }

    private void pushArguments() {
        for (int register = FIRST_ARGUMENT; register <= LAST_ARGUMENT; register++) {
            out.push(register);
        }
    }

    /** Calls leave r1 to r5 undefined; where programs are not verified that is a definite value. */
    private void forgetArguments() {
        if (program.isUnverified()) {
            out.forget(FIRST_ARGUMENT, LAST_ARGUMENT);
        }
    }
}
