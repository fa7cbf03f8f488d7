package io.polyprobe.vm.jit;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class file as text: what {@code javap -c} would print, with variables and labels by name, and above the
 * instructions of each line what stands in that line.
 */
final class Listing {
    private final IntFunction<String> source;
    private final StringBuilder out = new StringBuilder();

    /** Of the method being printed. */
    private final Map<Label, String> labels = new HashMap<>();

    private MethodTypeDesc type = ConstantDescs.MTD_void;

    /** The line that stands for a slot: there is none of number 0. */
    static int line(int slot) {
        return slot + 1;
    }

    private Listing(IntFunction<String> source) {
        this.source = source;
    }

    /** @param source what stands in a slot */
    static String of(byte[] classFile, IntFunction<String> source) {
        var listing = new Listing(line -> source.apply(line - line(0)));
        var model = ClassFile.of().parse(classFile);
        model.fields().forEach(listing::field);
        model.methods().forEach(listing::method);
        return listing.out.toString();
    }

    private void field(FieldModel field) {
        out.append("static %s %s%n"
                .formatted(
                        field.fieldTypeSymbol().displayName(), field.fieldName().stringValue()));
    }

    private void method(MethodModel method) {
        type = method.methodTypeSymbol();
        out.append("%n%s%n".formatted(signature(method.methodName().stringValue(), type)));
        method.code().ifPresent(this::code);
    }

    private static String signature(String name, MethodTypeDesc type) {
        return "%s %s(%s)"
                .formatted(
                        type.returnType().displayName(),
                        name,
                        type.parameterList().stream()
                                .map(ClassDesc::displayName)
                                .collect(Collectors.joining(", ")));
    }

    private void code(CodeModel code) {
        name(code);
        for (CodeElement element : code) {
            switch (element) {
                case LineNumber number -> out.append("    ; %s%n".formatted(source.apply(number.line())));
                case LabelTarget target
                when labels.containsKey(target.label()) ->
                    out.append("    %s:%n".formatted(labels.get(target.label())));
                case Instruction instruction -> out.append("        %s%n".formatted(text(instruction)));
                default -> {} // what says nothing of its own: attributes, the ranges of handlers
            }
        }
    }

    /** Names the labels that something leads to; there are many more. */
    private void name(CodeModel code) {
        labels.clear();
        Set<Label> targets = code.elementStream().flatMap(Listing::targets).collect(Collectors.toSet());
        for (CodeElement element : code) {
            if (element instanceof LabelTarget target && targets.contains(target.label())) {
                labels.put(target.label(), "L" + labels.size());
            }
        }
        code.exceptionHandlers().forEach(each -> labels.put(each.handler(), "catch"));
    }

    /** Where an instruction may jump to. */
    private static Stream<Label> targets(CodeElement element) {
        return switch (element) {
            case BranchInstruction branch -> Stream.of(branch.target());
            case LookupSwitchInstruction choice ->
                Stream.concat(choice.cases().stream().map(SwitchCase::target), Stream.of(choice.defaultTarget()));
            default -> Stream.of();
        };
    }

    private String text(Instruction instruction) {
        String name = instruction.opcode().name().toLowerCase(Locale.ROOT).replaceFirst("_[0-3w]$", "");
        return switch (instruction) {
            case LoadInstruction load -> name + " " + variable(load.slot());
            case StoreInstruction store -> name + " " + variable(store.slot());
            case ConstantInstruction.IntrinsicConstantInstruction _ ->
                instruction.opcode().name().toLowerCase(Locale.ROOT);
            case ConstantInstruction constant ->
                name + " "
                        + (constant.constantValue() instanceof ClassDesc type
                                ? type.displayName() + ".class"
                                : constant.constantValue());
            case BranchInstruction branch -> name + " " + labels.get(branch.target());
            case FieldInstruction field -> name + " " + field.name().stringValue();
            case InvokeInstruction call ->
                "%s %s.%s"
                        .formatted(
                                name,
                                call.owner().asSymbol().displayName(),
                                signature(call.name().stringValue(), call.typeSymbol()));
            case TypeCheckInstruction check ->
                name + " " + check.type().asSymbol().displayName();
            case LookupSwitchInstruction choice ->
                choice.cases().stream()
                        .map(each -> each.caseValue() + ": " + labels.get(each.target()))
                        .collect(Collectors.joining(
                                ", ", name + " ", ", default: " + labels.get(choice.defaultTarget())));
            default -> name;
        };
    }

    private String variable(int slot) {
        return type.equals(ProgramWriter.FUNCTION) || type.equals(FunctionWriter.PART)
                ? Locals.name(slot, type.equals(FunctionWriter.PART))
                : Integer.toString(slot);
    }
}
