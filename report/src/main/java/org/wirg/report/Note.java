package org.wirg.report;

/** A paragraph. */
record Note(String text) implements Item {}
