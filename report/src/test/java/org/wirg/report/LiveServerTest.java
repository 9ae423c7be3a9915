package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

class LiveServerTest {
  private static final int HOSTILE = 300;
  private static final int CLIENTS = 32;
  private static final int EACH = 40;
  private static final long MOST_GROWTH = 8 << 20; // bytes
  private static final String STATE = "{\"what\":\"x\",\"measured\":[]}";

  @SuppressWarnings("NullAway.Init")
  private static LiveServer server;

  @SuppressWarnings("NullAway.Init")
  private static Path watched;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    watched = folder.resolve("status.json");
    Report report = Evidence.ofModel(SmallReport.MODEL, "small.json", List.of("wirg serve"));
    server = new LiveServer(report, SmallReport.MODEL, new WatchedFit(watched), 0, 1);
  }

  @AfterAll
  static void stop() {
    server.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path)).build();
  }

  private static int port() {
    return URI.create(server.address()).getPort();
  }

  /** Bytes as they are, and the status line that comes back; empty when none does. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.lines().findFirst().orElse("");
    }
  }

  private static String own() {
    return "Host: 127.0.0.1:" + port() + "\r\nConnection: close\r\n\r\n";
  }

  @Test
  void servesThePageAndFieldsOfASeed() throws Exception {
    HttpResponse<String> page = get("");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Draw a field", "connect-src 'self'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    String field = get("draw?size=8&seed=7&level=0").body();
    assertThat(field).contains("\"label\":\"1x1\"", "\"label\":\"8x8\"", "\"warning\":\"\"");
    assertThat(get("draw?size=8&seed=7&level=0").body()).isEqualTo(field);
    assertThat(get("draw?size=8&seed=8&level=0").body()).isNotEqualTo(field);
    assertThat(get("draw?size=8&seed=7&level=2").body()).doesNotContain("4x4").contains("2x2");
    assertThat(get("draw?size=16&seed=7").body()).contains("\"label\":\"16x16\"");
  }

  @Test
  void tellsHowFarAFitIs() throws Exception {
    assertThat(get("fit").body()).contains("waiting for a fit");
    Files.writeString(watched, STATE);
    assertThat(get("fit").body()).isEqualTo(STATE);
    for (String other : List.of("", "{", "[]", "{}", "<script>", "{\"what\":1,\"measured\":[]}")) {
      Files.writeString(watched, other);
      assertThat(get("fit").body()).as(other).contains("not what a fit would write");
    }
    Files.writeString(watched, " ".repeat(2 << 20) + STATE);
    assertThat(get("fit").body()).contains("larger than");
    Files.delete(watched);
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    for (String path :
        List.of(
            "index.html",
            "draw",
            "draw?",
            "draw?size=8",
            "draw?size=8&seed=-1",
            "draw?size=8&seed=1&level=9",
            "draw?size=9&seed=1",
            "draw?size=1024&seed=1",
            "draw?size=8&seed=99999999999999999999",
            "draw?size=8&seed=1&more=1",
            "fit?x=1",
            "?x")) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void answersItsOwnNameAlone() throws Exception {
    assertThat(raw("GET / HTTP/1.1\r\n" + own())).contains(" 200");
    for (String host :
        List.of(
            "evil.example", "evil.example:" + port(), "127.0.0.1", "127.0.0.1:1", "[::1]", "")) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      assertThat(raw(request)).as(host).contains(" 403");
    }
    assertThat(raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).contains(" 403");
    String site = "Sec-Fetch-Site: cross-site\r\n";
    assertThat(raw("GET /draw?size=8&seed=1 HTTP/1.1\r\n" + site + own())).contains(" 403");
  }

  @Test
  void onlyGetIsAnswered() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH")) {
      assertThat(raw(method + " / HTTP/1.1\r\n" + own())).as(method).contains(" 405");
    }
  }

  @Test
  void hostileRequestsAreHarmless() throws Exception {
    RandomStream random = new RandomStream(11, Purpose.RESAMPLE, 0);
    String[] parts = {
      "..",
      "%2e%2e",
      "/",
      "%2f",
      "\\",
      "%5c",
      "etc/passwd",
      "\0",
      "%00",
      "draw",
      "?size=8",
      "&seed=",
      ";",
      "file:///etc/passwd",
      "http://evil.example/",
      "%",
      "%zz",
      "#",
      "<script>",
      "' or 1=1",
      "A".repeat(3000),
      "\u00ff",
      "index.html",
      "WEB-INF",
      "~root",
      ":",
      "//",
      "=",
      "99999999999999"
    };
    int answered = 0;
    for (int i = 0; i < HOSTILE; i++) {
      StringBuilder path = new StringBuilder(i % 2 == 0 ? "/" : "");
      for (int p = 0; p < 1 + i % 6; p++) {
        path.append(parts[(int) (random.nextUniform() * parts.length)]);
      }
      String line = raw("GET " + path + " HTTP/1.1\r\n" + own());
      assertThat(line).as(path.toString()).matches("|HTTP/1.1 (400|403|404|414|501) .*");
      answered += line.isEmpty() ? 0 : 1;
    }
    assertThat(answered).isGreaterThan(HOSTILE / 2);
    assertThat(get("").statusCode()).isEqualTo(200);
  }

  @Test
  void manyClientsAtOnceAreServedOrTurnedAway() throws Exception {
    assertThat(served(done -> done < EACH)).isGreaterThan(CLIENTS * EACH / 2);
  }

  /** Long enough for what is kept per request to show: some 10,000 requests. */
  @Test
  @Tag("deep")
  void aMinuteOfManyClientsLeavesNothingBehind() throws Exception {
    served(done -> done < EACH);
    long before = used();
    long end = System.nanoTime() + 60_000_000_000L;
    int served = served(done -> System.nanoTime() < end);
    assertThat(served).isGreaterThan(CLIENTS * EACH);
    assertThat(used() - before).isLessThan(MOST_GROWTH);
  }

  /** Bytes in use after what can be freed was freed. */
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * Clients that ask in turn for the page and for a new field.
   *
   * @param more whether a client that has asked so often goes on
   * @return answers as asked; others were turned away
   */
  private static int served(IntPredicate more) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        int first = c * 1_000_000;
        all.add(clients.submit(() -> served(client, first, more)));
      }
      int served = 0;
      for (Future<Integer> one : all) {
        served += one.get();
      }
      return served;
    }
  }

  private static int served(HttpClient client, int first, IntPredicate more) throws Exception {
    int served = 0;
    for (int r = 0; more.test(r); r++) {
      String path = r % 2 == 0 ? "" : "draw?size=8&level=0&seed=" + (first + r);
      int status = client.send(request(path), HttpResponse.BodyHandlers.discarding()).statusCode();
      assertThat(status).isIn(200, 503);
      served += status == 200 ? 1 : 0;
    }
    return served;
  }
}
