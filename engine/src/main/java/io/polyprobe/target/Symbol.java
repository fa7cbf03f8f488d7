package io.polyprobe.target;

/**
 * What stands at an address.
 *
 * @param name the function's name, as the symbol table has it (not demangled)
 * @param offset bytes from the start of the function
 * @param module {@code kernel}, a kernel module's name, or the path of the program or library
 */
public record Symbol(String name, long offset, String module) {}
