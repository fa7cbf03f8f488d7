package io.polyprobe.vm.world.simulated.scenario;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import io.polyprobe.diag.TargetException;
import io.polyprobe.vm.world.simulated.scenario.Entry.Source;
import io.polyprobe.vm.world.simulated.scenario.Resident.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads scenarios from YAML. What is wrong with one is told with its line and column. */
public final class ScenarioReader {
    private static final Set<String> SCENARIO = Set.of("users", "processes");
    private static final Set<String> PROCESS =
            Set.of("name", "program", "pid", "copies", "user", "cgroup", "stream", "stack", "serves", "does");
    private static final int LONGEST_NAME = 15;
    private static final int FIRST_PID = 300;
    private static final int LAST_PID = 3_999;

    private final Map<String, Integer> users = new HashMap<>(Map.of("root", 0));
    private final Set<Integer> pids = new HashSet<>();

    private ScenarioReader() {}

    /**
     * @throws TargetException where there is no such file, or it is no scenario
     */
    public static Scenario read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new TargetException(
                    Diagnostic.error(
                            "cannot read the scenario %s: there is no such file".formatted(file),
                            "Behind 'simulated:' stands a scenario's file in YAML; without, the built-in one is run."),
                    e);
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error("cannot read the scenario %s: %s".formatted(file, e.getMessage())), e);
        }
    }

    /** The scenario that worlds have where none is named. */
    public static Scenario builtIn() {
        try (var in = ScenarioReader.class.getResourceAsStream("default.yaml")) {
            if (in == null) {
                throw new IllegalStateException("default.yaml is missing from the engine's jar");
            }
            return parse("default.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param name what errors call it
     * @throws TargetException where the text is no scenario
     */
    public static Scenario parse(String name, String text) {
        var source = new Source(name, text.lines().toList());
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            var place = e.getProblemMark()
                    .map(mark -> new Place(
                            name,
                            mark.getLine() + 1,
                            mark.getColumn() + 1,
                            1,
                            mark.getLine() < source.lines().size()
                                    ? source.lines().get(mark.getLine())
                                    : null))
                    .orElse(null);
            throw new TargetException(
                    Diagnostic.error("this is not YAML: " + e.getProblem()).at(place), e);
        }
        return new ScenarioReader()
                .scenario(new Entry(
                        root.orElseThrow(() ->
                                new TargetException(Diagnostic.error("the scenario %s is empty".formatted(name)))),
                        source));
    }

    private Scenario scenario(Entry entry) {
        Map<String, Entry> parts = entry.parts(SCENARIO);
        if (parts.containsKey("users")) {
            users(parts.get("users"));
        }
        Entry processes = parts.get("processes");
        if (processes == null) {
            throw entry.wrong("a scenario needs 'processes'");
        }
        var residents = new ArrayList<Resident>();
        for (Entry process : processes.list()) {
            residents.addAll(process(process));
        }
        return new Scenario(residents);
    }

    private void users(Entry entry) {
        entry.all().forEach((name, id) -> users.put(name, id.text(Integer::parseUnsignedInt)));
    }

    private List<Resident> process(Entry entry) {
        var fields = new Fields(entry, PROCESS);
        String name = fields.text("name");
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw entry.wrong("'%s' is no name of a process: the kernel keeps 1 to 15 bytes".formatted(name));
        }
        String user = fields.text("user", "root");
        Integer uid = users.get(user);
        if (uid == null) {
            throw entry.wrong(
                    "there is no user '%s'".formatted(user), "Users are listed under 'users', as in 'ada: 1000'.");
        }
        int copies = fields.number("copies", 1);
        int pid = fields.number("pid", FIRST_PID + 7 * pids.size());
        var all = new ArrayList<Resident>();
        for (int copy = 0; copy < copies; copy++) {
            if (pid + copy < 2 || pid + copy > LAST_PID || !pids.add(pid + copy)) {
                throw entry.wrong("pid %d is taken, or not from 2 to %d".formatted(pid + copy, LAST_PID));
            }
            all.add(new Resident(
                    pid + copy,
                    name,
                    fields.text("program", "/usr/bin/" + name),
                    uid,
                    fields.text("cgroup", ""),
                    fields.text("stream", "/dev/null"),
                    fields.texts("stack"),
                    fields.each("serves", ScenarioReader::service),
                    fields.each("does", ActionReader::read)));
        }
        return all;
    }

    private static Service service(Entry entry) {
        var fields = new Fields(entry, Set.of("port", "address"));
        return new Service(fields.text("address", "0.0.0.0"), fields.number("port"));
    }
}
