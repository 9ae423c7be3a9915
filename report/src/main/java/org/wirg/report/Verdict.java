package org.wirg.report;

/**
 * Something that was checked.
 *
 * @param name of it
 * @param meaning what a failure would mean, in a sentence
 * @param found the value
 * @param rule the threshold
 * @param passed whether the value keeps it
 */
public record Verdict(String name, String meaning, String found, String rule, boolean passed) {}
