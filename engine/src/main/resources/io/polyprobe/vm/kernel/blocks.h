/* What a handler of interrupts says. */
enum irqreturn {
    IRQ_NONE = 0,
    IRQ_HANDLED = 1,
    IRQ_WAKE_THREAD = 2,
};

/* Block devices: a request and what it is for. */
enum req_op {
    REQ_OP_READ = 0,
    REQ_OP_WRITE = 1,
    REQ_OP_FLUSH = 2,
    REQ_OP_DISCARD = 3,
};

enum req_flag_bits {
    __REQ_FAILFAST_DEV = 8,
    __REQ_SYNC = 11,
    __REQ_META = 12,
    __REQ_PRIO = 13,
    __REQ_NOMERGE = 14,
    __REQ_IDLE = 15,
    __REQ_INTEGRITY = 16,
    __REQ_FUA = 17,
    __REQ_PREFLUSH = 18,
    __REQ_RAHEAD = 19,
    __REQ_BACKGROUND = 20,
    __REQ_NOWAIT = 21,
};

typedef u32 blk_opf_t;

struct bvec_iter {
    sector_t bi_sector;
    unsigned int bi_size;
};

struct bio {
    struct bio *bi_next;
    struct block_device *bi_bdev;
    blk_opf_t bi_opf;
    struct bvec_iter bi_iter;
};

struct request_queue {
    struct gendisk *disk;
};

struct gendisk {
    int major;
    int first_minor;
    int minors;
    char disk_name[32];
    struct block_device *part0;
    struct request_queue *queue;
};

struct block_device {
    sector_t bd_start_sect;
    sector_t bd_nr_sectors;
    struct gendisk *bd_disk;
    dev_t bd_dev;
};

struct request {
    struct request_queue *q;
    blk_opf_t cmd_flags;
    int tag;
    unsigned int __data_len;
    sector_t __sector;
    struct bio *bio;
    struct block_device *part;
    u64 alloc_time_ns;
    u64 start_time_ns;
    u64 io_start_time_ns;
    unsigned short nr_phys_segments;
};

/* What a request passes on its way through a virtio disk. */
struct device_driver {
    const char *name;
};

struct kobject {
    const char *name;
};

struct device {
    struct kobject kobj;
    struct device_driver *driver;
};

struct virtio_device {
    int index;
    struct device dev;
};

struct virtqueue {
    const char *name;
    struct virtio_device *vdev;
    unsigned int index;
};

struct scatterlist {
    unsigned long page_link;
    unsigned int offset;
    unsigned int length;
};

void submit_bio(struct bio *bio) {}
void blk_account_io_start(struct request *req) {}
void blk_account_io_done(struct request *req, u64 now) {}
void blk_mq_start_request(struct request *rq) {}
void blk_mq_end_request(struct request *rq, u8 error) {}
/* Behind the fifth argument there are more in Linux; clang compiles no function of more for BPF. */
int virtqueue_add_sgs(struct virtqueue *vq, struct scatterlist **sgs, unsigned int out, unsigned int in, void *data) {
    return 0;
}
int virtqueue_add_outbuf(struct virtqueue *vq, struct scatterlist *sg, unsigned int num, void *data, gfp_t gfp) {
    return 0;
}
int virtqueue_add_inbuf(struct virtqueue *vq, struct scatterlist *sg, unsigned int num, void *data, gfp_t gfp) {
    return 0;
}
int virtqueue_add_inbuf_ctx(struct virtqueue *vq, struct scatterlist *sg, unsigned int num, void *data, void *ctx) {
    return 0;
}
