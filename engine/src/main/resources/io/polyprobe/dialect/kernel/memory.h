/* Memory: asm/page.h, linux/mm.h, uapi/asm-generic/mman-common.h, linux/scatterlist.h. */
#define PAGE_SHIFT 12
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(address) (((address) + PAGE_SIZE - 1) & PAGE_MASK)
#define VM_READ 0x1
#define VM_WRITE 0x2
#define VM_EXEC 0x4
#define VM_SHARED 0x8
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4
#define MAP_SHARED 0x1
#define MAP_PRIVATE 0x2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define VM_FAULT_MAJOR 4

/* The pages of a folio lie in a row. */
#define folio_page(folio, n) (&(folio)->page + (n))

/* Two low bits of the page's address say what a scatterlist's entry is. */
#define SG_CHAIN 1UL
#define SG_END 2UL
#define sg_is_chain(sg) (POLYPROBE_FIELD((sg)->page_link) & SG_CHAIN)
#define sg_is_last(sg) (POLYPROBE_FIELD((sg)->page_link) & SG_END)
#define sg_chain_ptr(sg) ((struct scatterlist *)(POLYPROBE_FIELD((sg)->page_link) & ~(SG_CHAIN | SG_END)))
#define sg_page(sg) ((struct page *)(POLYPROBE_FIELD((sg)->page_link) & ~(SG_CHAIN | SG_END)))
