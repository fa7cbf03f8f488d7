package io.polyprobe.vm.world.simulated;

import static io.polyprobe.vm.world.simulated.FileCalls.O_APPEND;
import static io.polyprobe.vm.world.simulated.FileCalls.O_CLOEXEC;
import static io.polyprobe.vm.world.simulated.FileCalls.O_CREAT;
import static io.polyprobe.vm.world.simulated.FileCalls.O_DIRECTORY;
import static io.polyprobe.vm.world.simulated.FileCalls.O_TRUNC;
import static io.polyprobe.vm.world.simulated.FileCalls.O_WRONLY;

import io.polyprobe.vm.world.simulated.Plan.Descriptor;
import io.polyprobe.vm.world.simulated.scenario.Action;
import io.polyprobe.vm.world.simulated.scenario.Action.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes plans of what a scenario says of one process. */
final class Acting {
    private static final int ENOENT = 2;
    private static final int CHUNK = 65_536;
    private static final int DIRECTORY_BYTES = 240;
    private static final int DNS = 53;
    private static final int QUERY = 46;
    private static final int MOST_PAGES = 64;

    private final Machine machine;
    private final Plan plan;
    private final Random random;
    /** Where the process listens, by port. */
    private final Map<Integer, Descriptor> listening = new HashMap<>();

    Acting(Machine machine, Plan plan) {
        this.machine = machine;
        this.plan = plan;
        this.random = machine.chance.source();
    }

    /** Listens at a port from now on. */
    void serve(Endpoint local) {
        listening.put(local.port(), plan.sockets.serve(local));
    }

    /** Plans some actions; {@code conversation} is what they send to and receive from. */
    void act(List<Action> actions, Descriptor conversation) {
        actions.forEach(action -> act(action, conversation));
    }

    private void act(Action action, Descriptor conversation) {
        switch (action) {
            case Action.Sleep(var nanos) -> plan.processes.sleep(nanos.draw(random));
            case Action.Compute(var nanos) -> plan.compute(nanos.draw(random));
            case Action.Read read -> read(read);
            case Action.Write write -> write(write);
            case Action.Fail(var file, var syscall, var errno) ->
                plan.files.open(syscall, file.draw(random), O_CLOEXEC, errno);
            case Action.Stat(var file, var syscall, var missing) ->
                plan.paths.stat(syscall, file.draw(random), missing ? ENOENT : 0);
            case Action.ListDirectory(var directory) -> {
                Descriptor open = plan.files.openat(directory.draw(random), O_DIRECTORY | O_CLOEXEC);
                plan.paths.list(open, DIRECTORY_BYTES);
                plan.files.close(open);
            }
            case Action.Delete(var file) -> plan.paths.unlink(file.draw(random));
            case Action.Rename(var from, var to) -> plan.paths.rename(from, to);
            case Action.Directory(var path) -> {
                String directory = path.draw(random);
                plan.paths.directory(directory, true);
                plan.paths.directory(directory, false);
            }
            case Action.Input(var bytes, var after) -> {
                int size = (int) bytes.draw(random);
                plan.files.awaitRead(Descriptor.of(0), Math.max(size, 1_024), size, after.draw(random));
            }
            case Action.Print(var bytes) -> plan.files.write(Descriptor.of(1), 0, (int) bytes.draw(random));
            case Action.Sync _ -> plan.paths.sync();
            case Action.Run run -> run(run);
            case Action.Accept accept -> accept(accept);
            case Action.Connect connect -> connect(connect);
            case Action.Resolve(var server) -> resolve(Endpoint.of(server.draw(random), DNS));
            case Action.Send(var bytes, var file) -> plan.sockets.send(conversation, (int) bytes.draw(random), file);
            case Action.Receive(var bytes, var after) ->
                plan.sockets.receive(conversation, (int) bytes.draw(random), after.draw(random));
            case Action.Kill(var process, var signal) -> kill(process, signal);
            case Action.Mount(var source, var target, var type) -> plan.others.mount(source, target, type);
            case Action.Unmount(var target) -> plan.others.unmount(target);
            case Action.ShareMemory(var key, var bytes) -> plan.others.shareMemory(key, (int) bytes.draw(random));
            case Action.Lock(var name, var nanos) -> plan.others.lock(name, nanos.draw(random));
            case Action.Touch(var pages, var isShort) ->
                plan.others.touch((int) Math.min(MOST_PAGES, pages.draw(random)), isShort);
            case Action.Exhaust _ -> plan.others.exhaust();
            case Action.PassDescriptors(var number) ->
                plan.sockets.passDescriptors(
                        IntStream.range(5, 5 + number).boxed().toList());
            case Action.Choose(var ways) -> act(way(ways).actions(), conversation);
            case Action.Repeat(var times, var actions) -> {
                for (long left = times.draw(random); left > 0; left--) {
                    act(actions, conversation);
                }
            }
            case Action.Exit(var status) -> plan.processes.exit(status);
        }
    }

