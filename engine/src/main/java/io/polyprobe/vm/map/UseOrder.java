package io.polyprobe.vm.map;

import org.jspecify.annotations.Nullable;

/** A list of things by when they were last used, each step of which takes the same time however long it is. */
final class UseOrder {
    private @Nullable Link oldest;
    private @Nullable Link newest;

    /** What can be in such a list. */
    static class Link {
        private @Nullable Link older;
        private @Nullable Link newer;
        private boolean listed;
    }

    @Nullable
    Link oldest() {
        return oldest;
    }

    /** Moves it to the end of the list, or puts it there. */
    void used(Link link) {
        gone(link);
        link.older = newest;
        if (newest == null) {
            oldest = link;
        } else {
            newest.newer = link;
        }
        newest = link;
        link.listed = true;
    }

    /** Takes it out of the list, if it is there. */
    void gone(Link link) {
        if (!link.listed) {
            return;
        }
        Link before = link.older;
        Link after = link.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        link.older = null;
        link.newer = null;
        link.listed = false;
    }
}
