package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The parts of the simulated machine, as each knows the others. */
final class Machine {
    final Hits hits;
    final KernelHeap heap;
    final Clock clock;
    final Agenda agenda = new Agenda();
    final Chance chance;
    final FileTree tree;
    final Population population;
    final Scheduler scheduler;
    final Interrupts interrupts = new Interrupts(this);
    final Slabs slabs;
    final Disk disk;
    final PageCache cache;
    final Network network;
    final Tcp tcp;
    /** The processes that are there from the beginning. */
    final List<Task> residents = new ArrayList<>();

    final Pressure pressure;
    final UserCode code = new UserCode();
    final Locks locks = new Locks(this);
    final Capabilities capabilities;

    /** @param cpus how many there are */
    Machine(Hits hits, KernelHeap heap, UserSpaces userSpaces, Random random, long start, int cpus) {
        this.hits = hits;
        this.heap = heap;
        this.clock = new Clock(start);
        this.chance = new Chance(random);
        this.tree = new FileTree(heap);
        this.population = new Population(hits, heap, tree, userSpaces, random);
        List<Task> idle = population.idle(cpus);
        this.scheduler = new Scheduler(agenda, clock, hits, heap, random, idle);
        this.capabilities = new Capabilities(this);
        this.pressure = new Pressure(this);
        this.slabs = new Slabs(this);
        this.disk = new Disk(this);
        this.cache = new PageCache(this);
        this.network = new Network(this);
        this.tcp = new Tcp(this);
    }

    /** The kernel functions that the running task is in. */
    Frames frames() {
        return scheduler.current().frames;
    }

    /** The kernel's variables that tools look up by name. */
    Map<String, Long> symbols() {
        var symbols = new TreeMap<>(tree.symbols());
        symbols.put("vm_zone_stat", pressure.counters());
        return symbols;
    }

    /** Has something happen some nanoseconds from now. */
    void later(long nanos, Runnable action) {
        agenda.at(clock.now() + nanos, action);
    }
}
