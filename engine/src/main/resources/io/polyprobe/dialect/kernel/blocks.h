/* Block devices: linux/blk_types.h, linux/blkdev.h. The operations and bits are enums, which BTF holds. */
#define DISK_NAME_LEN 32
#define SECTOR_SHIFT 9
#define SECTOR_SIZE 512
#define REQ_OP_BITS 8
#define REQ_OP_MASK ((1U << REQ_OP_BITS) - 1)
#define REQ_FAILFAST_DEV (1ULL << __REQ_FAILFAST_DEV)
#define REQ_SYNC (1ULL << __REQ_SYNC)
#define REQ_META (1ULL << __REQ_META)
#define REQ_PRIO (1ULL << __REQ_PRIO)
#define REQ_NOMERGE (1ULL << __REQ_NOMERGE)
#define REQ_IDLE (1ULL << __REQ_IDLE)
#define REQ_INTEGRITY (1ULL << __REQ_INTEGRITY)
#define REQ_FUA (1ULL << __REQ_FUA)
#define REQ_PREFLUSH (1ULL << __REQ_PREFLUSH)
#define REQ_RAHEAD (1ULL << __REQ_RAHEAD)
#define REQ_BACKGROUND (1ULL << __REQ_BACKGROUND)
#define REQ_NOWAIT (1ULL << __REQ_NOWAIT)
#define REQ_SWAP (1ULL << __REQ_SWAP)
#define op_is_write(op) ((op) & 1)
#define bio_op(bio) (POLYPROBE_FIELD((bio)->bi_opf) & REQ_OP_MASK)
#define bio_data_dir(bio) (op_is_write(bio_op(bio)) ? WRITE : READ)
#define req_op(request) (POLYPROBE_FIELD((request)->cmd_flags) & REQ_OP_MASK)
#define rq_data_dir(request) (op_is_write(req_op(request)) ? WRITE : READ)
#define blk_rq_bytes(request) POLYPROBE_FIELD((request)->__data_len)
#define blk_rq_pos(request) POLYPROBE_FIELD((request)->__sector)
