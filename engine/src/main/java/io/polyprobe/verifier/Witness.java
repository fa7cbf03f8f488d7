package io.polyprobe.verifier;

import io.polyprobe.diag.Place;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.verifier.account.Account;
import io.polyprobe.verifier.account.Account.Line;
import io.polyprobe.verifier.account.Account.Point;
import io.polyprobe.verifier.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sees all states that paths come through, and tells of each instruction what they have in common. */
final class Witness {
    private final Map<Integer, Picture> pictures = new TreeMap<>();

    void see(State state) {
        pictures.computeIfAbsent(state.slot(), _ -> new Picture()).see(state);
    }

    Account account(Subject subject, Flow flow) {
        var names = new Names(subject, flow);
        var lines = new ArrayList<Line>();
        var points = new ArrayList<Point>();
        Place last = null;
        for (Map.Entry<Integer, Picture> at : pictures.entrySet()) {
            int slot = at.getKey();
            Place place =
                    ProgramSpec.Line.placeOf(subject.program().lines(), slot).orElse(null);
            if (!points.isEmpty() && (place == null || !isSameLine(place, last) || flow.isFunction(slot))) {
                lines.add(new Line(last, points));
                points.clear();
            }
            last = place;
            var text = new FactText(names.at(slot), subject.btf());
            points.add(new Point(slot, flow.text(slot), at.getValue().facts(flow.live(slot), text)));
        }
        if (!points.isEmpty()) {
            lines.add(new Line(last, points));
        }
        return new Account(List.copyOf(lines));
    }

    private static boolean isSameLine(Place place, @Nullable Place other) {
        return other != null && place.line() == other.line() && place.file().equals(other.file());
    }
}
