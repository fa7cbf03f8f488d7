@NullMarked
package io.polyprobe.polyglot.python;

import org.jspecify.annotations.NullMarked;
