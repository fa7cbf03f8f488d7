package io.polyprobe.target;

import java.util.List;

/**
 * A tracepoint's record as tracefs describes it ({@code Documentation/trace/events.rst}).
 *
 * @param id the number that {@code perf_event_open(2)} takes
 * @param fields all fields, the {@code common_} ones included
 */
public record TracepointFormat(String category, String name, int id, List<Field> fields) {
    public TracepointFormat {
        fields = List.copyOf(fields);
    }

    /**
     * @param declaration C as in the format file, such as {@code const char * filename} or {@code __data_loc char[] msg}
     * @param offset bytes
     * @param size bytes
     */
    public record Field(String declaration, int offset, int size, boolean signed) {}
}
