package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Engine;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.interpreter.Run;
import io.polyprobe.vm.memory.Region;
import java.lang.constant.ClassDesc;

/** Classes that compiled programs refer to. */
final class Names {
    static final ClassDesc CODE = desc(Code.class);
    static final ClassDesc ENGINE = desc(Engine.class);
    static final ClassDesc GUARD = desc(Guard.class);
    static final ClassDesc HELPER = desc(Helper.class);
    static final ClassDesc HELPER_FAULT = desc(HelperFault.class);
    static final ClassDesc INVOCATION = desc(Invocation.class);
    static final ClassDesc REGIONS = desc(Region[].class);
    static final ClassDesc RUN = desc(Run.class);
    static final ClassDesc UNSAFE = desc(Raw.UNSAFE.getClass());
    static final ClassDesc RUNTIME_EXCEPTION = desc(RuntimeException.class);

    private Names() {}

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
