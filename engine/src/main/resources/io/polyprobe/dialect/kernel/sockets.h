/* Sockets: linux/socket.h, uapi/linux/in.h, uapi/linux/if.h, net/sock.h, net/inet_sock.h, linux/tcp.h. */
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_LOCAL 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define AF_PACKET 17
#define AF_VSOCK 40
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#define PF_INET6 AF_INET6
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2
#define MSG_OOB 1
#define MSG_PEEK 2
#define MSG_DONTWAIT 0x40
#define SOL_SOCKET 1
#define SOL_IP 0
#define SOL_TCP 6
#define SOL_IPV6 41
#define SO_REUSEADDR 2
#define SO_REUSEPORT 15
#define IFNAMSIZ 16
#define INADDR_ANY 0U
#define INADDR_LOOPBACK 0x7f000001U
#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_IGMP 2
#define IPPROTO_IPIP 4
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define IPPROTO_GRE 47
#define IPPROTO_ESP 50
#define IPPROTO_AH 51
#define IPPROTO_ICMPV6 58
#define IPPROTO_SCTP 132
#define IPPROTO_RAW 255

/* Names for fields of struct sock_common in what begins with it. */
#define sk_family __sk_common.skc_family
#define sk_state __sk_common.skc_state
#define sk_num __sk_common.skc_num
#define sk_dport __sk_common.skc_dport
#define sk_daddr __sk_common.skc_daddr
#define sk_rcv_saddr __sk_common.skc_rcv_saddr
#define sk_v6_daddr __sk_common.skc_v6_daddr
#define sk_v6_rcv_saddr __sk_common.skc_v6_rcv_saddr
#define sk_net __sk_common.skc_net
#define sk_bound_dev_if __sk_common.skc_bound_dev_if
#define sk_reuse __sk_common.skc_reuse
#define sk_reuseport __sk_common.skc_reuseport
#define sk_prot __sk_common.skc_prot
#define sk_hash __sk_common.skc_hash
#define sk_cookie __sk_common.skc_cookie
#define sk_flags __sk_common.skc_flags
#define sk_refcnt __sk_common.skc_refcnt
#define inet_daddr sk.__sk_common.skc_daddr
#define inet_rcv_saddr sk.__sk_common.skc_rcv_saddr
#define inet_dport sk.__sk_common.skc_dport
#define inet_num sk.__sk_common.skc_num
#define tw_family __tw_common.skc_family
#define tw_state __tw_common.skc_state
#define tw_dport __tw_common.skc_dport
#define tw_num __tw_common.skc_num
#define ir_num req.__req_common.skc_num
#define ir_rmt_port req.__req_common.skc_dport
#define ir_rmt_addr req.__req_common.skc_daddr
#define ir_loc_addr req.__req_common.skc_rcv_saddr
#define s6_addr in6_u.u6_addr8
#define s6_addr16 in6_u.u6_addr16
#define s6_addr32 in6_u.u6_addr32
#define tcp_sk(sk) ((struct tcp_sock *)(sk))
#define udp_sk(sk) ((struct udp_sock *)(sk))
#define inet_sk(sk) ((struct inet_sock *)(sk))
#define inet_csk(sk) ((struct inet_connection_sock *)(sk))
#define inet_rsk(sk) ((struct inet_request_sock *)(sk))
#define inet_twsk(sk) ((struct inet_timewait_sock *)(sk))
#define unix_sk(sk) ((struct unix_sock *)(sk))
#define sock_net(sk) POLYPROBE_FIELD((sk)->__sk_common.skc_net.net)
