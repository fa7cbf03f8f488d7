/**
 * BCC's own tools under kernels that have kprobes. {@link ToolBatch} runs inside the other kernel, many tools in one JVM,
 * as everything is slow there; {@link ToolsIT} starts it and keeps what came out.
 */
@NullMarked
package io.polyprobe.polyglot.guest;

import org.jspecify.annotations.NullMarked;
