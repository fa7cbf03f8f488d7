package io.polyprobe.verifier.account;

import io.polyprobe.diag.Place;
import io.polyprobe.verifier.account.Account.Fact;
import java.util.List;

/**
 * An account as text: each source line, and below it what is known where it begins.
 *
 * <pre>{@code
 * count.c:12 | values[index & 15]++;
 *     r6   ctx    the context
 *     fp-4 index  0 to 4294967295
 * }</pre>
 */
public final class AccountText {
    private AccountText() {}

    /** Writes an account; each line ends with a line feed. */
    public static String of(Account account) {
        var text = new StringBuilder();
        for (Account.Line line : account.lines()) {
            text.append(head(line)).append('\n');
            facts(line.facts(), text);
        }
        return text.toString();
    }

    private static String head(Account.Line line) {
        Place place = line.place();
        if (place == null) {
            return "%d: %s"
                    .formatted(
                            line.points().getFirst().slot(),
                            line.points().getFirst().instruction());
        }
        String source = place.text() == null ? "" : place.text().strip();
        return "%s:%d | %s".formatted(place.file().replaceFirst(".*/", ""), place.line(), source);
    }

    private static void facts(List<Fact> facts, StringBuilder text) {
        int where = width(facts.stream().map(Fact::where).toList());
        int name = width(facts.stream().map(Fact::name).toList());
        for (Fact fact : facts) {
            text.append("    ").append(padded(fact.where(), where));
            if (name > 0) {
                text.append("  ").append(padded(fact.name(), name));
            }
            text.append("  ").append(fact.text()).append('\n');
        }
    }

    private static int width(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(width - word.length());
    }
}
