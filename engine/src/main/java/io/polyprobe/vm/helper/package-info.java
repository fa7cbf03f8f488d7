/**
 * The functions that programs call by number: {@code bpf-helpers(7)} for the virtual kernel.
 *
 * <p>Each family of helpers is a class that gives its members by number; {@link io.polyprobe.vm.helper.VmHelpers} joins
 * them for the programs of one type of one object, and leaves out what those may not call. What a helper needs to know of
 * the moment (which task runs on which CPU, what time it is) it asks of a {@link io.polyprobe.vm.helper.Moment}; for which
 * function the program runs, of a {@link io.polyprobe.vm.helper.Trigger}; what its context tells about, of {@link
 * io.polyprobe.vm.packet.Packets}. Names of all helpers, those that are not here too, are in {@link
 * io.polyprobe.prototype.Prototypes}.
 *
 * <p>A helper returns what Linux returns, errors as negative numbers. An argument that breaks the signature (a key that
 * points nowhere, say) is the program's fault, for Linux's verifier would have refused it; only the {@code probe_read}
 * family takes any address and answers {@code -EFAULT}.
 */
@NullMarked
package io.polyprobe.vm.helper;

import org.jspecify.annotations.NullMarked;
