package io.polyprobe.verifier;

import io.polyprobe.object.MapSpec;
import io.polyprobe.prototype.Prototype;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import org.jspecify.annotations.Nullable;

/** What the arguments of one call have told, for those that follow and for the result. */
final class HelperCall {
    final Prototype helper;
    /** The map among the arguments. */
    Base.@Nullable Map map;
    /** The reference that the call gives back, 0 for none. */
    int released;
    /** The reference that an argument has and keeps, 0 for none. */
    int passed;
    /** How many bytes the helper is given, the last of several. */
    Scalar size = Scalar.UNKNOWN;
    /** A constant size of what is returned. */
    long allocation;
    /** A constant key of an array, or -1. */
    long key = -1;

    /** The lock or timer among the arguments. */
    @Nullable
    Pointer field;

    Base.@Nullable Function callback;

    HelperCall(Prototype helper) {
        this.helper = helper;
    }

    MapSpec map() {
        Base.Map found = map;
        if (found == null) {
            throw Rejection.because("%s needs a map among its arguments".formatted(helper.name()));
        }
        return found.map();
    }

    int lookup() {
        return map == null ? 0 : map.lookup();
    }
}
