package io.polyprobe.verifier;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.prototype.Prototype;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which helper works on which types of maps, as Linux' {@code check_map_func_compatibility()} has it. */
final class MapHelpers {
    /** Maps that no helper but those named after them takes. */
    private static final Set<MapType> CLOSED = EnumSet.of(
            MapType.PROG_ARRAY,
            MapType.PERF_EVENT_ARRAY,
            MapType.STACK_TRACE,
            MapType.CGROUP_ARRAY,
            MapType.RINGBUF,
            MapType.USER_RINGBUF,
            MapType.CGROUP_STORAGE,
            MapType.PERCPU_CGROUP_STORAGE,
            MapType.REUSEPORT_SOCKARRAY,
            MapType.SK_STORAGE,
            MapType.INODE_STORAGE,
            MapType.TASK_STORAGE,
            MapType.CGRP_STORAGE,
            MapType.BLOOM_FILTER,
            MapType.QUEUE,
            MapType.STACK,
            MapType.DEVMAP,
            MapType.DEVMAP_HASH,
            MapType.CPUMAP,
            MapType.XSKMAP,
            MapType.SOCKMAP,
            MapType.SOCKHASH,
            MapType.ARRAY_OF_MAPS,
            MapType.HASH_OF_MAPS,
            MapType.STRUCT_OPS);

    /** By helper, the types of maps that are not open to all helpers but take it, or the only ones where it is special. */
    private static final Map<String, Set<MapType>> TAKEN = Map.ofEntries(
            Map.entry(
                    "bpf_map_lookup_elem",
                    EnumSet.of(
                            MapType.ARRAY_OF_MAPS,
                            MapType.HASH_OF_MAPS,
                            MapType.DEVMAP,
                            MapType.DEVMAP_HASH,
                            MapType.XSKMAP,
                            MapType.SOCKMAP,
                            MapType.SOCKHASH)),
            Map.entry("bpf_map_update_elem", EnumSet.of(MapType.SOCKMAP, MapType.SOCKHASH)),
            Map.entry("bpf_map_delete_elem", EnumSet.of(MapType.SOCKMAP, MapType.SOCKHASH)),
            Map.entry("bpf_tail_call", EnumSet.of(MapType.PROG_ARRAY)),
            Map.entry("bpf_perf_event_read", EnumSet.of(MapType.PERF_EVENT_ARRAY)),
            Map.entry("bpf_perf_event_output", EnumSet.of(MapType.PERF_EVENT_ARRAY)),
            Map.entry("bpf_perf_event_read_value", EnumSet.of(MapType.PERF_EVENT_ARRAY)),
            Map.entry("bpf_skb_output", EnumSet.of(MapType.PERF_EVENT_ARRAY)),
            Map.entry("bpf_xdp_output", EnumSet.of(MapType.PERF_EVENT_ARRAY)),
            Map.entry("bpf_get_stackid", EnumSet.of(MapType.STACK_TRACE)),
            Map.entry("bpf_skb_under_cgroup", EnumSet.of(MapType.CGROUP_ARRAY)),
            Map.entry("bpf_current_task_under_cgroup", EnumSet.of(MapType.CGROUP_ARRAY)),
            Map.entry("bpf_ringbuf_output", EnumSet.of(MapType.RINGBUF)),
            Map.entry("bpf_ringbuf_reserve", EnumSet.of(MapType.RINGBUF)),
            Map.entry("bpf_ringbuf_query", EnumSet.of(MapType.RINGBUF)),
            Map.entry("bpf_ringbuf_reserve_dynptr", EnumSet.of(MapType.RINGBUF)),
            Map.entry("bpf_user_ringbuf_drain", EnumSet.of(MapType.USER_RINGBUF)),
            Map.entry("bpf_get_local_storage", EnumSet.of(MapType.CGROUP_STORAGE, MapType.PERCPU_CGROUP_STORAGE)),
            Map.entry(
                    "bpf_redirect_map",
                    EnumSet.of(MapType.DEVMAP, MapType.DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP)),
            Map.entry("bpf_sk_redirect_map", EnumSet.of(MapType.SOCKMAP)),
            Map.entry("bpf_msg_redirect_map", EnumSet.of(MapType.SOCKMAP)),
            Map.entry("bpf_sock_map_update", EnumSet.of(MapType.SOCKMAP)),
            Map.entry("bpf_sk_redirect_hash", EnumSet.of(MapType.SOCKHASH)),
            Map.entry("bpf_msg_redirect_hash", EnumSet.of(MapType.SOCKHASH)),
            Map.entry("bpf_sock_hash_update", EnumSet.of(MapType.SOCKHASH)),
            Map.entry(
                    "bpf_sk_select_reuseport",
                    EnumSet.of(MapType.REUSEPORT_SOCKARRAY, MapType.SOCKMAP, MapType.SOCKHASH)),
            Map.entry("bpf_map_peek_elem", EnumSet.of(MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER)),
            Map.entry("bpf_map_pop_elem", EnumSet.of(MapType.QUEUE, MapType.STACK)),
            Map.entry("bpf_map_push_elem", EnumSet.of(MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER)),
            Map.entry("bpf_sk_storage_get", EnumSet.of(MapType.SK_STORAGE)),
            Map.entry("bpf_sk_storage_delete", EnumSet.of(MapType.SK_STORAGE)),
            Map.entry("bpf_inode_storage_get", EnumSet.of(MapType.INODE_STORAGE)),
            Map.entry("bpf_inode_storage_delete", EnumSet.of(MapType.INODE_STORAGE)),
            Map.entry("bpf_task_storage_get", EnumSet.of(MapType.TASK_STORAGE)),
            Map.entry("bpf_task_storage_delete", EnumSet.of(MapType.TASK_STORAGE)),
            Map.entry("bpf_cgrp_storage_get", EnumSet.of(MapType.CGRP_STORAGE)),
            Map.entry("bpf_cgrp_storage_delete", EnumSet.of(MapType.CGRP_STORAGE)),
            Map.entry(
                    "bpf_map_lookup_percpu_elem",
                    EnumSet.of(MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH)),
            Map.entry(
                    "bpf_for_each_map_elem",
                    EnumSet.of(
                            MapType.HASH,
                            MapType.LRU_HASH,
                            MapType.PERCPU_HASH,
                            MapType.LRU_PERCPU_HASH,
                            MapType.ARRAY,
                            MapType.PERCPU_ARRAY)));

    /** Helpers that exist for plain maps as well as for those above. */
    private static final Set<String> GENERAL =
            Set.of("bpf_map_lookup_elem", "bpf_map_update_elem", "bpf_map_delete_elem");

    private MapHelpers() {}

    static void require(Prototype helper, MapSpec map) {
        Set<MapType> taken = TAKEN.getOrDefault(helper.name(), Set.of());
        boolean named = !taken.isEmpty() && !GENERAL.contains(helper.name());
        boolean closed = named || CLOSED.contains(map.type());
        if (closed && !taken.contains(map.type())) {
            throw Rejection.because(
                    "%s does not work on '%s', a map of type %s".formatted(helper.name(), map.name(), map.type()),
                    advice(helper, taken));
        }
    }

    private static String advice(Prototype helper, Set<MapType> taken) {
        return taken.isEmpty() || GENERAL.contains(helper.name())
                ? "Maps of this type have helpers of their own; see bpf-helpers(7)."
                : "It takes maps of type "
                        + taken.stream()
                                .map(type -> type.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + ".";
    }
}
