package io.polyprobe.vm.packet;

/** The fields of a context that say where its packet is. They change with each packet, so their places are known here. */
final class Edges {
    private final Context context;
    private final int metadata;
    private final int data;
    private final int end;

    Edges(Context context) {
        this.context = context;
        metadata = context.offset("data_meta");
        data = context.offset("data");
        end = context.offset("data_end");
    }

    void point(long toMetadata, long toData, long toEnd) {
        context.pointer(metadata, toMetadata);
        context.pointer(data, toData);
        context.pointer(end, toEnd);
    }
}
