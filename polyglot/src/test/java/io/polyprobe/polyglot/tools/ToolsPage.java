package io.polyprobe.polyglot.tools;

import io.polyprobe.polyglot.guest.Outcome;
import io.polyprobe.polyglot.tools.Verdict.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The README's table of BCC's tools, made of the results that tests have left in this module's resources. */
final class ToolsPage {
    private static final String START = "<!-- tools: made by ToolsPageTest -->\n";
    private static final String END = "<!-- end of tools -->\n";
    private static final Path RESOURCES = Path.of("src/test/resources/io/polyprobe/polyglot");

    /** Where tools are tried, and the results from there. */
    private static final Map<String, Path> KERNELS = new TreeMap<>(Map.of(
            "1: 6.18 without kprobes", RESOURCES.resolve("launcher/results.tsv"),
            "2: 6.1", RESOURCES.resolve("guest/results-6.1.tsv"),
            "3: 6.12", RESOURCES.resolve("guest/results-6.12.tsv")));

    private ToolsPage() {}

    /** The README with a new table in the place of the old. */
    static String into(String readme) throws IOException {
        int start = readme.indexOf(START) + START.length();
        return readme.substring(0, start) + table() + readme.substring(readme.indexOf(END));
    }

    private static String table() throws IOException {
        List<Map<String, Outcome>> results = new ArrayList<>();
        for (Path file : KERNELS.values()) {
            results.add(Outcome.read(file));
        }
        Map<String, List<String>> verdicts = Tables.read("verdicts.txt");
        var table = new StringBuilder("| tool | shows |");
        KERNELS.keySet().forEach(kernel -> table.append(kernel.substring(2)).append(" |"));
        table.append(" where it does not |\n|---|---|")
                .append("---|".repeat(results.size() + 1))
                .append('\n');
        Tables.read("descriptions.txt").forEach((tool, shows) -> {
            table.append("| `")
                    .append(tool)
                    .append("` | ")
                    .append(shows.getFirst())
                    .append(" |");
            results.forEach(kernel -> table.append(cell(kernel.get(tool))).append(" |"));
            table.append(reason(tool, results, verdicts)).append(" |\n");
        });
        return table.toString();
    }

    private static String cell(@Nullable Outcome outcome) {
        if (outcome == null) {
            return " not tried";
        }
        if (!outcome.clean()) {
            return " no";
        }
        return outcome.rows().equals("yes") ? " yes" : " starts";
    }

    /** The first thing that kept it from running, else what is known of its C. */
    private static String reason(String tool, List<Map<String, Outcome>> results, Map<String, List<String>> verdicts) {
        var failed = results.stream()
                .flatMap(kernel -> Optional.ofNullable(kernel.get(tool)).stream())
                .filter(outcome -> !outcome.clean())
                .map(Outcome::reason)
                .findFirst();
        List<String> verdict = Objects.requireNonNull(verdicts.get(tool), tool);
        String words = failed.orElse(
                verdict.getFirst().equals(Stage.LOADS.name()) || verdict.size() < 2 ? "" : verdict.get(1));
        return words.isEmpty() ? "" : " " + words.replace("|", "\\|").replace("<", "&lt;");
    }
}
