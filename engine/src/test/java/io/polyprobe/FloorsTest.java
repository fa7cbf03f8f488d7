package io.polyprobe;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;

/** The engine's floors. An arrow only goes down; this test is the architecture diagram. */
@AnalyzeClasses(packages = "io.polyprobe", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {
    @ArchTest
    static final ArchRule arrows_only_go_down = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("diag")
            .definedBy("io.polyprobe.diag..")
            .layer("isa")
            .definedBy("io.polyprobe.isa..")
            .layer("btf")
            .definedBy("io.polyprobe.btf..")
            .layer("object")
            .definedBy("io.polyprobe.object..")
            .layer("prototype")
            .definedBy("io.polyprobe.prototype..")
            .layer("classic")
            .definedBy("io.polyprobe.classic..")
            .layer("capture")
            .definedBy("io.polyprobe.capture..")
            .layer("target")
            .definedBy("io.polyprobe.target..")
            .layer("clang")
            .definedBy("io.polyprobe.clang..")
            .layer("dialect")
            .definedBy("io.polyprobe.dialect..")
            .layer("verifier")
            .definedBy("io.polyprobe.verifier..")
            .layer("vm")
            .definedBy("io.polyprobe.vm..")
            .layer("usdt")
            .definedBy("io.polyprobe.usdt..")
            .layer("linux")
            .definedBy("io.polyprobe.linux..")
            .layer("ptrace")
            .definedBy("io.polyprobe.ptrace..")
            .layer("engine")
            .definedBy("io.polyprobe.engine..")
            .whereLayer("isa")
            .mayOnlyAccessLayers("diag")
            .whereLayer("btf")
            .mayOnlyAccessLayers("diag")
            .whereLayer("object")
            .mayOnlyAccessLayers("diag", "isa", "btf")
            .whereLayer("prototype")
            .mayOnlyAccessLayers("object")
            .whereLayer("classic")
            .mayOnlyAccessLayers("diag", "isa", "object")
            .whereLayer("capture")
            .mayOnlyAccessLayers("diag")
            .whereLayer("target")
            .mayOnlyAccessLayers("diag", "isa", "btf", "object")
            .whereLayer("clang")
            .mayOnlyAccessLayers("diag")
            .whereLayer("dialect")
            .mayOnlyAccessLayers("diag", "isa", "btf", "object", "target", "clang")
            .whereLayer("verifier")
            .mayOnlyAccessLayers("diag", "isa", "btf", "object", "prototype", "target")
            .whereLayer("vm")
            .mayOnlyAccessLayers("diag", "isa", "btf", "object", "prototype", "target", "verifier", "capture")
            .whereLayer("usdt")
            .mayOnlyAccessLayers("diag", "object", "target")
            .whereLayer("linux")
            .mayOnlyAccessLayers("diag", "isa", "btf", "object", "target", "usdt")
            .whereLayer("ptrace")
            .mayOnlyAccessLayers("diag", "object", "target", "linux", "usdt", "vm")
            .whereLayer("diag")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule every_package_is_null_marked = ArchRuleDefinition.classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(NullMarked.class);
}
