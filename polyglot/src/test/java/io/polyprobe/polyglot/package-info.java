@NullMarked
package io.polyprobe.polyglot;

import org.jspecify.annotations.NullMarked;
