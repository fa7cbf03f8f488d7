/** Tests of classic BPF; Linux is asked by filters on sockets. */
@NullMarked
package io.polyprobe.classic;

import org.jspecify.annotations.NullMarked;
