package io.polyprobe.polyglot.js;

import io.polyprobe.polyglot.script.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A standard stream, unbuffered: what a script has printed is out, whatever happens to it then. GraalJS ignores errors
 * of its streams, so a script whose reader went away would print for ever: it is ended here, quietly for that reason
 * and with a word for another (a full disk).
 */
final class Output extends FileOutputStream {
    Output(FileDescriptor descriptor) {
        super(descriptor);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            super.write(bytes, offset, length);
        } catch (IOException e) {
            if (!"Broken pipe".equals(e.getMessage())) {
                System.err.println("cannot write: " + e.getMessage());
                System.exit(ExitCode.SCRIPT_FAILED);
            }
            System.exit(ExitCode.BROKEN_PIPE);
        }
    }
}
