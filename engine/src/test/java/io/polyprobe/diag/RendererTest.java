package io.polyprobe.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RendererTest {
    private final Renderer plain = new Renderer(false);

    @Test
    void the_fault_is_underlined_in_its_own_line() {
        var place = new Place("hello.py", 7, 12, 3, "    return foo;");
        var diagnostic = Diagnostic.error("use of undeclared identifier 'foo'").at(place);
        assertThat(plain.render(diagnostic)).isEqualTo("""
                hello.py:7:12: error: use of undeclared identifier 'foo'
                    7 |     return foo;
                      |            ~~~
                """);
    }

    @Test
    void tabs_before_the_fault_stay_tabs_so_that_it_lines_up() {
        var place = new Place("hello.c", 1, 2, 1, "\tx");
        assertThat(plain.render(Diagnostic.warning("unused").at(place)))
                .isEqualTo("hello.c:1:2: warning: unused\n    1 | \tx\n      | \t~\n");
    }

    @Test
    void a_range_past_the_line_ends_with_it() {
        var place = new Place("a.c", 1, 3, 99, "abcd");
        assertThat(plain.render(Diagnostic.error("too long").at(place))).endsWith("      |   ~~\n");
    }

    @Test
    void context_and_hints_follow() {
        var diagnostic = Diagnostic.error("the kernel refused the program", "Test the pointer for null.")
                .withContext(List.of("R1 invalid mem access 'map_value_or_null'"));
        assertThat(plain.render(diagnostic)).isEqualTo("""
                polyprobe: error: the kernel refused the program
                  | R1 invalid mem access 'map_value_or_null'
                  hint: Test the pointer for null.
                """);
    }

    @Test
    void colours_are_only_added_where_asked() {
        var diagnostic = Diagnostic.error("no");
        assertThat(plain.render(diagnostic)).doesNotContain("\u001b");
        assertThat(new Renderer(true).render(diagnostic)).contains("\u001b[1;31merror:\u001b[0m no");
    }
}
