package io.polyprobe.verifier;

import java.util.List;

/** Why a program is rejected, thrown from where the rule is; caught by {@link Explorer}, who knows the path. */
final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> hints;

    private Rejection(String message, List<String> hints) {
        super(message, null, false, false);
        this.hints = hints;
    }

    /**
     * @param reason what is wrong, a sentence about the instruction or its registers, without a full stop
     * @param hints what to do about it
     */
    static Rejection because(String reason, String... hints) {
        return new Rejection(reason, List.of(hints));
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    List<String> hints() {
        return hints;
    }
}
