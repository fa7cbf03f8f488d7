@NullMarked
package io.polyprobe.verifier;

import org.jspecify.annotations.NullMarked;
