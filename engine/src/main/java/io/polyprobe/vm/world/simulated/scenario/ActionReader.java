package io.polyprobe.vm.world.simulated.scenario;

import io.polyprobe.target.NearestNames;
import io.polyprobe.vm.world.simulated.scenario.Action.Answer;
import io.polyprobe.vm.world.simulated.scenario.Action.Way;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads what processes do: mappings of one name, that of the action, to what it takes. */
final class ActionReader {
    private static final Map<String, Integer> ERRORS = Map.of("EPERM", 1, "ENOENT", 2, "EACCES", 13, "ENOTDIR", 20);
    private static final Map<String, Answer> ANSWERS =
            Map.of("accepted", Answer.ACCEPTED, "refused", Answer.REFUSED, "none", Answer.NONE);
    private static final Map<String, String> OPENS = names("open", "openat", "openat2");
    private static final Map<String, String> STATS =
            names("newfstatat", "newstat", "newlstat", "statx", "statfs", "access");
    private static final Amount SOON = Amount.of(200_000);
    private static final Map<String, Function<Entry, Action>> READERS = new HashMap<>();

    static {
        READERS.put("sleep", entry -> new Action.Sleep(entry.text(Quantity.TIME::read)));
        READERS.put("compute", entry -> new Action.Compute(entry.text(Quantity.TIME::read)));
        READERS.put("read", ActionReader::read1);
        READERS.put("write", ActionReader::write);
        READERS.put("fail", ActionReader::fail);
        READERS.put("stat", ActionReader::stat);
        READERS.put("list", entry -> new Action.ListDirectory(new Choice(entry.texts())));
        READERS.put("delete", entry -> new Action.Delete(new Choice(entry.texts())));
        READERS.put("rename", ActionReader::rename);
        READERS.put("directory", entry -> new Action.Directory(new Choice(entry.texts())));
        READERS.put("input", ActionReader::input);
        READERS.put("print", entry -> new Action.Print(entry.text(Quantity.SIZE::read)));
        READERS.put("run", ActionReader::run);
        READERS.put("accept", ActionReader::accept);
        READERS.put("connect", ActionReader::connect);
        READERS.put("resolve", entry -> new Action.Resolve(new Choice(entry.texts())));
        READERS.put("send", ActionReader::send);
        READERS.put("receive", ActionReader::receive);
        READERS.put("kill", ActionReader::kill);
        READERS.put("mount", ActionReader::mount);
        READERS.put("unmount", entry -> new Action.Unmount(entry.text()));
        READERS.put("share-memory", ActionReader::shareMemory);
        READERS.put("lock", ActionReader::lock);
        READERS.put("touch", ActionReader::touch);
        READERS.put("pass-descriptors", entry -> new Action.PassDescriptors(entry.text(Fields::integer)));
        READERS.put("choose", entry -> new Action.Choose(entry.each(ActionReader::way)));
        READERS.put("repeat", ActionReader::repeat);
        READERS.put("exit", entry -> new Action.Exit(entry.text(Fields::integer)));
    }

    private ActionReader() {}

    private static Map<String, String> names(String... names) {
        return java.util.Arrays.stream(names)
                .collect(java.util.stream.Collectors.toUnmodifiableMap(name -> name, name -> name));
    }

    static Action read(Entry entry) {
        if (entry.isText()) {
            return switch (entry.text()) {
                case "sync" -> new Action.Sync();
                case "exhaust" -> new Action.Exhaust();
                default -> throw unknown(entry, entry.text());
            };
        }
        var single = entry.single()
                .orElseThrow(() -> entry.wrong(
                        "an action is one name and what it takes, as in 'sleep: 5ms'",
                        "Each action is an element of its own: begin its line with '- '."));
        String name = single.getKey().text();
        var reader = READERS.get(name);
        if (reader == null) {
            throw unknown(single.getKey(), name);
        }
        return reader.apply(single.getValue());
    }

    private static RuntimeException unknown(Entry entry, String name) {
        var near = NearestNames.of(name, READERS.keySet().stream(), 2);
        return entry.wrong(
                "there is no action '%s'".formatted(name),
                near.isEmpty()
                        ? "There are: "
                                + String.join(
                                        ", ", READERS.keySet().stream().sorted().toList()) + ", sync, exhaust."
                        : "Did you mean " + String.join(" or ", near) + "?");
    }

    private static Action read1(Entry entry) {
        if (entry.isText() || entry.isList()) {
            return new Action.Read(new Choice(entry.texts()), Amount.of(-1), "openat");
        }
        var fields = new Fields(entry, Set.of("file", "bytes", "by"));
        return new Action.Read(
                fields.choice("file"),
                fields.amount("bytes", Quantity.SIZE, Amount.of(-1)),
                fields.word("by", OPENS, "openat"));
    }

