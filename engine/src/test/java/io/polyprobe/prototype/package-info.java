@NullMarked
package io.polyprobe.prototype;

import org.jspecify.annotations.NullMarked;
