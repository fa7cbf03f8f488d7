/**
 * One suite of programs, run by the interpreter, by the JIT and by Linux ({@code BPF_PROG_TEST_RUN}), which is the oracle.
 *
 * <p>What Linux answers is also recorded, in files beside these classes, so that the comparison is made where there is
 * no privilege to ask it. {@code mvn test -pl engine -Dtest='*ConformanceTest' -Dpolyprobe.record=true} asks again and
 * writes the files.
 */
@NullMarked
package io.polyprobe.conformance;

import org.jspecify.annotations.NullMarked;
