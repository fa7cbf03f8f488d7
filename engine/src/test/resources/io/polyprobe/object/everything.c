/* One of each thing that an object can hold. clang-14 -target bpf -g -O2 -c everything.c -o everything.o */
#define SEC(name) __attribute__((section(name)))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
typedef unsigned int u32;
typedef unsigned long u64;

struct { __uint(type, 1); __uint(max_entries, 16); __type(key, u32); __type(value, u64); __uint(map_flags, 1); __uint(pinning, 1); } hash SEC(".maps");
struct inner { __uint(type, 2); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); };
struct { __uint(type, 12); __uint(max_entries, 2); __uint(key_size, 4); __array(values, struct inner); } outer SEC(".maps");
static struct { __uint(type, 4); __uint(key_size, 4); __uint(value_size, 4); } events SEC(".maps");

static void *(*lookup)(void *, const void *) = (void *)1;
static long (*loop)(u32, void *, void *, u64) = (void *)181;
static long (*output)(void *, void *, u64, void *, u64) = (void *)25;

u64 counter;
static u64 hidden;
static u32 state = 5;
u32 init = 9;
const volatile u32 constant = 7;
extern int LINUX_KERNEL_VERSION SEC(".kconfig");
extern char CONFIG_BPF __weak SEC(".kconfig");
extern const void symbol SEC(".ksyms") __weak;
extern void kernel_function(int) SEC(".ksyms");
extern struct task *weak_function(int) __weak SEC(".ksyms");

static __noinline int callback(u32 i, void *ctx) { counter += i; return 0; }
__noinline int global(int a) { hidden += a; return a * state + hidden; }
static __noinline int local(int a) { return global(a) + a * constant; }
SEC("tracepoint/x/y") static __noinline int beside(int a) { return local(a) + counter; }

SEC("tracepoint/x/y") int entry(void *ctx)
{
	u32 key = init;
	loop(3, callback, 0, 0);
	u64 *value = lookup(&hash, &key);
	if (value)
		*value += LINUX_KERNEL_VERSION + CONFIG_BPF;
	state++;
	if (&symbol)
		counter++;
	kernel_function(1);
	if (weak_function)
		weak_function(2);
	output(ctx, &events, 0xffffffff, &key, sizeof(key));
	return local(key);
}

SEC("tracepoint/x/y") int second(void *ctx)
{
	u32 key = 3;
	return beside(3) + !lookup(&outer, &key);
}

char terms[] SEC("license") = "GPL";
u32 release SEC("version") = 0x60100;
