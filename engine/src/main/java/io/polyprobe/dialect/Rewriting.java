package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.diag.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A text on its way through the passes: what clang knows of it, and what is to change. */
final class Rewriting {
    private static final List<Pass> PASSES = List.of(
            new EntryFunctions(),
            new ProbeParameters(),
            new MapMethods(),
            new TracePrintk(),
            new UsdtArguments(),
            new PacketFields(),
            new ImplicitReads(),
            new License());

    private final SourceText source;
    private final List<Token> tokens;
    private final String file;
    private final Node tree;
    private final Btf btf;
    private final Edits edits;
    private final List<Finding> findings = new ArrayList<>();

    private Rewriting(SourceText source, String file, Node tree, Btf btf) {
        this.source = source;
        this.tokens = Tokenizer.tokens(source.bytes());
        this.file = file;
        this.tree = tree;
        this.btf = btf;
        this.edits = new Edits(source);
    }

    /**
     * Runs all passes.
     *
     * @param file the text's name in {@code tree}
     * @param btf the types that the text's header was printed from
     */
    static Rewriting of(SourceText source, String file, Node tree, Btf btf) {
        var rewriting = new Rewriting(source, file, tree, btf);
        PASSES.forEach(pass -> pass.run(rewriting));
        return rewriting;
    }

    SourceText source() {
        return source;
    }

    /** The target's types: the tree holds none of the header's. */
    Btf btf() {
        return btf;
    }

    Edits edits() {
        return edits;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Functions with a body in the text itself, in its order. */
    List<Node> functions() {
        return tree.inner().stream()
                .filter(node -> node.is("FunctionDecl") && node.body().isPresent() && startsHere(node))
                .toList();
    }

    /** Names of all functions that the text and what comes before it declare, the kernel's header left out. */
    Stream<String> declaredFunctions() {
        return tree.children("FunctionDecl").map(function -> function.get("name"));
    }

    /** Declarations of a function in the text itself that have no body. */
    Stream<Node> prototypes(Node function) {
        return tree.children("FunctionDecl")
                .filter(node -> node.get("name").equals(function.get("name"))
                        && node.body().isEmpty()
                        && startsHere(node));
    }

    /** Whether a function can be seen by name from outside. */
    static boolean isVisible(Node function) {
        return !function.get("storageClass").equals("static");
    }

    /** Whether the author says himself what each function is, as under libbpf. */
    boolean namesSections() {
        return functions().stream().anyMatch(function -> function.has("SectionAttr"));
    }

    /** Names of functions that other functions of the text use. */
    Set<String> called() {
        return functions().stream()
                .flatMap(function -> function.all()
                        .filter(node -> node.is("DeclRefExpr")
                                && node.get("referencedDecl.kind").equals("FunctionDecl"))
                        .map(node -> node.get("referencedDecl.name"))
                        .filter(name -> !name.equals(function.get("name"))))
                .collect(Collectors.toSet());
    }

    /** Calls in the text's functions, outer ones first. */
    Stream<Node> calls() {
        return functions().stream()
                .flatMap(Node::all)
                .filter(node -> node.is("CallExpr") && !node.inner().isEmpty());
    }

    /** Variables outside of functions. */
    Stream<Node> globals() {
        return tree.children("VarDecl");
    }

    /** Structs that the text or its headers define. */
    Stream<Node> structs() {
        return tree.children("RecordDecl");
    }

    private boolean startsHere(Node node) {
        return node.begin() != null && node.begin().expansionFile().equals(file);
    }

    /** Whether a token's letters stand in the text, be it in a macro's definition. */
    boolean isHere(@Nullable Spot spot) {
        return spot != null && spot.file().equals(file);
    }

    /** The token after the one at a spot. */
    Token after(Spot spot) {
        return Tokenizer.next(source.bytes(), spot.end());
    }

    /** The token that ends at an offset or earlier; an empty one at the start of the text. */
    Token before(int offset) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.get(middle).end() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new Token(Token.Kind.OTHER, "", 0) : tokens.get(low - 1);
    }

    void error(Node node, String message, String... hints) {
        report(Severity.ERROR, node, message, hints);
    }

    void warn(Node node, String message, String... hints) {
        report(Severity.WARNING, node, message, hints);
    }

    private void report(Severity severity, Node node, String message, String... hints) {
        var spot = node.name() != null ? node.name() : node.begin();
        boolean placed = spot != null && spot.expansionFile().equals(file);
        int offset = placed && spot != null ? spot.expansionOffset() : 0;
        int length = placed && spot != null && !spot.inMacro() ? spot.length() : 1;
        findings.add(new Finding(severity, offset, length, message, List.of(hints)));
    }
}
