/* Memory: pages, slab caches, and who is killed for want of them. */
enum zone_stat_item {
    NR_FREE_PAGES = 0,
    NR_ZONE_INACTIVE_ANON = 1,
    NR_ZONE_ACTIVE_ANON = 2,
    NR_ZONE_INACTIVE_FILE = 3,
    NR_ZONE_ACTIVE_FILE = 4,
    NR_VM_ZONE_STAT_ITEMS = 5,
};

struct address_space {
    struct inode *host;
    unsigned long nrpages;
};

struct page {
    unsigned long flags;
    struct address_space *mapping;
    unsigned long index;
};

struct folio {
    union {
        struct {
            unsigned long flags;
            struct address_space *mapping;
            unsigned long index;
        };
        struct page page;
    };
};

struct readahead_control {
    struct file *file;
    struct address_space *mapping;
    unsigned long _index;
    unsigned int _nr_pages;
};

struct kmem_cache {
    unsigned int size;
    unsigned int object_size;
    const char *name;
};

struct oom_control {
    gfp_t gfp_mask;
    int order;
    unsigned long totalpages;
    struct task_struct *chosen;
    long chosen_points;
};

struct mutex {
    atomic_long_t owner;
};

void *kmem_cache_alloc(struct kmem_cache *cachep, gfp_t flags) { return 0; }
void kmem_cache_free(struct kmem_cache *cachep, void *object) {}
int add_to_page_cache_lru(struct page *page, struct address_space *mapping, unsigned long index, gfp_t gfp) {
    return 0;
}
void mark_page_accessed(struct page *page) {}
void folio_account_dirtied(struct folio *folio, struct address_space *mapping) {}
void mark_buffer_dirty(void *buffer) {}
void do_page_cache_ra(struct readahead_control *ractl, unsigned long nr_to_read, unsigned long lookahead_size) {}
struct page *__page_cache_alloc(gfp_t gfp) { return 0; }
unsigned long try_to_free_pages(void *zones, int order, gfp_t gfp, void *nodes) { return 0; }
void oom_kill_process(struct oom_control *oc, const char *message) {}
void mutex_lock(struct mutex *lock) {}
void mutex_unlock(struct mutex *lock) {}
