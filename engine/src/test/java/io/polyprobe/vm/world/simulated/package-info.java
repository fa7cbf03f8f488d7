/** Tests of vm.world.simulated. */
@NullMarked
package io.polyprobe.vm.world.simulated;

import org.jspecify.annotations.NullMarked;
