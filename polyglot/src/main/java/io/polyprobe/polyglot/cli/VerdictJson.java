package io.polyprobe.polyglot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.verifier.account.Account;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A verdict as a line of JSON. */
final class VerdictJson {
    private VerdictJson() {}

    /**
     * @param account what is known at each line, if that is wanted
     * @param asked whether the kernel was
     * @param kernel why it rejects the program
     */
    static String of(
            ProgramSpec program,
            ProgramType type,
            Verdict verdict,
            Optional<Account> account,
            boolean asked,
            Optional<Diagnostic> kernel)
            throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("program", program.name());
            json.writeStringField("type", type.name().toLowerCase(Locale.ROOT));
            json.writeBooleanField("accepted", verdict.isAccepted());
            json.writeNumberField("instructions", verdict.effort().instructions());
            json.writeNumberField("states", verdict.effort().states());
            json.writeNumberField("stack", verdict.effort().stack());
            json.writeNumberField("nanos", verdict.effort().nanos());
            switch (verdict) {
                case Verdict.Accepted accepted -> {
                    json.writeArrayFieldStart("remarks");
                    for (Diagnostic remark : accepted.remarks()) {
                        json.writeStartObject();
                        write(json, remark);
                    }
                    json.writeEndArray();
                }
                case Verdict.Rejected rejected -> {
                    json.writeNumberField("slot", rejected.slot());
                    write(json, "diagnostic", rejected.diagnostic());
                }
            }
            if (!verdict.log().isEmpty()) {
                write(json, "log", verdict.log());
            }
            if (account.isPresent()) {
                AccountJson.write(json, account.get());
            }
            if (asked) {
                json.writeBooleanField("kernel_accepted", kernel.isEmpty());
                if (kernel.isPresent()) {
                    write(json, "kernel_diagnostic", kernel.get());
                }
            }
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, String name, Diagnostic diagnostic) throws IOException {
        json.writeObjectFieldStart(name);
        write(json, diagnostic);
    }

    /** The rest of an object that is open. */
    private static void write(JsonGenerator json, Diagnostic diagnostic) throws IOException {
        json.writeStringField("message", diagnostic.message());
        var place = diagnostic.place();
        if (place != null) {
            json.writeStringField("file", place.file());
            json.writeNumberField("line", place.line());
        }
        write(json, "context", diagnostic.context());
        write(json, "hints", diagnostic.hints());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }
}
