@NullMarked
package io.polyprobe.polyglot.js;

import org.jspecify.annotations.NullMarked;
