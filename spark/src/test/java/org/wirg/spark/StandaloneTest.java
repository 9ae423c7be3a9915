package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.energy.Model;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;

/**
 * A standalone cluster of a master and two workers on hosts of two names, so that Spark runs copies
 * of slow tasks.
 */
@Tag("deep")
final class StandaloneTest {
  private static final long SLOW_MILLISECONDS = 2500;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes.reversed()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private void start(String name, String host, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx512m"));
    command.add("org.apache.spark.deploy." + name);
    command.addAll(List.of("--host", host));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_LOCAL_IP", host);
    builder.redirectErrorStream(true).redirectOutput(new File("/dev/null"));
    processes.add(builder.start());
  }

  private static void await(int port) throws InterruptedException {
    for (int second = 0; second < PATIENCE_SECONDS; second++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        Thread.sleep(1000); // not there yet
      }
    }
    throw new AssertionError("the master does not answer");
  }

  @Test
  void copiesOfSlowTasksChangeNothing() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String master = "spark://127.0.0.1:" + port;
    start("master.Master", "127.0.0.1", "--port", port + "", "--webui-port", "0");
    await(port);
    for (String host : new String[] {"127.0.0.1", "127.0.0.2"}) {
      String work = folder.resolve(host).toString();
      start("worker.Worker", host, "-c", "1", "-m", "1g", "-d", work, "--webui-port", "0", master);
    }
    Watch watch = new Watch();
    try (JavaSparkContext spark = Applications.speculating(master)) {
      spark.sc().addSparkListener(watch);
      Workers slow = new Troubled(Applications.workers(spark, 8), SLOW_MILLISECONDS);
      List<Long> found = new ArrayList<>();
      slow.run(new Workers.Size(200, 1), n -> n, (Long n) -> n * n, found::add);
      assertThat(found)
          .containsExactlyElementsOf(LongStream.range(0, 200).mapToObj(n -> n * n).toList());
      Model plain = Plain.fit(Plain.DATA, Plain.SCORE, new Threads(1));
      assertThat(Plain.sample(plain, slow)).isEqualTo(Plain.sample(plain, new Threads(1)));
      Watch.settle(spark);
      assertThat(watch.speculative.get()).as("copies of slow tasks").isPositive();
    }
  }
}