    private static Action write(Entry entry) {
        var fields = new Fields(entry, Set.of("file", "bytes", "create", "sync"));
        return new Action.Write(
                fields.choice("file"),
                fields.amount("bytes", Quantity.SIZE),
                fields.flag("create"),
                fields.flag("sync"));
    }

    private static Action fail(Entry entry) {
        var fields = new Fields(entry, Set.of("file", "error", "by"));
        return new Action.Fail(
                fields.choice("file"), fields.word("by", OPENS, "openat"), fields.word("error", ERRORS, 2));
    }

    private static Action stat(Entry entry) {
        if (entry.isText() || entry.isList()) {
            return new Action.Stat(new Choice(entry.texts()), "newfstatat", false);
        }
        var fields = new Fields(entry, Set.of("file", "by", "missing"));
        return new Action.Stat(fields.choice("file"), fields.word("by", STATS, "newfstatat"), fields.flag("missing"));
    }

    private static Action rename(Entry entry) {
        var fields = new Fields(entry, Set.of("from", "to"));
        return new Action.Rename(fields.text("from"), fields.text("to"));
    }

    private static Action input(Entry entry) {
        var fields = new Fields(entry, Set.of("bytes", "after"));
        return new Action.Input(
                fields.amount("bytes", Quantity.SIZE, Amount.of(1)), fields.amount("after", Quantity.TIME));
    }

    private static Action run(Entry entry) {
        var fields = new Fields(entry, Set.of("program", "arguments", "stack", "does"));
        return new Action.Run(
                fields.text("program"),
                fields.texts("arguments"),
                fields.texts("stack"),
                fields.each("does", ActionReader::read));
    }

    private static Action accept(Entry entry) {
        var fields = new Fields(entry, Set.of("port", "from", "after", "round-trip", "does"));
        return new Action.Accept(
                fields.number("port"),
                fields.choice("from"),
                fields.amount("after", Quantity.TIME),
                fields.amount("round-trip", Quantity.TIME, SOON),
                fields.each("does", ActionReader::read));
    }

    private static Action connect(Entry entry) {
        var fields = new Fields(entry, Set.of("to", "port", "round-trip", "answer", "does"));
        return new Action.Connect(
                fields.choice("to"),
                fields.number("port"),
                fields.amount("round-trip", Quantity.TIME, SOON),
                fields.word("answer", ANSWERS, Answer.ACCEPTED),
                fields.each("does", ActionReader::read));
    }

    private static Action send(Entry entry) {
        if (entry.isText()) {
            return new Action.Send(entry.text(Quantity.SIZE::read), false);
        }
        var fields = new Fields(entry, Set.of("bytes", "file"));
        return new Action.Send(fields.amount("bytes", Quantity.SIZE), fields.flag("file"));
    }

    private static Action receive(Entry entry) {
        if (entry.isText()) {
            return new Action.Receive(entry.text(Quantity.SIZE::read), SOON);
        }
        var fields = new Fields(entry, Set.of("bytes", "after"));
        return new Action.Receive(fields.amount("bytes", Quantity.SIZE), fields.amount("after", Quantity.TIME, SOON));
    }

    private static Action kill(Entry entry) {
        var fields = new Fields(entry, Set.of("process", "signal"));
        return new Action.Kill(fields.text("process"), fields.number("signal"));
    }

    private static Action mount(Entry entry) {
        var fields = new Fields(entry, Set.of("source", "target", "type"));
        return new Action.Mount(fields.text("source"), fields.text("target"), fields.text("type"));
    }

    private static Action shareMemory(Entry entry) {
        var fields = new Fields(entry, Set.of("key", "bytes"));
        return new Action.ShareMemory(fields.number("key"), fields.amount("bytes", Quantity.SIZE));
    }

    private static Action lock(Entry entry) {
        var fields = new Fields(entry, Set.of("name", "for"));
        return new Action.Lock(fields.text("name"), fields.amount("for", Quantity.TIME));
    }

    private static Action touch(Entry entry) {
        var fields = new Fields(entry, Set.of("pages", "short"));
        return new Action.Touch(fields.amount("pages", Quantity.COUNT), fields.flag("short"));
    }

    private static Way way(Entry entry) {
        var fields = new Fields(entry, Set.of("weight", "does"));
        return new Way(fields.number("weight", 1), fields.each("does", ActionReader::read));
    }

    private static Action repeat(Entry entry) {
        var fields = new Fields(entry, Set.of("times", "does"));
        return new Action.Repeat(fields.amount("times", Quantity.COUNT), fields.each("does", ActionReader::read));
    }
}
