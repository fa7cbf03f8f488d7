package io.polyprobe.vm.world.simulated.scenario;

import java.util.List;
import java.util.Random;

/** One of some texts, each as likely as the others. */
public record Choice(List<String> texts) {
    public Choice {
        texts = List.copyOf(texts);
    }

    public String draw(Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
