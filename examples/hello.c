// The C half of hello.py: runs in the kernel each time a file is opened.

int hello_world(void *ctx) {
    bpf_trace_printk("Hello, World!");
    return 0;
}
