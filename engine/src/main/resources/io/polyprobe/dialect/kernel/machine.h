/* The kernel as it was built: asm/page_64_types.h, generated/autoconf.h, linux/kconfig.h. */
#define HZ CONFIG_HZ
#define NR_CPUS CONFIG_NR_CPUS
// where pt_regs.di
#define __START_KERNEL_map 0xffffffff80000000UL
// where pt_regs.di
#define __PAGE_OFFSET_BASE_L4 0xffff888000000000UL
// where pt_regs.di
#define __PAGE_OFFSET_BASE_L5 0xff11000000000000UL

/* 1 where an option is built in, so that its name stands for 1: POLYPROBE_SHIFT_1 then shifts in the second argument. */
#define POLYPROBE_SECOND(ignored, second, ...) second
#define POLYPROBE_IS_SET(shift) POLYPROBE_SECOND(shift 1, 0)
#define POLYPROBE_SET(value) POLYPROBE_IS_SET(POLYPROBE_SHIFT_##value)
#define POLYPROBE_EXPANDED(option) POLYPROBE_SET(option)
#define IS_BUILTIN(option) POLYPROBE_EXPANDED(option)
#define IS_ENABLED(option) POLYPROBE_EXPANDED(option)