    private Way way(List<Way> ways) {
        int all = ways.stream().mapToInt(Way::weight).sum();
        int drawn = random.nextInt(all);
        for (Way way : ways) {
            drawn -= way.weight();
            if (drawn < 0) {
                return way;
            }
        }
        throw new IllegalStateException("weights that do not add up");
    }

    private void read(Action.Read read) {
        String path = read.file().draw(random);
        Descriptor file = plan.files.open(read.syscall(), path, O_CLOEXEC, 0);
        long wanted = read.bytes().draw(random);
        long left = wanted < 0 ? FileTree.size(path) : wanted;
        for (long offset = 0; left > 0; offset += CHUNK, left -= CHUNK) {
            plan.files.read(file, offset, CHUNK, (int) Math.min(left, CHUNK));
        }
        plan.files.close(file);
    }

    private void write(Action.Write write) {
        String path = write.file().draw(random);
        int how = write.create() ? O_TRUNC : O_APPEND;
        Descriptor file = plan.files.openat(path, O_WRONLY | O_CREAT | how);
        plan.files.write(file, 0, (int) write.bytes().draw(random));
        if (write.sync()) {
            plan.files.fsync(file);
        }
        plan.files.close(file);
    }

    private void run(Action.Run run) {
        plan.processes.run(run.program(), run.arguments(), run.stack(), child -> {
            var acting = new Acting(machine, child);
            acting.act(run.actions(), new Descriptor());
            child.processes.exit(0);
        });
        plan.processes.await();
    }

    private void accept(Action.Accept accept) {
        Descriptor listener = listening.get(accept.port());
        if (listener == null) {
            throw new IllegalStateException("nothing listens at port " + accept.port());
        }
        var client = Endpoint.of(accept.client().draw(random), 32_768 + random.nextInt(28_232));
        Descriptor conversation = plan.sockets.accept(
                listener,
                client,
                accept.after().draw(random),
                accept.roundTrip().draw(random));
        act(accept.actions(), conversation);
        plan.files.close(conversation);
    }

    private void connect(Action.Connect connect) {
        var remote = Endpoint.of(connect.to().draw(random), connect.port());
        Descriptor conversation =
                plan.sockets.connect(remote, connect.roundTrip().draw(random), connect.answer());
        if (connect.answer() == Action.Answer.ACCEPTED) {
            act(connect.actions(), conversation);
        }
        plan.files.close(conversation);
    }

    private void resolve(Endpoint server) {
        Endpoint local = machine.network.here(server, machine.network.freePort());
        Descriptor socket = plan.sockets.socket(Socket.IPPROTO_UDP, local, server);
        plan.sockets.send(socket, QUERY, false);
        plan.sockets.receive(socket, QUERY + 16, 300_000 + random.nextInt(30_000_000));
        plan.files.close(socket);
    }

    private void kill(String process, int signal) {
        machine.residents.stream()
                .filter(task -> task.comm.equals(process))
                .findFirst()
                .ifPresentOrElse(
                        task -> plan.processes.kill(task, signal), () -> plan.processes.killNobody(4_999, signal));
    }
}
