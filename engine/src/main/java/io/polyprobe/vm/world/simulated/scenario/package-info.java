/**
 * Who lives in a simulated machine and what each does, as data: read from YAML by
 * {@link io.polyprobe.vm.world.simulated.scenario.ScenarioReader}, carried out by the machine.
 *
 * <pre>
 *   Scenario ─ Resident* ─ Action*        what a process does, over and over
 *   Action   ─ Amount, Choice             how long, how much, which: decided anew each time
 * </pre>
 */
@NullMarked
package io.polyprobe.vm.world.simulated.scenario;

import org.jspecify.annotations.NullMarked;
