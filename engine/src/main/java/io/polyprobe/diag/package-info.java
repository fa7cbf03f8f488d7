/**
 * What went wrong, where, why, and what to do about it, as values.
 *
 * <p>Every phase of the engine reports through {@link io.polyprobe.diag.Diagnostic}: the compiler's messages, a
 * refused program, a probe that does not exist. A diagnostic is data; {@link io.polyprobe.diag.Renderer} is the one
 * place that turns it into text. Each phase has its own exception, a subclass of the sealed
 * {@link io.polyprobe.diag.PolyprobeException}, which carries the diagnostics.
 */
@NullMarked
package io.polyprobe.diag;

import org.jspecify.annotations.NullMarked;
