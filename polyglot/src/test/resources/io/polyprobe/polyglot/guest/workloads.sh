# What tools are made to see. Sourced by a shell that calls one of these again and again.

open_file() { cat /etc/hostname; cat /no/such/file; }
run_program() { /bin/true; }
write_disk() { dd if=/dev/zero of=/mnt/ext4/file bs=4k count=16 oflag=direct conv=notrunc; }
read_disk() { dd if=/mnt/ext4/file of=/dev/null bs=4k count=4 iflag=direct; }
file_system() {
    echo some words >/mnt/ext4/new
    cat /mnt/ext4/new
    sync
    mv /mnt/ext4/new /mnt/ext4/old
    rm /mnt/ext4/old
}
connect() { bash -c 'exec 3<>/dev/tcp/127.0.0.1/4711 && echo some words >&3 && read line <&3'; }
converse() { # a server that answers once, and its client
    echo answer | busybox nc -l -p 4711 &
    server=$!
    sleep 0.3
    connect
    wait $server
}
to_nowhere() { # packets that nobody answers
    [ -e /sys/class/net/nowhere ] || { ip link add nowhere type dummy; ip addr add 10.9.9.1/24 dev nowhere; ip link set nowhere up; }
    timeout 3 bash -c 'exec 3<>/dev/tcp/10.9.9.2/80'
}
refused() { bash -c 'exec 3<>/dev/tcp/127.0.0.1/4712'; }
killing() { sleep 9 & kill -TERM $!; wait $!; }
threads() { busybox seq 1 20000 | busybox sort | busybox md5sum; }
shared_memory() { python3 -c 'from multiprocessing import shared_memory as m; s = m.SharedMemory(create=True, size=4096); s.close(); s.unlink()'; ipcrm -m "$(ipcmk -M 4096 | sed "s/.*: //")"; }
mounting() { mkdir -p /tmp/mounted && mount -t tmpfs none /tmp/mounted && umount /tmp/mounted; }
resolve() { getent hosts localhost; getent ahosts www.example.org; }
shell_line() { echo 'echo hello' | script -qc 'bash --norc -i' /dev/null; }
write_here() { dd if=/dev/zero of=/var/tmp/polyprobe.disk bs=4k count=16 oflag=direct conv=notrunc; rm /var/tmp/polyprobe.disk; }
make_thread() { python3 -c 'import threading as t; t.Thread(target=print).start()'; }
make_certificate() { [ -e "$1" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$1" -out "$1.crt"; }
converse_by_tls() {
    make_certificate /tmp/polyprobe.pem
    timeout 2 openssl s_server -accept 4713 -key /tmp/polyprobe.pem -cert /tmp/polyprobe.pem.crt -quiet &
    server=$!
    sleep 0.4
    { echo some words; sleep 0.3; } | timeout 2 openssl s_client -connect 127.0.0.1:4713 -quiet
    kill $server
}
to_nobody() { # packets that nobody answers, in a network of their own
    unshare -n bash -c 'ip link add here type veth peer name there; ip addr add 10.9.9.1/24 dev here; ip link set here up; ip link set there up
        ip neigh add 10.9.9.2 lladdr 02:00:00:00:00:02 dev here; exec timeout 3 bash -c "exec 3<>/dev/tcp/10.9.9.2/80"'
}
