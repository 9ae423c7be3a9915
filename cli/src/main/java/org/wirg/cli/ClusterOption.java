package org.wirg.cli;

import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Work on a cluster. */
final class ClusterOption {
  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Works on Apache Spark: local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, or submit"
              + " inside spark-submit. No result depends on it. Files may be Hadoop's then.")
  private @Nullable String master;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Tasks of a Spark job (default: one per core); no result depends on it.")
  private int partitions;

  /** Where the command works. */
  Workplace workplace(Session session) throws IOException {
    if (partitions < 0) {
      throw session.usage("--partitions is at least 1; found " + partitions);
    }
    if (master == null) {
      if (partitions > 0) {
        throw session.usage("--partitions goes with --spark; found it alone");
      }
      return new ThisMachine(session);
    }
    Workplace.Request request = new Workplace.Request(master, partitions, session.threads());
    for (Workplace.Maker maker : ServiceLoader.load(Workplace.Maker.class)) {
      return maker.connect(request);
    }
    throw session.usage(
        "--spark needs the module spark; found none on the class path; start by ./wirg of the"
            + " sources, or submit wirg-spark-app.jar with spark-submit");
  }
}
