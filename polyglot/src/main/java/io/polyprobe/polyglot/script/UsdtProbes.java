package io.polyprobe.polyglot.script;

import io.polyprobe.usdt.Argument;
import io.polyprobe.usdt.Usdt;
import io.polyprobe.usdt.UsdtProbe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The USDT probes of a program or a process, as a script lists and enables them. */
public final class UsdtProbes {
    private final Usdt usdt;
    private final Border border;

    private UsdtProbes(Usdt usdt, Border border) {
        this.usdt = usdt;
        this.border = border;
    }

    static UsdtProbes open(@Nullable Integer pid, @Nullable String path, Border border) {
        if (pid == null && path == null) {
            throw border.error("either a pid or a path of a program must be given");
        }
        Usdt usdt = border.call("cannot read the USDT probes", () -> {
            if (pid == null) {
                return Usdt.forPath(path == null ? "" : path);
            }
            return path == null ? Usdt.forPid(pid) : Usdt.forPid(pid, path);
        });
        return new UsdtProbes(usdt, border);
    }

    /** See {@link Usdt#enable}. */
    public void enable(String probe, String function) {
        border.call("Failed to enable USDT probe '" + probe + "'", () -> {
            usdt.enable(probe, function);
            return true;
        });
    }

    /** See {@link Usdt#text}. */
    public String text() {
        return border.call("cannot tell how arguments are read", usdt::text);
    }

    public List<UsdtProbe> probes() {
        return usdt.probes();
    }

    /** The C type of a probe's argument, counted from 0. */
    public String argumentType(String probe, int index) {
        return border.call(
                "cannot tell the type of an argument", () -> usdt.probe(probe).argumentType(index));
    }

    /** The enabled probes' places and functions. */
    public List<Usdt.Attachment> attachments() {
        return usdt.attachments();
    }

    /** Where an argument is, in words: {@code 4   signed bytes @ di}. */
    public String described(Argument argument) {
        return argument.size() + " " + (argument.signed() ? "signed  " : "unsigned") + " bytes @ "
                + place(argument.operand(), argument.text());
    }

    private static String place(Argument.Operand operand, String text) {
        return switch (operand) {
            case Argument.Operand.Constant c -> Long.toString(c.value());
            case Argument.Operand.Register r -> r.name();
            case Argument.Operand.Memory m -> {
                String sign = m.displacement() < 0 ? "-" : "+";
                String index = m.index() == null ? "" : " + " + m.index() + (m.scale() == 1 ? "" : " * " + m.scale());
                String base = m.symbol() == null ? m.base() : "&" + m.symbol();
                yield "*(" + base + " " + sign + " " + Math.abs(m.displacement()) + index + ")";
            }
            case Argument.Operand.Unknown _ -> text;
        };
    }
}
