package org.wirg.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.wirg.internal.parallel.Threads;

/** Spark applications of tests. */
final class Applications {
  private Applications() {}

  /**
   * Starts one.
   *
   * @param settings names and values by turns
   */
  static JavaSparkContext start(String master, String... settings) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("wirg tests")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return new JavaSparkContext(conf);
  }

  /** Starts one with executors of 1 GiB that runs a second copy of what takes longer than usual. */
  static JavaSparkContext speculating(String master) {
    return start(
        master,
        "spark.executor.memory",
        "1g",
        "spark.speculation",
        "true",
        "spark.speculation.interval",
        "100ms",
        "spark.speculation.quantile",
        "0.5",
        "spark.speculation.minTaskRuntime",
        "100ms");
  }

  /** Workers that send all work, however little. */
  static SparkWorkers workers(JavaSparkContext spark, int partitions) {
    return workers(spark, partitions, 0);
  }

  static SparkWorkers workers(JavaSparkContext spark, int partitions, double from) {
    return new SparkWorkers(spark, partitions, new Threads(1), from);
  }
}
