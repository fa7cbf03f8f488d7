package io.polyprobe.vm.world.simulated;

import static io.polyprobe.vm.world.simulated.Plan.EACCES;
import static io.polyprobe.vm.world.simulated.Plan.ENOENT;
import static io.polyprobe.vm.world.simulated.Plan.O_APPEND;
import static io.polyprobe.vm.world.simulated.Plan.O_CLOEXEC;
import static io.polyprobe.vm.world.simulated.Plan.O_CREAT;
import static io.polyprobe.vm.world.simulated.Plan.O_DIRECTORY;
import static io.polyprobe.vm.world.simulated.Plan.O_RDWR;
import static io.polyprobe.vm.world.simulated.Plan.O_TRUNC;
import static io.polyprobe.vm.world.simulated.Plan.O_WRONLY;

import io.polyprobe.vm.world.simulated.Plan.Descriptor;
import java.util.List;

/** Who lives in the simulated world, and how. */
final class Inhabitants {
    /** A process that is there from the beginning. */
    record Resident(int pid, String comm, int uid, String stream, Life life) {}

    static final List<Resident> ALL = List.of(
            new Resident(312, "systemd-journal", 0, "/dev/null", Inhabitants::journal),
            new Resident(604, "cron", 0, "/dev/null", Inhabitants::cron),
            new Resident(655, "sshd", 0, "/dev/null", Inhabitants::sshd),
            new Resident(702, "containerd", 0, "/dev/null", Inhabitants::containerd),
            new Resident(731, "busybox", 0, "/dev/console", Inhabitants::busybox),
            new Resident(811, "nginx", 33, "TCP", Inhabitants::nginx),
            new Resident(812, "nginx", 33, "TCP", Inhabitants::nginx),
            new Resident(940, "postgres", 106, "TCP", Inhabitants::postgres),
            new Resident(2101, "bash", 1000, "/dev/pts/0", Inhabitants::bash));

    private static final List<String> DOCUMENTS =
            List.of("index.html", "style.css", "app.js", "logo.svg", "about.html");
    private static final List<String> MISSING = List.of("favicon.ico", "robots.txt", ".env", "wp-login.php");
    private static final List<String> NOTES = List.of("notes.txt", "todo.md", "budget.csv", "letter.txt");
    private static final List<String> LIBRARY =
            List.of("encodings/__init__.py", "codecs.py", "os.py", "json/__init__.py", "random.py", "re/__init__.py");

    private Inhabitants() {}

    private static void nginx(Plan plan, Chance chance) {
        plan.awaitRead(Descriptor.of(0), 1_024, chance.between(180, 700), chance.between(150, 1_200));
        if (chance.oneIn(5)) {
            plan.openatFails("/var/www/html/" + chance.any(MISSING), O_CLOEXEC, ENOENT);
        } else {
            String path = "/var/www/html/" + chance.any(DOCUMENTS);
            plan.stat(path, 0);
            Descriptor page = plan.openat(path, O_CLOEXEC);
            plan.read(page, 32_768, (int) Math.min(32_768, FileTree.size(path)));
            plan.close(page);
        }
        plan.write(Descriptor.of(1), chance.between(200, 4_000));
        Descriptor log = plan.openat("/var/log/nginx/access.log", O_WRONLY | O_APPEND | O_CREAT);
        plan.write(log, chance.between(80, 160));
        plan.close(log);
    }

    private static void postgres(Plan plan, Chance chance) {
        plan.awaitRead(Descriptor.of(0), 8_192, chance.between(40, 300), chance.between(200, 1_100));
        plan.compute(chance.between(100, 1_500));
        String table =
                "/var/lib/postgresql/15/main/base/16384/" + chance.any(List.of("2619", "16385", "16391", "16402"));
        Descriptor relation = plan.openat(table, O_RDWR | O_CLOEXEC);
        for (int i = chance.between(1, 3); i > 0; i--) {
            plan.read(relation, 8_192, 8_192);
        }
        plan.close(relation);
        if (chance.oneIn(3)) {
            Descriptor log =
                    plan.openat("/var/lib/postgresql/15/main/pg_wal/000000010000000000000042", O_RDWR | O_CLOEXEC);
            plan.write(log, 8_192);
            plan.fsync(log);
            plan.close(log);
        }
        plan.write(Descriptor.of(1), chance.between(60, 900));
    }

    private static void journal(Plan plan, Chance chance) {
        plan.awaitRead(Descriptor.of(0), 4_096, chance.between(60, 400), chance.between(400, 1_500));
        Descriptor comm = plan.openat("/proc/" + chance.any(List.of("604", "655", "811")) + "/comm", O_CLOEXEC);
        plan.read(comm, 1_024, 6);
        plan.close(comm);
        plan.write(Descriptor.of(1), chance.between(100, 500));
    }

    private static void cron(Plan plan, Chance chance) {
        plan.sleep(chance.between(1_500, 4_000));
        plan.stat("/etc/crontab", 0);
        Descriptor table = plan.openat("/etc/crontab", O_CLOEXEC);
        plan.read(table, 4_096, 1_042);
        plan.read(table, 4_096, 0);
        plan.close(table);
        if (chance.oneIn(3)) {
            plan.run("/usr/bin/date", List.of("date", "+%s"), Inhabitants::date);
        }
    }

