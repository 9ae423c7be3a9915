package org.wirg.report;

/** Something that a section shows. */
sealed interface Item permits Figure, Gallery, Player, NumberTable, Verdicts, Commands, Note {}
