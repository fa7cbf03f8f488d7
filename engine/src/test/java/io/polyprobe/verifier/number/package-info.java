@NullMarked
package io.polyprobe.verifier.number;

import org.jspecify.annotations.NullMarked;
