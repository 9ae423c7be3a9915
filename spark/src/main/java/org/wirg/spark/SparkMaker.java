package org.wirg.spark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.wirg.cli.Workplace;
import org.wirg.field.InputRejected;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.parallel.Threads;

/** Starts Spark applications for the command line. */
public final class SparkMaker implements Workplace.Maker {
  /** The master's name for the one that spark-submit has set. */
  private static final String SUBMITTED = "submit";

  /** Name of the property for {@link SparkWorkers#FROM}. */
  private static final String FROM = "spark.wirg.sendFrom";

  @Override
  public Workplace connect(Workplace.Request request) throws IOException {
    SparkConf conf = conf(request);
    double from = from(conf);
    try {
      JavaSparkContext spark = new JavaSparkContext(conf);
      Threads near = new Threads(request.threads());
      return new SparkPlace(spark, new SparkWorkers(spark, request.partitions(), near, from));
    } catch (Exception e) { // Scala code throws checked exceptions without saying so
      throw new IOException(
          "the Spark master must answer; found "
              + conf.get("spark.master")
              + " and "
              + e
              + "; check --spark",
          e);
    }
  }

  private static double from(SparkConf conf) {
    String words = conf.get(FROM, "");
    if (words.isEmpty()) {
      return SparkWorkers.FROM;
    }
    if (!words.matches("[0-9]{1,15}")) {
      throw new InputRejected(FROM + " is a number of updates from 0 on; found " + words);
    }
    return Double.parseDouble(words);
  }

  private static SparkConf conf(Workplace.Request request) {
    SparkConf conf = new SparkConf();
    String master = request.master();
    if (!master.equals(SUBMITTED)) {
      if (!master.matches("(local(-cluster)?(\\[.*])?|yarn|(spark|k8s)://.+)")) {
        throw new InputRejected(
            "--spark is local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, yarn, k8s://URL or"
                + " submit; found "
                + master);
      }
      conf.setMaster(master);
    } else if (!conf.contains("spark.master")) {
      throw new InputRejected(
          "--spark submit takes the master of spark-submit; found none; start by spark-submit or"
              + " name a master");
    }
    conf.setIfMissing("spark.app.name", "wirg");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    boolean here = master.startsWith("local");
    if (here) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"));
    }
    if (master.startsWith("local-cluster")) {
      requireHome();
      conf.setIfMissing("spark.executor.memory", megabytes(master) + "m");
    }
    if (!master.matches("local(\\[.*])?")) {
      conf.setIfMissing("spark.jars", jar());
      addVectors(conf);
    }
    return conf;
  }

  private static void requireHome() {
    for (String name : new String[] {"SPARK_HOME", "SPARK_SCALA_VERSION"}) {
      if (System.getenv(name) == null) {
        throw new InputRejected(
            "local-cluster starts executors from a folder of Spark; found no "
                + name
                + " in the environment; start by ./wirg or spark-submit");
      }
    }
  }

  /** Memory of an executor: all of its worker's. */
  private static int megabytes(String master) {
    String[] numbers = master.replaceAll("^local-cluster\\[|]$", "").split(",", -1);
    if (numbers.length != 3 || !numbers[2].strip().matches("[1-9][0-9]{2,6}")) {
      throw new InputRejected(
          "local-cluster[N,CORES,MB] has three numbers, the last at least 100; found " + master);
    }
    return Integer.parseInt(numbers[2].strip());
  }

  /** The jar that executors load our classes from. */
  private static String jar() {
    try {
      Path jar =
          Path.of(SparkMaker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.toUri().toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a class has a name", e);
    }
  }

  /** Executors compute with vectors where the driver does; the bytes are the same without. */
  private static void addVectors(SparkConf conf) {
    String name = "spark.executor.extraJavaOptions";
    String options = conf.get(name, "");
    if (KernelChoice.vectorsPresent() && !options.contains(KernelChoice.MODULE)) {
      conf.set(name, (options + " --add-modules " + KernelChoice.MODULE).strip());
    }
  }
}
