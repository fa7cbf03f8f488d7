# What tools need of a guest; then runs a batch, again as long as it asks for it: sh set-up.sh COMMAND ARGUMENTS
for module in loop ext4 xfs btrfs nfsv4 md_mod kvm_amd dummy; do busybox modprobe $module; done
truncate -s 64M /tmp/disk
mkfs.ext4 -q /tmp/disk
mkdir -p /mnt/ext4
mount -o loop /tmp/disk /mnt/ext4
dd if=/dev/zero of=/mnt/ext4/file bs=64k count=16 2>/dev/null

# kvmexit asks for a processor whose exits it can name.
sed 's/AuthenticAMD/GenuineIntel/' /proc/cpuinfo >/tmp/cpuinfo
mount --bind /tmp/cpuinfo /proc/cpuinfo

gcc -O1 -o /tmp/mysqld "${0%/*}/mysqld.c" || exit

# A tool that does not end takes the JVM with it, 75; one that crashes it does too.
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    env --default-signal=INT "$@" && break
done
