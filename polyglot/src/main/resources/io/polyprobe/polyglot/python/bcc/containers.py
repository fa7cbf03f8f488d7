"""Filters by control group and by mount namespace, for programs that trace only what runs in some containers."""

_NONE = """
static inline int %s(void) {
    return 0;
}
"""

_BY_CGROUP = """
BPF_TABLE_PINNED("hash", u64, u64, cgroupset, 1024, "%s");

static inline int _cgroup_filter(void) {
    u64 id = bpf_get_current_cgroup_id();
    return !cgroupset.lookup(&id);
}
"""

# struct mnt_namespace is the kernel's own: in its types it has all its members, so none needs to be declared here.
# Programs that declare it themselves ask whether somebody did.
_BY_MOUNT_NAMESPACE = """
#include <linux/nsproxy.h>
#include <linux/mount.h>
#include <linux/ns_common.h>
#define MNT_NAMESPACE_DEFINED

BPF_TABLE_PINNED("hash", u64, u32, mount_ns_set, 1024, "%s");

static inline int _mntns_filter(void) {
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    u64 id = task->nsproxy->mnt_ns->ns.inum;
    return !mount_ns_set.lookup(&id);
}
"""

_EITHER = """
static inline int container_should_be_filtered(void) {
    return _cgroup_filter() || _mntns_filter();
}
"""


def filter_by_containers(args):
    """C for a program to begin with: container_should_be_filtered() for args.cgroupmap and args.mntnsmap."""
    cgroups = _BY_CGROUP % args.cgroupmap if args.cgroupmap else _NONE % "_cgroup_filter"
    namespaces = _BY_MOUNT_NAMESPACE % args.mntnsmap if args.mntnsmap else _NONE % "_mntns_filter"
    return cgroups + namespaces + _EITHER
