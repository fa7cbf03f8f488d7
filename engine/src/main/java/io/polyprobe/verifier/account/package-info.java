/**
 * What the verifier knows of an accepted program, line by line, for people: {@link io.polyprobe.verifier.account.Account}
 * as data, and written as text ({@link io.polyprobe.verifier.account.AccountText}) or as a piece of a page
 * ({@link io.polyprobe.verifier.account.AccountHtml}).
 */
@NullMarked
package io.polyprobe.verifier.account;

import org.jspecify.annotations.NullMarked;
