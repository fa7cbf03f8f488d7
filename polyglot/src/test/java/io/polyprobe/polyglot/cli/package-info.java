@NullMarked
package io.polyprobe.polyglot.cli;

import org.jspecify.annotations.NullMarked;
