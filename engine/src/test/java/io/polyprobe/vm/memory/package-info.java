/** Tests of the checked address space. */
@NullMarked
package io.polyprobe.vm.memory;

import org.jspecify.annotations.NullMarked;
