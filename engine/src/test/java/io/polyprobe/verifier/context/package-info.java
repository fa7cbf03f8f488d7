@NullMarked
package io.polyprobe.verifier.context;

import org.jspecify.annotations.NullMarked;
