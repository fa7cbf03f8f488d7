package io.polyprobe.dialect;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What tells this engine from another version of it, as objects made by another are not to be reused. */
final class EngineIdentity {
    /** Size and time of the engine's jar, or of each class and resource of this package. */
    static final String TEXT = describe();

    private EngineIdentity() {}

    private static String describe() {
        try {
            var code = Path.of(EngineIdentity.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(code)) {
                return describe(code);
            }
            var own = code.resolve(EngineIdentity.class.getPackageName().replace('.', '/'));
            try (var files = Files.walk(own)) {
                return files.filter(Files::isRegularFile)
                        .sorted()
                        .map(EngineIdentity::describe)
                        .collect(Collectors.joining("\n"));
            }
        } catch (IOException | URISyntaxException unknown) {
            return "";
        }
    }

    private static String describe(Path file) {
        try {
            return "%s %d %s".formatted(file.getFileName(), Files.size(file), Files.getLastModifiedTime(file));
        } catch (IOException gone) {
            return file.toString();
        }
    }
}
