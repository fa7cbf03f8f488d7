/* Sockets, connections and the packets on their way. */
enum tcp_ca_state {
    TCP_CA_Open,
    TCP_CA_Disorder,
    TCP_CA_CWR,
    TCP_CA_Recovery,
    TCP_CA_Loss,
};

enum sock_type {
    SOCK_STREAM = 1,
    SOCK_DGRAM = 2,
    SOCK_RAW = 3,
};

enum skb_drop_reason {
    SKB_NOT_DROPPED_YET = 0,
    SKB_CONSUMED = 1,
    SKB_DROP_REASON_NOT_SPECIFIED = 2,
    SKB_DROP_REASON_NO_SOCKET = 3,
};

struct page;

struct in_addr {
    __be32 s_addr;
};

struct in6_addr {
    union {
        __u8 u6_addr8[16];
        __be16 u6_addr16[8];
        __be32 u6_addr32[4];
    } in6_u;
};

struct sockaddr {
    unsigned short sa_family;
    char sa_data[14];
};

struct sockaddr_in {
    unsigned short sin_family;
    __be16 sin_port;
    struct in_addr sin_addr;
    unsigned char __pad[8];
};

struct sockaddr_in6 {
    unsigned short sin6_family;
    __be16 sin6_port;
    __be32 sin6_flowinfo;
    struct in6_addr sin6_addr;
    __u32 sin6_scope_id;
};

struct net {
    struct ns_common ns;
};

typedef struct {
    struct net *net;
} possible_net_t;

struct proto {
    char name[32];
};

struct sock_common {
    __be32 skc_daddr;
    __be32 skc_rcv_saddr;
    unsigned int skc_hash;
    __be16 skc_dport;
    __u16 skc_num;
    unsigned short skc_family;
    volatile unsigned char skc_state;
    unsigned char skc_reuse : 4;
    unsigned char skc_reuseport : 1;
    int skc_bound_dev_if;
    struct proto *skc_prot;
    possible_net_t skc_net;
    struct in6_addr skc_v6_daddr;
    struct in6_addr skc_v6_rcv_saddr;
    atomic64_t skc_cookie;
};

struct sock {
    struct sock_common __sk_common;
    int sk_wmem_queued;
    int sk_forward_alloc;
    u8 sk_userlocks : 4;
    u8 sk_kern_sock : 1;
    u16 sk_type;
    u16 sk_protocol;
    u16 sk_gso_max_segs;
    unsigned long sk_lingertime;
    u32 sk_ack_backlog;
    u32 sk_max_ack_backlog;
    int sk_sndbuf;
    int sk_rcvbuf;
    int sk_err;
    u32 sk_mark;
    kuid_t sk_uid;
    struct socket *sk_socket;
};

struct inet_sock {
    struct sock sk;
    __be32 inet_saddr;
    __be16 inet_sport;
    unsigned long inet_flags;
    __u8 tos;
    __u8 rcv_tos;
    __u8 freebind : 1;
    __u8 transparent : 1;
    __u8 bind_address_no_port : 1;
};

struct inet_connection_sock {
    struct inet_sock icsk_inet;
    __u8 icsk_ca_state : 5;
    __u8 icsk_retransmits;
};

struct tcp_sock {
    struct inet_connection_sock inet_conn;
    u32 srtt_us;
    u32 mdev_us;
    u32 snd_cwnd;
    u32 packets_out;
    u32 total_retrans;
    u32 snd_nxt;
    u32 snd_una;
    u32 rcv_nxt;
    u64 bytes_received;
    u64 bytes_sent;
    u64 bytes_acked;
    u32 segs_in;
    u32 segs_out;
};

struct proto_ops {
    int family;
};

struct socket {
    int state;
    short type;
    unsigned long flags;
    struct file *file;
    struct sock *sk;
    const struct proto_ops *ops;
};

struct iovec {
    void *iov_base;
    __kernel_size_t iov_len;
};

struct kvec {
    void *iov_base;
    size_t iov_len;
};

enum iter_type {
    ITER_UBUF,
    ITER_IOVEC,
    ITER_BVEC,
    ITER_KVEC,
};

