package io.polyprobe.polyglot.script;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.target.WorldEndedException;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Where errors change languages. A binding's library gives a function that throws in the script's language; an
 * exception that it throws passes through Java unchanged.
 */
final class Border {
    private @Nullable Value raise;

    /**
     * @param newRaise called with the kind of failure ("error", or "interrupt" for the end of the world, which scripts
     *     see as Ctrl-C), a message, and the {@link PolyprobeException} or null
     */
    void onFailure(Value newRaise) {
        raise = newRaise;
    }

    /**
     * Does what a script asks for.
     *
     * @param failed begins the message of a failure
     */
    <T> T call(String failed, Action<T> action) {
        try {
            return action.run();
        } catch (PolyprobeException e) {
            throw failure("error", failed + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw failure("error", failed + ": " + e.getMessage(), null);
        } catch (WorldEndedException | InterruptedException _) {
            throw failure("interrupt", failed, null);
        }
    }

    /** What a script's regular expression matches from its start, as Python's {@code re.match}. */
    Predicate<String> fromTheStart(String regex) {
        try {
            var pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).lookingAt();
        } catch (PatternSyntaxException e) {
            throw error("'" + regex + "' is not a regular expression: " + e.getDescription());
        }
    }

    /** Throws a plain error in the script; never returns. */
    RuntimeException error(String message) {
        return failure("error", message, null);
    }

    private RuntimeException failure(String kind, String message, @Nullable PolyprobeException cause) {
        if (raise != null) {
            raise.executeVoid(kind, message, cause);
        }
        return new IllegalStateException(message, cause);
    }

    /** Something that may wait and may fail. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws InterruptedException, IOException;
    }
}
