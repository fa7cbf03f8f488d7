/** Tests of vm.map. */
@NullMarked
package io.polyprobe.vm.map;

import org.jspecify.annotations.NullMarked;
