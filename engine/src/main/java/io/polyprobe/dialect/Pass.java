package io.polyprobe.dialect;

/** Looks through the syntax tree for one construct of the dialect, and edits the text where it finds it. */
@FunctionalInterface
interface Pass {
    void run(Rewriting rewriting);
}
