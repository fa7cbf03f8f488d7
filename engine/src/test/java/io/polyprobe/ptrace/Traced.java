package io.polyprobe.ptrace;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.TraceLine;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.world.WorldSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a program in a ptrace world with one BPF program attached, and gives what that prints. */
record Traced(List<String> lines, int exitCode) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String PRELUDE = """
            #include "base.h"
            #include "regs.h"
            #include "tasks.h"
            #include "files.h"
            #include "tracing.h"
            #define SEC(name) __attribute__((section(name), used))
            #define print(format, ...) ({ char f[] = format; printk(f, sizeof(f), ##__VA_ARGS__); })
            static long (*printk)(const char *, u32, ...) = (void *)6;
            static u64 (*pid_tgid)(void) = (void *)14;
            static u64 (*uid_gid)(void) = (void *)15;
            static long (*comm)(void *, u32) = (void *)16;
            static struct task_struct *(*current)(void) = (void *)35;
            static long (*write_user)(void *, const void *, u32) = (void *)36;
            static u64 (*cgroup)(void) = (void *)80;
            static long (*read_kernel)(void *, u32, const void *) = (void *)113;
            static long (*read_user_str)(void *, u32, const void *) = (void *)114;
            static long (*read_kernel_str)(void *, u32, const void *) = (void *)115;
            #define get(to, from) read_kernel(&to, sizeof(to), &from)
            char LICENSE[] SEC("license") = "GPL";
            """;

    static ObjectSpec object(String c) {
        Path headers = Path.of("src/main/resources/io/polyprobe/vm/kernel").toAbsolutePath();
        return ObjectReader.read("test.o", TestClang.object(PRELUDE + c, "-I" + headers, "-Wno-unused"));
    }

    static VmTarget open(String... command) {
        return VmTarget.open(
                VmOptions.DEFAULT.withWorld(WorldSpec.parse("ptrace").withCommand(List.of(command))));
    }

    /** @param c of one program, {@code p} */
    static Traced run(String probe, String c, String... command) throws InterruptedException {
        try (var target = open(command)) {
            var object = target.load(object(c));
            object.attach("p", ProbeSpec.parse(probe));
            return new Traced(all(target.trace()), target.finish().orElseThrow());
        }
    }

    /** A program that never hangs its test. */
    static Traced shell(String probe, String c, String script) throws InterruptedException {
        return run(probe, c, "timeout", "-s", "KILL", "60", "/bin/sh", "-c", script);
    }

    static List<String> all(TraceStream stream) throws InterruptedException {
        var lines = new ArrayList<String>();
        try {
            while (true) {
                TraceLine line = stream.read(PATIENCE);
                if (line == null) {
                    throw new AssertionError("the program did not end; it said " + lines);
                }
                lines.add(message(line));
            }
        } catch (WorldEndedException e) {
            return lines;
        }
    }

    static String message(TraceLine line) {
        String text = new String(line.text(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("printk: ") + "printk: ".length());
    }
}
