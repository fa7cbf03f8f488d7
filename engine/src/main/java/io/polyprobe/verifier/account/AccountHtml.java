package io.polyprobe.verifier.account;

import io.polyprobe.diag.Place;
import io.polyprobe.verifier.account.Account.Fact;
import java.util.List;

/**
 * An account as a piece of a page, for notebooks: a row for each source line with what is known where it begins; a line
 * opens to show its instructions. It needs no script and nothing from elsewhere, and takes its colours from the page
 * around it, so that it can be read on light and on dark ones.
 */
public final class AccountHtml {
    private static final String STYLE = """
            <style>
            .polyprobe-account table{border-collapse:collapse;font:13px/1.45 ui-monospace,monospace;color:inherit}
            .polyprobe-account td,.polyprobe-account th{vertical-align:top;text-align:left;padding:.25em .7em;\
            border-bottom:1px solid rgba(128,128,128,.35);background:none}
            .polyprobe-account .at{opacity:.65;text-align:right}
            .polyprobe-account .source,.polyprobe-account summary{white-space:pre-wrap}
            .polyprobe-account dl{display:grid;grid-template-columns:max-content max-content auto;gap:0 .8em;margin:0}
            .polyprobe-account dt,.polyprobe-account dd{margin:0;font-weight:normal}
            .polyprobe-account dt{opacity:.65}
            .polyprobe-account .name{font-weight:bold}
            .polyprobe-account details>div{margin:.3em 0 .3em 1em}
            </style>
            """;

    private AccountHtml() {}

    /**
     * Writes an account.
     *
     * @param title what it is of, such as the program's name
     */
    public static String of(String title, Account account) {
        var html = new StringBuilder("<div class=\"polyprobe-account\">\n");
        html.append(STYLE);
        html.append("<table><caption>").append(escaped(title)).append("</caption>\n");
        html.append("<tr><th scope=\"col\">line</th><th scope=\"col\">source</th>"
                + "<th scope=\"col\">known where it begins</th></tr>\n");
        account.lines().forEach(line -> line(line, html));
        return html.append("</table></div>\n").toString();
    }

    private static void line(Account.Line line, StringBuilder html) {
        Place place = line.place();
        String source = place == null || place.text() == null ? "" : place.text();
        html.append("<tr><td class=\"at\"");
        if (place != null) {
            html.append(" title=\"").append(escaped(place.file())).append('"');
        }
        html.append('>').append(place == null ? "" : place.line()).append("</td><td><details><summary>");
        html.append(escaped(source)).append("</summary>\n");
        for (Account.Point point : line.points()) {
            html.append("<div>%d: %s".formatted(point.slot(), escaped(point.instruction())));
            facts(point.facts(), html);
            html.append("</div>\n");
        }
        html.append("</details></td><td>");
        facts(line.facts(), html);
        html.append("</td></tr>\n");
    }

    private static void facts(List<Fact> facts, StringBuilder html) {
        html.append("<dl>");
        for (Fact fact : facts) {
            html.append("<dt>%s</dt><dd class=\"name\">%s</dd><dd>%s</dd>"
                    .formatted(escaped(fact.where()), escaped(fact.name()), escaped(fact.text())));
        }
        html.append("</dl>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
