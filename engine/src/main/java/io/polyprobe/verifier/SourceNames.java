package io.polyprobe.verifier;

import io.polyprobe.object.ProgramSpec.Line;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the source calls the value that an instruction makes. Objects have no names of local variables, but line and
 * column of each instruction with the line's text; there clang points at the declared name, the operator of an
 * assignment, the called function or the member that is read. Where that is not one of these plain cases there is no
 * name: none is better than a wrong one.
 */
final class SourceNames {
    private static final Pattern DECLARED = Pattern.compile("([A-Za-z_]\\w*)\\s*(?:\\[[^]]*]\\s*)*(?:=(?!=)|[;,]|$).*");
    private static final Pattern READ = Pattern.compile("[A-Za-z_]\\w*(?:\\[\\w*])?");
    private static final Pattern OWNER = Pattern.compile("(?:[A-Za-z_]\\w*(?:\\.|->))+$");
    private static final Pattern CAST = Pattern.compile("(?:\\([^()]*\\)\\s*)+$");
    /** A variable, alone or behind its type; not a member, nor what a pointer points to. */
    private static final Pattern ASSIGNED =
            Pattern.compile("(?:^|[;{(,]|\\w[\\s*]*[\\s*])\\s*([A-Za-z_]\\w*)\\s*=\\s*$");

    private static final Pattern ADDRESS = Pattern.compile("\\s*&\\s*([A-Za-z_]\\w*)\\s*");

    private static final Pattern ENDS = Pattern.compile("\\s*[;,)].*");

    private SourceNames() {}

    /** The variable that a store or a constant is for, or nothing. */
    static String stored(Line line) {
        String rest = rest(line);
        if (rest.startsWith("=") && !rest.startsWith("==")) {
            return assigned(line.text().substring(0, line.column()));
        }
        Matcher declared = DECLARED.matcher(rest);
        return declared.matches() && !OWNER.matcher(before(line)).find() ? declared.group(1) : "";
    }

    /** The variable that is set to what was loaded, or the expression that was loaded, or nothing. */
    static String loaded(Line line) {
        Matcher read = READ.matcher(rest(line));
        if (!read.lookingAt()) {
            return "";
        }
        Matcher owner = OWNER.matcher(before(line));
        String owners = owner.find() ? owner.group() : "";
        String variable = target(line, before(line).length() - owners.length(), read.end());
        return variable.isEmpty() ? owners + read.group() : variable;
    }

    /** The variable that is set to what a call gives back, or nothing. */
    static String called(Line line) {
        Matcher name = READ.matcher(rest(line));
        if (!name.lookingAt()) {
            return "";
        }
        int end = closing(rest(line), name.end());
        return end < 0 ? "" : target(line, before(line).length(), end);
    }

    /**
     * The variable whose address an argument of a helper is, or nothing.
     *
     * @param number from 1
     */
    static String argument(Line line, String helper, int number) {
        int from = line.text().indexOf(helper + "(");
        int end = from < 0 ? -1 : closing(line.text(), from + helper.length());
        if (end < 0) {
            return "";
        }
        String[] arguments =
                line.text().substring(from + helper.length() + 1, end - 1).split(",", -1);
        Matcher address = ADDRESS.matcher(number <= arguments.length ? arguments[number - 1] : "");
        return address.matches() ? address.group(1) : "";
    }

    /** The variable that an expression is the whole value of. */
    private static String target(Line line, int from, int length) {
        String after = rest(line).substring(length);
        Matcher cast = CAST.matcher(before(line).substring(0, from));
        String before = cast.replaceFirst("");
        return after.isEmpty() || ENDS.matcher(after).matches() ? assigned(before) : "";
    }

    private static String assigned(String before) {
        Matcher variable = ASSIGNED.matcher(before);
        return variable.find() ? variable.group(1) : "";
    }

    /** Behind the parenthesis that closes the one there, or -1. */
    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return c == ')' ? i + 1 : -1;
            }
        }
        return -1;
    }

    private static String before(Line line) {
        int column = line.column() - 1;
        return column >= 0 && column <= line.text().length() ? line.text().substring(0, column) : "";
    }

    private static String rest(Line line) {
        int column = line.column() - 1;
        return column >= 0 && column <= line.text().length() ? line.text().substring(column) : "";
    }
}
