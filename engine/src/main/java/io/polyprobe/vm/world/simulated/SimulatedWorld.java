package io.polyprobe.vm.world.simulated;

import io.polyprobe.target.MachineFile;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Symbol;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.TracepointCatalog;
import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.simulated.scenario.Resident;
import io.polyprobe.vm.world.simulated.scenario.Scenario;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A machine in which happens what a scenario says: everything in it follows from that and the seed. It never ends by
 * itself.
 */
public final class SimulatedWorld implements World {
    /** The kernel that the virtual machine claims to run. */
    public static final String RELEASE = "6.18.0-polyprobe";

    public static final int CPUS = 4;

    /** Boot was 100 seconds ago when a world begins. */
    public static final long START = 100_000_000_000L;

    private static final long MILLISECOND = 1_000_000;

    private final Machine machine;
    private final UserSpaces userSpaces;
    private final Present present;
    private final Sampling sampling;
    private final DeviceFiles files;
    private final Set<String> functions;

    /** Begins a world. */
    public SimulatedWorld(VirtualKernel kernel, Scenario scenario) {
        this.userSpaces = new UserSpaces(kernel.memory());
        this.functions = KnownNames.functions(kernel.types());
        this.machine = new Machine(kernel.hits(), kernel.heap(), userSpaces, new Random(kernel.seed()), START, CPUS);
        // A program that asks for random numbers must not change what happens, hence a second source.
        this.present = new Present(machine, userSpaces, new Random(~kernel.seed()), kernel.trace());
        this.sampling = new Sampling(machine);
        this.files = new DeviceFiles(machine);
        settle(scenario);
        new Housekeeping(machine).begin();
    }

    /** Starts the processes that are there from the beginning. */
    private void settle(Scenario scenario) {
        Task init = machine.population.task(1, "systemd", machine.scheduler.current(), 0, "/dev/null", 0);
        init.program = "/usr/lib/systemd/systemd";
        for (Resident resident : scenario.residents()) {
            Task task = machine.population.task(
                    resident.pid(),
                    resident.name(),
                    init,
                    resident.uid(),
                    resident.stream(),
                    resident.pid() * MILLISECOND);
            task.program = resident.program();
            task.userFunctions = resident.stack();
            task.cpu = resident.pid() % CPUS;
            machine.population.join(task, Cgroup.of(resident.cgroup()));
            machine.residents.add(task);
            var plan = new Plan(machine, task);
            var acting = new Acting(machine, plan);
            resident.serves().forEach(service -> acting.serve(Endpoint.of(service.address(), service.port())));
            task.life = () -> acting.act(resident.actions(), Plan.Descriptor.of(0));
            machine.scheduler.wakeAfter(MILLISECOND * machine.chance.between(1, 400), task);
        }
    }

    @Override
    public Set<String> functions() {
        return functions;
    }

    @Override
    public Set<String> tracepoints() {
        var all = new TreeSet<>(TracepointCatalog.all().keySet());
        all.removeIf(name -> name.startsWith("syscalls:") && !functions.contains(functionOf(name)));
        return all;
    }

    /** The function behind a system call's own tracepoints. */
    private static String functionOf(String tracepoint) {
        return KnownNames.SYSCALL + tracepoint.replaceFirst("syscalls:sys_(enter|exit)_", "");
    }

    @Override
    public boolean mayHit(ProbeSpec probe) {
        return probe instanceof ProbeSpec.PerfEvent event && Sampling.has(event);
    }

    @Override
    public void attached(Set<ProbeSpec> probes) {
        sampling.watch(probes);
    }

    @Override
    public Optional<Symbol> userSymbol(int pid, long address) {
        return machine.code.at(address);
    }

    @Override
    public Map<String, Long> symbols() {
        return machine.symbols();
    }

    @Override
    public Optional<MachineFile> file(String path) {
        return files.at(path);
    }

    @Override
    public long nextEvent() {
        return machine.agenda.next();
    }

    @Override
    public void step() {
        machine.agenda.runNext(machine.clock);
    }

    @Override
    public void advance(long nanos) {
        machine.clock.advance(nanos);
    }

    @Override
    public Moment moment() {
        return present;
    }

    @Override
    public void close() {
        userSpaces.close();
    }
}
