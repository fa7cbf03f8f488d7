/** Tests of vm.world. */
@NullMarked
package io.polyprobe.vm.world;

import org.jspecify.annotations.NullMarked;
