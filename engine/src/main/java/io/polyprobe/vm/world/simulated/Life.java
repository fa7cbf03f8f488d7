package io.polyprobe.vm.world.simulated;

/** What a kind of process does all its life: asked for the next stretch whenever the last one is done. */
@FunctionalInterface
interface Life {
    void goOn(Plan plan, Chance chance);
}
