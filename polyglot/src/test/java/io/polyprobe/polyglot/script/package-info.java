@NullMarked
package io.polyprobe.polyglot.script;

import org.jspecify.annotations.NullMarked;