struct iov_iter {
    u8 iter_type;
    bool nofault;
    bool data_source;
    size_t iov_offset;
    union {
        struct iovec __ubuf_iovec;
        struct {
            union {
                const struct iovec *__iov;
                const struct kvec *kvec;
                void *ubuf;
            };
            size_t count;
        };
    };
    unsigned long nr_segs;
};

struct msghdr {
    void *msg_name;
    int msg_namelen;
    struct iov_iter msg_iter;
    void *msg_control;
    __kernel_size_t msg_controllen;
    unsigned int msg_flags;
};

struct cmsghdr {
    __kernel_size_t cmsg_len;
    int cmsg_level;
    int cmsg_type;
};

struct scm_cookie {
    struct pid *pid;
};

struct net_device {
    char name[16];
    int ifindex;
    unsigned int mtu;
};

struct sk_buff {
    struct sk_buff *next;
    struct net_device *dev;
    struct sock *sk;
    char cb[48];
    unsigned int len;
    unsigned int data_len;
    __u16 queue_mapping;
    __be16 protocol;
    __u32 hash;
    __u32 mark;
    __u16 transport_header;
    __u16 network_header;
    __u16 mac_header;
    unsigned int tail;
    unsigned int end;
    unsigned char *head;
    unsigned char *data;
};

struct tcp_skb_cb {
    __u32 seq;
    __u32 end_seq;
};

int inet_bind(struct socket *sock, struct sockaddr *uaddr, int addr_len) { return 0; }
int inet6_bind(struct socket *sock, struct sockaddr *uaddr, int addr_len) { return 0; }
int inet_listen(struct socket *sock, int backlog) { return 0; }
int inet_stream_connect(struct socket *sock, struct sockaddr *uaddr, int addr_len, int flags) { return 0; }
int tcp_v4_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len) { return 0; }
int tcp_v6_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len) { return 0; }
int tcp_connect(struct sock *sk) { return 0; }
int tcp_rcv_state_process(struct sock *sk, struct sk_buff *skb) { return 0; }
void tcp_rcv_established(struct sock *sk, struct sk_buff *skb) {}
struct sock *tcp_v4_syn_recv_sock(const struct sock *sk, struct sk_buff *skb) { return 0; }
struct sock *tcp_v6_syn_recv_sock(const struct sock *sk, struct sk_buff *skb) { return 0; }
struct sock *inet_csk_accept(struct sock *sk, void *arg) { return 0; }
int tcp_sendmsg(struct sock *sk, struct msghdr *msg, size_t size) { return 0; }
ssize_t tcp_sendpage(struct sock *sk, struct page *page, int offset, size_t size, int flags) { return 0; }
int tcp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags, int *addr_len) { return 0; }
void tcp_cleanup_rbuf(struct sock *sk, int copied) {}
void tcp_set_state(struct sock *sk, int state) {}
void tcp_close(struct sock *sk, long timeout) {}
int tcp_retransmit_skb(struct sock *sk, struct sk_buff *skb, int segs) { return 0; }
void tcp_send_loss_probe(struct sock *sk) {}
void tcp_process_tlp_ack(struct sock *sk, u32 ack, int flag) {}
void tcp_enter_loss(struct sock *sk) {}
void tcp_enter_recovery(struct sock *sk, bool ece_ack) {}
void tcp_enter_cwr(struct sock *sk) {}
void tcp_fastretrans_alert(struct sock *sk, u32 prior_snd_una, int num_dupack, int *ack_flag, int *rexmit) {}
int tcp_v4_rcv(struct sk_buff *skb) { return 0; }
int udp_sendmsg(struct sock *sk, struct msghdr *msg, size_t len) { return 0; }
int udp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags, int *addr_len) { return 0; }
int __scm_send(struct socket *sock, struct msghdr *msg, struct scm_cookie *scm) { return 0; }
void scm_detach_fds(struct msghdr *msg, struct scm_cookie *scm) {}
struct sk_buff *dev_hard_start_xmit(struct sk_buff *first, struct net_device *dev) { return 0; }
