package io.polyprobe.polyglot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polyprobe.diag.Place;
import io.polyprobe.verifier.account.Account;
import io.polyprobe.verifier.account.Account.Fact;
import io.polyprobe.verifier.account.Account.Line;
import io.polyprobe.verifier.account.Account.Point;
import io.polyprobe.verifier.number.Scalar;
import java.io.IOException;

/** What is known at each line of a program, as JSON. */
final class AccountJson {
    private AccountJson() {}

    /** Writes the field {@code lines} of the object that is open. */
    static void write(JsonGenerator json, Account account) throws IOException {
        json.writeArrayFieldStart("lines");
        for (Line line : account.lines()) {
            json.writeStartObject();
            Place place = line.place();
            if (place != null) {
                json.writeStringField("file", place.file());
                json.writeNumberField("line", place.line());
                json.writeStringField("source", place.text() == null ? "" : place.text());
            }
            json.writeArrayFieldStart("points");
            for (Point point : line.points()) {
                write(json, point);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Point point) throws IOException {
        json.writeStartObject();
        json.writeNumberField("slot", point.slot());
        json.writeStringField("instruction", point.instruction());
        json.writeArrayFieldStart("facts");
        for (Fact fact : point.facts()) {
            json.writeStartObject();
            json.writeStringField("where", fact.where());
            if (!fact.name().isEmpty()) {
                json.writeStringField("name", fact.name());
            }
            json.writeStringField("text", fact.text());
            Scalar number = fact.number();
            if (number != null) {
                write(json, number);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** As hexadecimal text where readers of JSON would lose bits. */
    private static void write(JsonGenerator json, Scalar number) throws IOException {
        json.writeNumberField("min", number.wide().smin());
        json.writeNumberField("max", number.wide().smax());
        json.writeStringField(
                "unsigned_min", Long.toUnsignedString(number.wide().umin()));
        json.writeStringField(
                "unsigned_max", Long.toUnsignedString(number.wide().umax()));
        json.writeStringField("ones", "0x%x".formatted(number.bits().value()));
        json.writeStringField("unknown_bits", "0x%x".formatted(number.bits().mask()));
    }
}
