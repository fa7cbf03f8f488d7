package io.polyprobe.vm.jit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.DebugElementsOption;
import java.lang.classfile.ClassFile.LineNumbersOption;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** Finds in a class file what one case of a {@code return switch (this)} does. */
final class MeaningReader {
    private final List<CodeElement> method;
    private final TableSwitchInstruction cases;

    /** @param descriptor the method's, since some operations have two meanings: of 32 and of 64 bits */
    MeaningReader(Class<?> type, String descriptor) {
        method =
                ClassFile.of(LineNumbersOption.DROP_LINE_NUMBERS, DebugElementsOption.DROP_DEBUG)
                        .parse(bytes(type))
                        .methods()
                        .stream()
                        .filter(each -> isMeaning(each) && each.methodType().equalsString(descriptor))
                        .findFirst()
                        .flatMap(MethodModel::code)
                        .orElseThrow()
                        .elementList();
        cases = method.stream()
                .filter(TableSwitchInstruction.class::isInstance)
                .map(TableSwitchInstruction.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isMeaning(MethodModel method) {
        return method.methodName().equalsString("apply") || method.methodName().equalsString("holds");
    }

    private static byte[] bytes(Class<?> type) {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return Objects.requireNonNull(in, type.getName()).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The label before the only return, at which all cases end. */
    Label end() {
        return ((LabelTarget) method.get(method.size() - 2)).label();
    }

    /** The elements of a case, without the last jump to the end. */
    List<CodeElement> body(int ordinal) {
        var starts = new HashSet<Label>();
        starts.add(cases.defaultTarget());
        cases.cases().forEach(each -> starts.add(each.target()));
        starts.add(end());
        var body = new ArrayList<CodeElement>();
        for (CodeElement element : method.subList(indexOf(start(ordinal)) + 1, method.size())) {
            if (element instanceof LabelTarget target && starts.contains(target.label())) {
                break;
            }
            body.add(element);
        }
        if (body.getLast() instanceof BranchInstruction jump && jump.target().equals(end())) {
            body.removeLast();
        }
        return List.copyOf(body);
    }

    private Label start(int ordinal) {
        return cases.cases().stream()
                .filter(each -> each.caseValue() == ordinal)
                .findFirst()
                .map(SwitchCase::target)
                .orElseThrow();
    }

    private int indexOf(Label label) {
        for (int i = 0; i < method.size(); i++) {
            if (method.get(i) instanceof LabelTarget target && target.label().equals(label)) {
                return i;
            }
        }
        throw new IllegalStateException("label is not bound");
    }
}
