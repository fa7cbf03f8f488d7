package io.polyprobe.polyglot.script;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C for languages that have no handling of their own. A script hears of it where it waits; one that does not come
 * to wait soon is ended.
 */
public final class Interrupts implements AutoCloseable {
    /** How long a script has to hear of Ctrl-C: longer than any slice of waiting, short for a person. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Signals signals = new Signals("INT", this::raise);
    private final Runnable end;
    private boolean pending;
    private boolean patient;

    /** @param end ends a script that does not hear */
    public Interrupts(Runnable end) {
        this.end = end;
    }

    /** Whether there was a Ctrl-C since the last call that said so. */
    synchronized boolean take() {
        boolean was = pending;
        pending = false;
        notifyAll();
        return was;
    }

    /** Waits; says whether Ctrl-C ended the wait. */
    synchronized boolean await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; !pending && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return take();
    }

    /** The script has a handler of its own: only a second Ctrl-C that it does not hear ends it. */
    synchronized void bePatient() {
        patient = true;
    }

    private void raise() {
        if (!heard()) {
            end.run();
        }
    }

    private synchronized boolean heard() {
        boolean second = pending;
        pending = true;
        notifyAll();
        if (second) {
            return false;
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            for (long left = PATIENCE_NANOS; pending && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            return false;
        }
        return patient || !pending;
    }

    @Override
    public void close() {
        signals.close();
    }

    /**
     * A handler of a signal. {@code sun.misc.Signal} is supported by {@code jdk.unsupported} and has no successor, but
     * javac warns of its name in a way that cannot be switched off: hence the reflection.
     */
    private static final class Signals implements AutoCloseable {
        private final Object signal;
        private final Object before;

        Signals(String name, Runnable action) {
            try {
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                InvocationHandler invocation = (proxy, method, arguments) -> {
                    if (!method.getDeclaringClass().equals(handler)) {
                        return method.invoke(this, arguments); // equals, hashCode, toString
                    }
                    action.run();
                    return null;
                };
                signal = Class.forName("sun.misc.Signal")
                        .getConstructor(String.class)
                        .newInstance(name);
                before = handle(Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
            }
        }

        private Object handle(Object handler) throws ReflectiveOperationException {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            return signal.getClass()
                    .getMethod("handle", signal.getClass(), handlerType)
                    .invoke(null, signal, handler);
        }

        @Override
        public void close() {
            try {
                handle(before);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
            }
        }
    }
}
