/**
 * Captures: files of packets as {@code tcpdump} and Wireshark write them.
 *
 * <pre>{@code
 * try (Capture capture = Capture.open(Path.of("a.pcap"))) {
 *     while (capture.next()) {
 *         capture.nanos();  // when, since 1970
 *         capture.packet(); // its bytes
 *     }
 *     capture.damage().ifPresent(diagnostic -> …); // what is wrong behind the last whole packet
 * }
 * }</pre>
 *
 * <p>Two formats are read: pcap, the older one ({@code draft-ietf-opsawg-pcap}; {@code pcap-savefile(5)}), and pcapng
 * ({@code draft-ietf-opsawg-pcapng}), both in either byte order. Packets are written in pcapng. A file is mapped and gone
 * through once, so that its size does not matter; nothing is allocated for a packet.
 */
@NullMarked
package io.polyprobe.capture;

import org.jspecify.annotations.NullMarked;
