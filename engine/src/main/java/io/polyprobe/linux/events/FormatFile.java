package io.polyprobe.linux.events;

import io.polyprobe.target.TracepointFormat;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** Reads a tracepoint's {@code format} file ({@code Documentation/trace/events.rst}, section 2.2). */
public final class FormatFile {
    private static final Pattern ID = Pattern.compile("(?m)^ID:\\s*(\\d+)");
    private static final Pattern FIELD =
            Pattern.compile("(?m)^\\s*field:(?<declaration>[^;]+);\\s*offset:(?<offset>\\d+);\\s*size:(?<size>\\d+);"
                    + "(\\s*signed:(?<signed>\\d);)?");

    private FormatFile() {}

    /** The format that {@code text} describes; lines that are no fields are passed over. */
    public static TracepointFormat parse(String category, String name, String text) {
        var id = ID.matcher(text);
        var fields = new ArrayList<TracepointFormat.Field>();
        for (var matcher = FIELD.matcher(text); matcher.find(); ) {
            fields.add(new TracepointFormat.Field(
                    matcher.group("declaration").strip(),
                    Integer.parseInt(matcher.group("offset")),
                    Integer.parseInt(matcher.group("size")),
                    "1".equals(matcher.group("signed"))));
        }
        return new TracepointFormat(category, name, id.find() ? Integer.parseInt(id.group(1)) : 0, fields);
    }
}
