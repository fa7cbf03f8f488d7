/* The licence that the kernel asks for before it lends some helpers. */
#ifndef BPF_LICENSE
#define BPF_LICENSE GPL
#endif
#define POLYPROBE_STRING_OF(text) #text
#define POLYPROBE_STRING(text) POLYPROBE_STRING_OF(text)
char _license[] SEC("license") = POLYPROBE_STRING(BPF_LICENSE);
