package io.polyprobe.polyglot.guest;

import java.io.IOException;

/** A process for tools that look at one, or at a database: {@code mysqld.c}, as {@code set-up.sh} compiles it. */
final class Bystander implements AutoCloseable {
    private final Process process;

    Bystander() throws IOException {
        process = new ProcessBuilder("/tmp/mysqld").start();
    }

    String pid() {
        return Long.toString(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
