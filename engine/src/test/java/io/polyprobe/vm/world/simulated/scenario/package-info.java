/** Tests of vm.world.simulated.scenario. */
@NullMarked
package io.polyprobe.vm.world.simulated.scenario;

import org.jspecify.annotations.NullMarked;
