package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonProcessTest {
    private static final String LOAD = "from bcc import BPF\nb = BPF(text='kprobe__vfs_read')\n";

    @TempDir
    Path directory;

    private ScriptProcess start(String target, int lines, String code, String... arguments) throws IOException {
        Files.writeString(directory.resolve("script.py"), code);
        var all = new ArrayList<>(List.of(target, Integer.toString(lines), "script.py"));
        all.addAll(List.of(arguments));
        return ScriptProcess.start(directory, FakeMain.class, all);
    }

    private ScriptProcess.Ended run(String target, int lines, String code, String... arguments) throws Exception {
        try (var process = start(target, lines, code, arguments)) {
            process.closeInput();
            return process.end();
        }
    }

    @Test
    void a_script_is_the_main_module_with_its_arguments_and_its_folder_on_the_path() throws Exception {
        Files.writeString(directory.resolve("beside.py"), "word = 'found'");
        var ended = run("vm", 0, """
                import sys, os, atexit, beside
                atexit.register(lambda: print('at exit'))
                print(__name__, sys.argv, os.path.basename(__file__), beside.word, repr(sys.stdin.read()))
                sys.exit(7)
                """, "--seed", "x");
        assertThat(ended.out()).isEqualTo("__main__ ['script.py', '--seed', 'x'] script.py found ''\nat exit\n");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"exit(), 0", "exit(3), 3", "quit(4), 4"})
    void a_script_ends_by_the_functions_of_interactive_python(String call, int code) throws Exception {
        assertThat(run("vm", 0, call).code()).isEqualTo(code);
    }

    @Test
    void what_graalpy_lacks_of_cpython_and_tools_use_is_there() throws Exception {
        var ended = run("vm", 0, """
                import os, signal, socket, stat
                from datetime import datetime
                null = os.stat('/dev/null')
                print(os.major(null.st_rdev), os.minor(null.st_rdev), stat.S_ISCHR(null.st_mode), len(null) > 9)
                print(os.makedev(5000, 70000))
                print(os.major(os.makedev(5000, 70000)), os.minor(os.makedev(5000, 70000)), os.makedev(1, 3))
                print(os.path.isfile(__file__), os.stat('/').st_ino > 0, os.stat(0).st_mode > 0)
                print(int(signal.SIGRTMIN), socket.SOCK_RAW, socket.IPPROTO_UDPLITE, 'AF_NETLINK' in socket.__all__)
                datetime.utcnow()
                from bcc.cvalue import Array
                class Memory:
                    def raw(self): return '\\0' * 15 + '\\1'
                print(socket.inet_ntop(socket.AF_INET6, Array(Memory())))
                """);
        assertThat(ended.err()).isEqualTo("target closed\n"); // it was asked for /dev/null
        assertThat(ended.out()).isEqualTo("""
                1 3 True True
                17592472537200
                5000 70000 259
                True True True
                34 3 136 True
                ::1
                """);
    }

    @Test
    void an_exception_ends_the_script_as_in_cpython() throws Exception {
        var ended = run("vm", 0, "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(950))\n1 / 0\n");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).isEqualTo("950\n");
        assertThat(ended.err())
                .startsWith("Traceback (most recent call last):\n")
                .contains("script.py\", line 3, in <module>")
                .endsWith("ZeroDivisionError: division by zero\n");
    }

    @Test
    void an_error_of_the_engine_is_told_as_a_diagnostic_with_its_place() throws Exception {
        var ended = run("vm", 0, "from bcc import BPF\nBPF(text='kprobe__vfs_raed')\n");
        assertThat(ended.err()).isEqualTo("""
                        polyprobe: error: there is no kprobe:vfs_raed
                          hint: Did you mean kprobe:vfs_read?
                          at script.py:2
                        target closed
                        """);
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void an_error_of_the_engine_can_be_caught_as_in_bcc() throws Exception {
        var ended = run("vm", 0, """
                from bcc import BPF
                for attempt in (lambda: BPF(text=b'wrong'),
                                lambda: BPF(text='f').attach_kprobe(event=b'nope', fn_name=b'f'),
                                lambda: BPF(src_file='none.c')):
                    try:
                        attempt()
                    except Exception as e:
                        print(e)
                """);
        assertThat(ended.out()).isEqualTo("""
                        Failed to compile BPF module <text>: there is no 'wrong' in C
                        Failed to attach BPF program f to kprobe nope: there is no kprobe:nope
                        Could not find file none.c
                        """);
        assertThat(ended.code()).isZero();
    }

    @Test
    void trace_print_prints_what_bcc_prints_until_the_world_ends() throws Exception {
        var ended = run("vm", 2, LOAD + "b.trace_print()");
        assertThat(ended.out()).isEqualTo("""
                        b'             cat-100     [001] d..31     1.001000: bpf_trace_printk: Hello, World!'
                        b'             cat-101     [001] d..31     1.002000: bpf_trace_printk: Hello, World!'
                        """);
        assertThat(ended.code()).isZero();
    }

    @Test
    void fields_lines_and_tables_read_as_in_bcc() throws Exception {
        var ended = run("vm", 3, LOAD + """
                        print(b.trace_fields())
                        print(b.trace_readline())
                        b.trace_print(fmt='{1} {5}') if False else None
                        c = b['counts']
                        c[c.Key(5)] = c.Leaf(7)
                        c[6] = 2**64 - 1
                        print([(k.value, v.value) for k, v in c.items()], len(c), 9 in c)
                        del c[5]
                        print(sorted(k.value for k in c), c[6])
                        t = b.get_table(b'tasks')
                        t[t.Key(42, b'cat')] = t.Leaf(1)
                        print([(k.pid, k.comm, v.value) for k, v in t.items()], list(t.keys())[0])
                        s = b['slots']
                        s[-1] = 3
                        print([v.value for v in s.values()], b['percpu'][0])
                        c.clear()
                        print(len(c), 'nope' in b, b.num_open_kprobes(), BPF.tracepoint_exists('syscalls', 'x'))
                        print(BPF.kernel_struct_has_field(b'task_struct', b'pid'), b.get_syscall_fnname('openat'))
                        print(BPF.get_kprobe_functions(b'vfs_.*'))
                        """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                        (b'cat', 100, 1, b'd..31', 1.001, b'Hello, World!')
                        b'             cat-101     [001] d..31     1.002000: bpf_trace_printk: Hello, World!'
                        [(5, 7), (6, 18446744073709551615)] 2 False
                        [6] Scalar(18446744073709551615)
                        [(42, b'cat', 1)] task(pid=42, comm=b'cat')
                        [0, 0, 3] [0, 0]
                        0 False 1 True
                        1 b'__x64_sys_openat'
                        [b'vfs_read', b'vfs_write']
                        """);
    }

    @Test
    void wrong_arguments_are_told_in_pythons_own_words() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        from ctypes import c_int, c_ulonglong
                        c, t, s, p = b['counts'], b['tasks'], b['slots'], b['percpu']
                        c[c_int(1)] = c_ulonglong(2)
                        p[0] = [3, 4]
                        p[c_int(0)] = p.Leaf(5)
                        print(c[1].value, p[0], p.sum(0).value)
                        def gone(): b.cleanup(); c[1]
                        for wrong in (lambda: b['nope'], lambda: c['x'], lambda: c[1.5], lambda: c[9], lambda: s[3],
                                      lambda: t.Key(1, b'x' * 17), lambda: t.Key(name=1), lambda: t.Key().name,
                                      lambda: p.__setitem__(0, [1]), lambda: b.attach_kprobe(event=3, fn_name='f'),
                                      lambda: b.attach_kprobe(event_re='(', fn_name='f'),
                                      lambda: b.attach_kprobe(event_re='none', fn_name='f'),
                                      lambda: b.attach_tracepoint(tp='x', fn_name='f'), lambda: BPF(),
                                      lambda: BPF.remove_xdp('x'), gone):
                            try:
                                wrong()
                            except Exception as e:
                                print(type(e).__name__, e)
                        """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                        2 [5, 0] 5
                        KeyError 'nope'
                        TypeError 'str' object cannot be interpreted as an integer
                        TypeError 'float' object cannot be interpreted as an integer
                        KeyError 9
                        IndexError Array index out of range
                        ValueError bytes too long (17, maximum length 16)
                        AttributeError name
                        AttributeError name
                        ValueError 1 leaves for 2 CPUs
                        TypeError a str or bytes is needed, not int
                        Exception '(' is not a regular expression: Unclosed group
                        Exception There is no kernel function that matches none
                        Failure Failed to attach: 'tracepoint:x' is not the name of a probe: a tracepoint has a category and a name
                        Exception BPF needs the text of a program or a src_file
                        Exception Failed to detach BPF from device x: there is no network device of that name
                        Exception cannot look up in counts: it has been closed
                        """);
    }

    @Test
    void events_reach_their_callback_decoded_by_the_c_struct() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        import ctypes as ct
                        class Task(ct.Structure):
                            _fields_ = [('pid', ct.c_uint), ('comm', ct.c_char * 16)]
                        def handle(cpu, data, size):
                            event = b['events'].event(data)
                            task = ct.cast(data, ct.POINTER(Task)).contents
                            print(cpu, size, event.pid, event.comm, type(event.comm).__name__, task.pid, task.comm)
                            print(hasattr(event, 'nope'))
                        b['events'].open_perf_buffer(handle, page_cnt=64, lost_cb=lambda count: print('lost', count))
                        def ring(context, data, size):
                            print(context, b[b'ring'].event(data).pid)
                        b['ring'].open_ring_buffer(ring, 'context')
                        b.perf_buffer_poll()
                        b.ring_buffer_consume()
                        b.perf_buffer_poll(timeout=1000)
                        b.perf_buffer_consume()
                        try:
                            while True:
                                b.perf_buffer_poll()
                        except KeyboardInterrupt:
                            print('end')
                        b['events'].open_perf_buffer(handle, page_cnt=3)
                        """);
        assertThat(ended.out()).isEqualTo("""
                        1 24 101 b'caf\\xc3\\xa9' bytes 101 b'caf\\xc3\\xa9'
                        False
                        context 101
                        1 24 102 b'caf\\xc3\\xa9' bytes 102 b'caf\\xc3\\xa9'
                        False
                        1 24 103 b'caf\\xc3\\xa9' bytes 103 b'caf\\xc3\\xa9'
                        False
                        lost 5
                        end
                        """);
        assertThat(ended.err()).contains("Exception: Perf buffer page_cnt must be a power of two");
    }

    @Test
    void ctrl_c_waits_for_the_callback_of_an_event() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        import os, signal
                        def handle(cpu, data, size):
                            global handle_again
                            if handle_again:
                                handle_again = False
                                os.kill(os.getpid(), signal.SIGINT)
                                for _ in range(1000000):
                                    pass
                                print('the whole of it')
                        handle_again = True
                        b['events'].open_perf_buffer(handle)
                        try:
                            while True:
                                b.perf_buffer_poll()
                        except KeyboardInterrupt:
                            print('then the end')
                        """);
        assertThat(ended.out()).isEqualTo("the whole of it\nthen the end\n");
    }

    @Test
    void an_exception_in_a_callback_leaves_the_poll() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        def handle(cpu, data, size):
                            raise ValueError(size)
                        b['events'].open_perf_buffer(handle)
                        for _ in range(3):
                            try:
                                b.perf_buffer_poll()
                            except ValueError as e:
                                print('caught', e)
                        b.perf_buffer_poll()
                        """);
        assertThat(ended.out()).isEqualTo("caught 24\ncaught 24\ncaught 24\n");
        assertThat(ended.err()).isEqualTo("Possibly lost 5 samples\ntarget closed\n");
    }

    @Test
    void histograms_print_what_bcc_prints() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        c, t = b['counts'], b['bytask']
                        c[2], c[4] = 3, 12
                        c.print_log2_hist('usecs')
                        c.print_linear_hist('cpus', strip_leading_zero=True)
                        t[t.Key(b'cat', 1)], t[t.Key(b'ls', 2)] = 1, 5
                        t.print_log2_hist('usecs', 'task', strip_leading_zero=True,
                                          section_print_fn=lambda name: name.decode(), bucket_sort_fn=sorted)
                        t.print_linear_hist('x', 'task', bucket_fn=lambda name: name[:1])
                        t.print_json_hist('usecs', 'task')
                        """);
        assertThat(ended.out().replaceAll("'ts': '[-0-9]{10} [:0-9]{8}'", "'ts': NOW"))
                .isEqualTo("""
                             usecs               : count     distribution
                                 0 -> 1          : 0        |                                        |
                                 2 -> 3          : 3        |**********                              |
                                 4 -> 7          : 0        |                                        |
                                 8 -> 15         : 12       |****************************************|
                             cpus          : count     distribution
                                2          : 3        |**********                              |
                                3          : 0        |                                        |
                                4          : 12       |****************************************|

                        task = cat
                             usecs               : count     distribution
                                 0 -> 1          : 1        |****************************************|

                        task = ls
                             usecs               : count     distribution
                                 2 -> 3          : 5        |****************************************|

                        task = b'c'
                             x             : count     distribution
                                0          : 0        |                                        |
                                1          : 1        |****************************************|

                        task = b'l'
                             x             : count     distribution
                                0          : 0        |                                        |
                                1          : 0        |                                        |
                                2          : 5        |****************************************|
                        {'ts': NOW, 'val_type': 'usecs', 'data': [{'interval-start': 0, 'interval-end': 1, 'count': 1}], 'task': b'cat'}
                        {'ts': NOW, 'val_type': 'usecs', 'data': [{'interval-start': 0, 'interval-end': 1, 'count': 0}, {'interval-start': 2, 'interval-end': 3, 'count': 5}], 'task': b'ls'}
                        """);
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void helper_modules_answer_as_bccs() throws Exception {
        var ended = run("vm", 0, """
                        from argparse import Namespace
                        from bcc import BPF, PerfType, PerfSWConfig, PerfHWConfig, StrcmpRewrite, ArgString, USDTException, USDT
                        from bcc import tcp
                        from bcc.containers import filter_by_containers
                        from bcc.syscall import syscall_name, syscalls
                        from bcc.tcp import tcpstate, flags2str
                        from bcc.utils import detect_language
                        print(tcpstate[1], tcpstate[12], flags2str(0x12), tcp.TCPHDR_CWR)
                        print(syscall_name(0), syscall_name(5), syscall_name(321), syscall_name(9999), len(syscalls) > 350)
                        print(PerfType.SOFTWARE, PerfSWConfig.CPU_CLOCK, PerfHWConfig.CACHE_MISSES, BPF.XDP, BPF.XDP_FLAGS_HW_MODE)
                        print(bytes(ArgString('x')), str(ArgString('y')), detect_language(['java'], 0))
                        print(BPF.generate_auto_includes(['file', 'sk_buff']).splitlines())
                        text = filter_by_containers(Namespace(cgroupmap='/sys/fs/bpf/c', mntnsmap=None))
                        print('"/sys/fs/bpf/c"' in text, text.count('int _mntns_filter'), 'container_should_be_filtered' in text)
                        found = StrcmpRewrite.rewrite_expr('STRCMP("a,b", arg1) && STRCMP("c", x)', False, False, ['x'], '', 3)
                        print(found['expr'], found['probeid'], 'bpf_probe_read_user' in found['streq_functions'])
                        try:
                            USDT()
                        except USDTException as e:
                            print(e)
                        try:
                            import bcc.libbcc
                        except ImportError as e:
                            print(e)
                        """);
        assertThat(ended.out()).isEqualTo("""
                        ESTABLISHED NEW_SYN_RECV SYN|ACK 128
                        b'read' b'fstat' b'bpf' b'[unknown: 9999]' True
                        1 0 3 6 8
                        b'x' y None
                        ['#include <linux/fs.h>', '#include <linux/netdevice.h>']
                        True 1 True
                        streq_3("a,b", arg1) && streq_4("c", x) 5 True
                        either a pid or a path of a program must be given
                        there is no libbcc here: Polyprobe's own engine does its work, behind bcc.BPF
                        """);
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void sleeping_is_in_virtual_time_and_the_end_of_the_world_looks_like_ctrl_c() throws Exception {
        var ended = run("vm", 0, "from time import sleep\n" + LOAD + """
                        try:
                            while True:
                                sleep(5)
                                print(BPF.monotonic_time())
                        except KeyboardInterrupt:
                            print('end')
                        """);
        assertThat(ended.out()).isEqualTo("6000000000\nend\n");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            INT,  'import time; time.sleep(1000)',                      130
            INT,  'while True: pass',                                   130
            INT,  'b.trace_print()',                                      0
            INT,  'b.trace_fields()',                                   130
            TERM, 'import time; time.sleep(1000)',                      143
            TERM, 'while True: pass',                                   143
            TERM, 'b.trace_print()',                                    143
            """)
    void signals_end_a_script_whatever_it_does_and_the_target_is_closed(String signal, String code, int exit)
            throws Exception {
        try (var process = start("kernel", 0, LOAD + "print('ready', flush=True)\n" + code)) {
            assertThat(process.line()).isEqualTo("ready");
            process.signal(signal);
            var ended = process.end();
            assertThat(ended.code()).as(ended.err()).isEqualTo(exit);
            assertThat(ended.err()).endsWith("target closed\n");
        }
    }

    @Test
    void a_reader_that_goes_away_ends_the_script_quietly() throws Exception {
        try (var process = start("kernel", 1_000_000, LOAD + "b.trace_print()")) {
            assertThat(process.line()).startsWith("b'");
            process.closeOutput();
            var ended = process.end();
            assertThat(ended.err()).isEqualTo("target closed\n");
            assertThat(ended.code()).isEqualTo(141);
        }
    }

    @Test
    void symbols_are_named_as_in_bcc() throws Exception {
        var ended = run("kernel", 0, """
                from bcc import BPF
                start = BPF.ksymname("vfs_read")
                print(hex(start), BPF.ksymname(b"vfs_raed"))
                print(BPF.ksym(start), BPF.ksym(start + 26, show_module=True, show_offset=True), BPF.ksym(0))
                print(BPF.sym(start, -1, True), BPF.sym(0x1001, 1, show_offset=True), BPF.sym(0x1100, 1, True))
                print(BPF.sym(0x1001, 1, demangle=False))
                print(BPF.find_library("c").startswith(b"/"), BPF.find_library(b"no-such-library"))
                print(BPF.find_exe(b"/bin/sh"), BPF.find_exe("bash").endswith(b"/bash"), BPF.find_exe("no-such-program"))
                (address,) = BPF.get_user_addresses("/bin/bash", "^xmalloc$")
                print(BPF.get_user_functions(b"/bin/bash", b"xmalloc$"))
                print((b"xmalloc", address) in BPF.get_user_functions_and_addresses("/bin/bash", "x.*"))
                """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                0xffffffff81000000 -1
                b'vfs_read' b'vfs_read+0x1a [kernel]' b'[unknown]'
                b'vfs_read [kernel]' b'work(int, char const*)+0x1' b'[unknown] [worker]'
                b'_Z4workiPKc'
                True None
                b'/bin/sh' True None
                {b'xmalloc'}
                True
                """);
    }

    @Test
    void stacks_are_walked_as_in_bcc() throws Exception {
        var ended = run("kernel", 0, LOAD + """
                stacks = b["stacks"]
                leaf = stacks.Leaf()
                leaf.ip[0], leaf.ip[1] = 0xffffffff8100001a, 0x1000
                stacks[3] = leaf
                print([hex(address) for address in stacks.walk(3)], list(stacks.walk(stacks.Key(3), b.ksym)))
                for missing in (4, -14):
                    try:
                        stacks.walk(missing)
                    except KeyError:
                        print("no stack", missing)
                files = b.get_table("filestacks")
                leaf = files.Leaf()
                leaf.trace[0].status, leaf.trace[0].offset, leaf.trace[0].build_id = 1, 26, [10] * 20
                leaf.trace[1].status, leaf.trace[1].offset = 2, 0x1000
                files[0] = leaf
                (frame,) = files.walk(0)
                print(b.sym(frame, 1, show_module=True, show_offset=True))
                b.add_module("/usr/lib/libx.so")
                print(b.sym(frame, 1, show_module=True, show_offset=True))
                """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                ['0xffffffff8100001a', '0x1000'] [b'vfs_read', b'[unknown]']
                no stack 4
                no stack -14
                b'[unknown]'
                b'_Z4workiPKc+0x1a [libx.so]'
                """);
    }
}
