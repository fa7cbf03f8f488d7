package io.polyprobe.polyglot;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;

/** The rooms of this module: the languages do not know each other, and only the command knows both. */
@AnalyzeClasses(packages = "io.polyprobe.polyglot", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule languages_share_only_the_script_room = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("script")
            .definedBy("io.polyprobe.polyglot.script..")
            .layer("python")
            .definedBy("io.polyprobe.polyglot.python..")
            .layer("js")
            .definedBy("io.polyprobe.polyglot.js..")
            .layer("dry")
            .definedBy("io.polyprobe.polyglot.dry..")
            .layer("cli")
            .definedBy("io.polyprobe.polyglot.cli..")
            .whereLayer("script")
            .mayNotAccessAnyLayer()
            .whereLayer("python")
            .mayOnlyAccessLayers("script")
            .whereLayer("js")
            .mayOnlyAccessLayers("script")
            .whereLayer("dry")
            .mayOnlyAccessLayers("script")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule every_package_is_null_marked = ArchRuleDefinition.classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(NullMarked.class);
}
