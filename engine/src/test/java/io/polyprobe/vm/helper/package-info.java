/** Tests of vm.helper. */
@NullMarked
package io.polyprobe.vm.helper;

import org.jspecify.annotations.NullMarked;
