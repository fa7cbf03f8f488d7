package io.polyprobe.dialect;

/**
 * A piece of C text to be replaced.
 *
 * @param offset where it begins, in bytes
 * @param length how long it is; 0 to insert
 * @param replacement what stands there afterwards, with as many line feeds as before
 */
record Edit(int offset, int length, String replacement) {
    int end() {
        return offset + length;
    }
}
