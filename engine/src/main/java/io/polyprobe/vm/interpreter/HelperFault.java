package io.polyprobe.vm.interpreter;

/** A helper cannot go on for what it was called with; becomes a fault of the call. */
public final class HelperFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;
    private final String hint;

    /** @param message what is wrong, to be read behind "program was stopped:" */
    public HelperFault(String message) {
        this(message, "");
    }

    /** @param hint what to do about it, or empty */
    public HelperFault(String message, String hint) {
        super(null, null, false, false);
        this.message = message;
        this.hint = hint;
    }

    @Override
    public String getMessage() {
        return message;
    }

    String hint() {
        return hint;
    }
}
