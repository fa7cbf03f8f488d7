package io.polyprobe.vm.world.simulated.scenario;

import java.util.List;

/**
 * A process that is there from the beginning and never ends.
 *
 * @param name 1 to 15 bytes
 * @param uid whose it is
 * @param cgroup path of its control group below the root, which is empty
 * @param stream what its standard streams are
 * @param stack its user functions as stacks show them, innermost first
 * @param serves where it listens, by address and port
 * @param actions what it does, over and over
 */
public record Resident(
        int pid,
        String name,
        String program,
        int uid,
        String cgroup,
        String stream,
        List<String> stack,
        List<Service> serves,
        List<Action> actions) {
    public Resident {
        stack = List.copyOf(stack);
        serves = List.copyOf(serves);
        actions = List.copyOf(actions);
    }

    /** @param address an IP address of this machine */
    public record Service(String address, int port) {}
}
