package io.polyprobe.polyglot.tools;

import io.polyprobe.polyglot.guest.Outcome;
import io.polyprobe.polyglot.tools.Verdict.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The README's table of BCC's tools, made of the results that tests have left in this module's resources. */
final class ToolsPage {
    private static final String START = "<!-- tools: made by ToolsPageTest -->\n";
    private static final String END = "<!-- end of tools -->\n";
    private static final Path RESOURCES = Path.of("src/test/resources/io/polyprobe/polyglot");

    /** What a comparison says of a tool that prints what it prints under BCC. */
    private static final String EQUAL = "equal";

    private static final List<Kernel> KERNELS = List.of(
            new Kernel("6.18 without kprobes", "launcher/results.tsv", null),
            new Kernel("a command, unprivileged", "launcher/ptrace-results.tsv", null),
            new Kernel("simulated, unprivileged", "tools/vm-results.tsv", null),
            new Kernel("6.1", "guest/results-6.1.tsv", "guest/comparison-6.1.tsv"),
            new Kernel("6.12", "guest/results-6.12.tsv", "guest/comparison-6.12.tsv"));

    /**
     * Where tools are tried, and two files from there.
     *
     * @param comparison what became of tools whose output was compared with that under BCC, where that was done
     */
    private record Kernel(
            String name, String results, @Nullable String comparison) {
        Map<String, Outcome> outcomes() throws IOException {
            return Outcome.read(RESOURCES.resolve(results));
        }

        /** Of the last results: the first line of their file ends in it. */
        String date() throws IOException {
            String title = Files.readAllLines(RESOURCES.resolve(results)).getFirst();
            return title.substring(title.lastIndexOf(' ') + 1);
        }

        Set<String> equal() throws IOException {
            if (comparison == null) {
                return Set.of();
            }
            return Files.readAllLines(RESOURCES.resolve(comparison)).stream()
                    .map(line -> line.split("\t"))
                    .filter(fields -> fields.length > 1 && fields[1].startsWith(EQUAL))
                    .map(fields -> fields[0])
                    .collect(Collectors.toSet());
        }
    }

    private ToolsPage() {}

    /** The README with a new table in the place of the old. */
    static String into(String readme) throws IOException {
        int start = readme.indexOf(START) + START.length();
        return readme.substring(0, start) + table() + readme.substring(readme.indexOf(END));
    }

    private static String table() throws IOException {
        List<Map<String, Outcome>> results = new ArrayList<>();
        List<Set<String>> equal = new ArrayList<>();
        for (Kernel kernel : KERNELS) {
            results.add(kernel.outcomes());
            equal.add(kernel.equal());
        }
        Map<String, List<String>> verdicts = Tables.read("verdicts.txt");
        var table = new StringBuilder("| tool | shows |");
        KERNELS.forEach(kernel -> table.append(' ').append(kernel.name()).append(" |"));
        table.append(" where it does not |\n|---|---|")
                .append("---|".repeat(results.size() + 1))
                .append('\n');
        Tables.read("descriptions.txt").forEach((tool, shows) -> {
            table.append("| `")
                    .append(tool)
                    .append("` | ")
                    .append(shows.getFirst())
                    .append(" |");
            for (int kernel = 0; kernel < results.size(); kernel++) {
                table.append(cell(
                                results.get(kernel).get(tool), equal.get(kernel).contains(tool)))
                        .append(" |");
            }
            table.append(reason(tool, results, verdicts)).append(" |\n");
        });
        List<String> dates = new ArrayList<>();
        for (Kernel kernel : KERNELS) {
            dates.add(kernel.date() + " (" + kernel.name() + ")");
        }
        return table.append("\nLast tried on ")
                .append(String.join(", ", dates))
                .append(".\n")
                .toString();
    }

    private static String cell(@Nullable Outcome outcome, boolean asUnderBcc) {
        if (outcome == null) {
            return " not tried";
        }
        if (!outcome.clean()) {
            return " no";
        }
        return !outcome.rows().equals("yes") ? " starts" : asUnderBcc ? " yes, as BCC" : " yes";
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
