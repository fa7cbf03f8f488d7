package io.polyprobe.vm.world.simulated.scenario;

import java.util.List;

/** Something that a process does. */
public sealed interface Action {
    /** Waits by {@code clock_nanosleep}. */
    record Sleep(Amount nanos) implements Action {}

    /** Keeps a CPU busy. */
    record Compute(Amount nanos) implements Action {}

    /** Opens a file, reads it from its start and closes it; {@code bytes} negative for all that it has. */
    record Read(Choice file, Amount bytes, String syscall) implements Action {}

    /** Opens a file, writes to it and closes it. */
    record Write(Choice file, Amount bytes, boolean create, boolean sync) implements Action {}

    /** Fails to open a file. */
    record Fail(Choice file, String syscall, int errno) implements Action {}

    /** Asks for a file. */
    record Stat(Choice file, String syscall, boolean missing) implements Action {}

    /** Lists a directory. */
    record ListDirectory(Choice directory) implements Action {}

    record Delete(Choice file) implements Action {}

    record Rename(String from, String to) implements Action {}

    /** Makes a directory and takes it away. */
    record Directory(Choice path) implements Action {}

    /** Waits at standard input until something comes. */
    record Input(Amount bytes, Amount after) implements Action {}

    /** Writes to standard output. */
    record Print(Amount bytes) implements Action {}

    /** All files that were written to go to the disk. */
    record Sync() implements Action {}

    /** Runs a program and waits for its end. */
    record Run(String program, List<String> arguments, List<String> stack, List<Action> actions) implements Action {}

    /** Waits for a client at a port, serves it and closes the connection. */
    record Accept(int port, Choice client, Amount after, Amount roundTrip, List<Action> actions) implements Action {}

    /** Connects, converses and closes the connection. */
    record Connect(Choice to, int port, Amount roundTrip, Answer answer, List<Action> actions) implements Action {}

    /** Asks a name server by UDP. */
    record Resolve(Choice server) implements Action {}

    /** Sends in the conversation that it is part of. */
    record Send(Amount bytes, boolean file) implements Action {}

    /** Receives in the conversation that it is part of. */
    record Receive(Amount bytes, Amount after) implements Action {}

    /** Sends a signal to a process by its name. */
    record Kill(String process, int signal) implements Action {}

    record Mount(String source, String target, String type) implements Action {}

    record Unmount(String target) implements Action {}

    /** Makes a piece of System V shared memory, uses it and takes it away. */
    record ShareMemory(int key, Amount bytes) implements Action {}

    /** Holds one of the kernel's locks. */
    record Lock(String name, Amount nanos) implements Action {}

    /** Touches fresh memory; where memory is short, the kernel first has to take it from files. */
    record Touch(Amount pages, boolean isShort) implements Action {}

    /** Takes more memory than there is and is killed. */
    record Exhaust() implements Action {}

    /** Passes descriptors over a local socket. */
    record PassDescriptors(int number) implements Action {}

    /** One of some ways to go on. */
    record Choose(List<Way> ways) implements Action {}

    /** @param weight how likely, against the others */
    record Way(int weight, List<Action> actions) {}

    record Repeat(Amount times, List<Action> actions) implements Action {}

    /** Ends the process. */
    record Exit(int status) implements Action {}

    /** How the other side answers to a connection. */
    enum Answer {
        ACCEPTED,
        REFUSED,
        /** Not at all. */
        NONE
    }
}
