package io.polyprobe.polyglot.cli;

import picocli.CommandLine.Model.OptionSpec;

/** Options as all commands have them. */
final class Options {
    private Options() {}

    static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).arity("0").type(boolean.class).description(description);
    }

    /** An option with a value, which is a text as long as the builder is told no other type. */
    static OptionSpec.Builder text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .type(String.class);
    }

    static OptionSpec help() {
        return flag("Show this help.", "-h", "--help").usageHelp(true).build();
    }
}
