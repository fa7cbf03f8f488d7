package io.polyprobe.dialect;

/**
 * Where a token stands that clang speaks of.
 *
 * @param file the file that holds its letters
 * @param offset bytes from the start of that file
 * @param length bytes
 * @param expansionOffset where the outermost macro that it comes from is used; the offset itself outside of macros
 * @param expansionFile the file of that use
 * @param inMacro whether a macro is behind it
 */
record Spot(String file, int offset, int length, int expansionOffset, String expansionFile, boolean inMacro) {
    int end() {
        return offset + length;
    }
}
