package org.wirg.energy;

import java.io.Serializable;

/**
 * Where a model comes from.
 *
 * @param command the command that made it, without what cannot change the result
 * @param version of the software
 * @param dataName file name of the data
 * @param dataSha256 checksum of the file
 * @param dataType element type in the file
 * @param fields number of fields
 * @param seed of random numbers
 */
public record Provenance(
    String command,
    String version,
    String dataName,
    String dataSha256,
    String dataType,
    long fields,
    long seed)
    implements Serializable {}
