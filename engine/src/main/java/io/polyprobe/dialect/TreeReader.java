package io.polyprobe.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code clang -ast-dump=json} writes, while it is written.
 *
 * <p>Clang names a location's file only where it differs from the location written before, so all locations are
 * followed in their order.
 */
final class TreeReader {
    /** Clang nests a tree some levels for each level of C, and takes 256 levels of brackets. */
    private static final int DEPTH = 20_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private final JsonParser parser;
    private String file = "";

    private TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the tree's root; empty where nothing was written, as clang does on some errors. */
    static Optional<Node> read(InputStream in) throws IOException {
        try (var parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return Optional.of(new TreeReader(parser).node());
        }
    }

    private Node node() throws IOException {
        Map<String, String> attributes = new HashMap<>();
        List<Node> inner = new ArrayList<>();
        Spot name = null;
        Spot begin = null;
        Spot end = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "loc" -> name = spot();
                case "inner", "array_filler" -> nodes(inner);
                case "range" -> {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        boolean first = parser.currentName().equals("begin");
                        parser.nextToken();
                        var spot = spot();
                        begin = first ? spot : begin;
                        end = first ? end : spot;
                    }
                }
                default -> attribute(field, attributes);
            }
        }
        return new Node(attributes.getOrDefault("kind", ""), attributes, name, begin, end, inner);
    }

    private void nodes(List<Node> into) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                into.add(node());
            }
        }
    }

    private void attribute(String name, Map<String, String> attributes) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = name + "." + parser.currentName();
                    parser.nextToken();
                    attribute(field, attributes);
                }
            }
            case START_ARRAY -> parser.skipChildren();
            default -> attributes.put(name, parser.getText());
        }
    }

    private @Nullable Spot spot() throws IOException {
        Place spelling = null;
        Place expansion = null;
        var own = new Place();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "spellingLoc" -> spelling = place();
                case "expansionLoc" -> expansion = place();
                default -> own.take(field);
            }
        }
        if (spelling != null && expansion != null && spelling.offset >= 0 && expansion.offset >= 0) {
            return new Spot(spelling.file, spelling.offset, spelling.length, expansion.offset, expansion.file, true);
        }
        own.settle();
        return own.offset < 0 ? null : new Spot(own.file, own.offset, own.length, own.offset, own.file, false);
    }

    private Place place() throws IOException {
        var place = new Place();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            place.take(field);
        }
        place.settle();
        return place;
    }

    private final class Place {
        private String file = "";
        private int offset = -1;
        private int length;

        private void take(String field) throws IOException {
            switch (field) {
                case "file" -> file = parser.getText();
                case "offset" -> offset = parser.getIntValue();
                case "tokLen" -> length = parser.getIntValue();
                default -> parser.skipChildren();
            }
        }

        private void settle() {
            if (!file.isEmpty()) {
                TreeReader.this.file = file;
            }
            file = TreeReader.this.file;
        }
    }
}