    private static void sshd(Plan plan, Chance chance) {
        plan.awaitRead(Descriptor.of(0), 1, 1, chance.between(2_500, 6_000));
        Descriptor users = plan.openat("/etc/passwd", O_CLOEXEC);
        plan.read(users, 4_096, 1_683);
        plan.close(users);
        plan.openatFails("/etc/nologin", 0, ENOENT);
        Descriptor log = plan.openat("/var/log/auth.log", O_WRONLY | O_APPEND);
        plan.write(log, chance.between(70, 130));
        plan.close(log);
    }

    private static void containerd(Plan plan, Chance chance) {
        plan.sleep(chance.between(3_000, 7_000));
        plan.run("/usr/bin/runc", List.of("runc", "state", "web"), (child, luck) -> {
            libraries(child);
            Descriptor state = child.open("openat2", "/run/runc/web/state.json", O_CLOEXEC, 0);
            child.read(state, 8_192, luck.between(2_000, 3_000));
            child.close(state);
            child.exit(0);
        });
    }

    private static void busybox(Plan plan, Chance chance) {
        plan.sleep(chance.between(1_500, 3_500));
        Descriptor load = plan.open("open", "/proc/loadavg", 0, 0);
        plan.read(load, 64, 27);
        plan.close(load);
        if (chance.oneIn(2)) {
            plan.open("open", "/etc/watchdog.conf", 0, ENOENT);
        }
    }

    private static void bash(Plan plan, Chance chance) {
        plan.awaitRead(Descriptor.of(0), 1, 1, chance.between(300, 1_600));
        plan.stat("/home/ada", 0);
        switch (chance.below(7)) {
            case 0, 1 -> {
                String note = chance.any(NOTES);
                plan.run("/usr/bin/cat", List.of("cat", note), (child, luck) -> cat(child, "/home/ada/" + note));
            }
            case 2 -> plan.run("/usr/bin/ls", List.of("ls", "--color=auto"), Inhabitants::ls);
            case 3 -> plan.run("/usr/bin/python3", List.of("python3", "report.py"), Inhabitants::python);
            case 4 -> plan.run("/usr/bin/date", List.of("date"), Inhabitants::date);
            case 5 ->
                plan.run("/usr/bin/sync", List.of("sync"), (child, _) -> {
                    libraries(child);
                    child.sync();
                    child.exit(0);
                });
            default ->
                plan.run("/usr/bin/cat", List.of("cat", "/etc/shadow"), (child, luck) -> {
                    libraries(child);
                    child.openatFails("/etc/shadow", 0, EACCES);
                    child.write(Descriptor.of(2), 37);
                    child.exit(1);
                });
        }
        plan.write(Descriptor.of(1), chance.between(10, 30));
    }

    /** What the dynamic linker does for each program. */
    private static void libraries(Plan plan) {
        plan.access("/etc/ld.so.preload", ENOENT);
        Descriptor cache = plan.openat("/etc/ld.so.cache", O_CLOEXEC);
        plan.close(cache);
        Descriptor libc = plan.openat("/lib/x86_64-linux-gnu/libc.so.6", O_CLOEXEC);
        plan.read(libc, 832, 832);
        plan.close(libc);
    }

    private static void cat(Plan plan, String path) {
        libraries(plan);
        Descriptor file = plan.openat(path, 0);
        int size = (int) FileTree.size(path);
        plan.read(file, 131_072, size);
        plan.write(Descriptor.of(1), size);
        plan.read(file, 131_072, 0);
        plan.close(file);
        plan.exit(0);
    }

    private static void ls(Plan plan, Chance chance) {
        libraries(plan);
        Descriptor home = plan.openat("/home/ada", O_DIRECTORY | O_CLOEXEC);
        plan.list(home, 240);
        plan.close(home);
        plan.write(Descriptor.of(1), chance.between(40, 80));
        plan.exit(0);
    }

    private static void date(Plan plan, Chance chance) {
        libraries(plan);
        Descriptor zone = plan.openat("/etc/localtime", O_CLOEXEC);
        plan.read(zone, 4_096, chance.between(110, 120));
        plan.close(zone);
        plan.write(Descriptor.of(1), 29);
        plan.exit(0);
    }

    private static void python(Plan plan, Chance chance) {
        libraries(plan);
        plan.openatFails("/usr/bin/pyvenv.cfg", O_CLOEXEC, ENOENT);
        for (String module : LIBRARY) {
            String path = "/usr/lib/python3.12/" + module;
            plan.stat(path, 0);
            Descriptor source = plan.openat(path, O_CLOEXEC);
            plan.read(source, 65_536, (int) FileTree.size(path));
            plan.close(source);
            plan.compute(chance.between(200, 3_000));
        }
        Descriptor script = plan.openat("/home/ada/report.py", O_CLOEXEC);
        plan.read(script, 4_096, 911);
        plan.close(script);
        plan.compute(chance.between(4_000, 30_000));
        Descriptor result = plan.openat("/home/ada/report.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        plan.write(result, chance.between(300, 2_000));
        plan.close(result);
        plan.unlink("/home/ada/report.tmp");
        plan.exit(chance.oneIn(8) ? 1 : 0);
    }
}
