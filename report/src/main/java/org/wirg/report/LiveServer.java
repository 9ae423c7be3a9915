package org.wirg.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;

/**
 * Serves a report live on the loopback address, to this machine alone: the page, fields drawn on
 * request, the state of a fit.
 *
 * <p>Fixed routes, GET only, parameters with bounds; nothing is read from disk on behalf of a
 * request but the one file of a watched fit. The Host header must be this address, so that no page
 * from elsewhere can ask by a name that it controls, and requests from other sites' pages are
 * refused. Requests beyond a few at a time are turned away.
 */
public final class LiveServer implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int QUEUE = 64;
  private static final int MOST_WAITING = 4; // drawings
  private static final String DRAW = "/draw?";
  private static final int LONGEST_QUERY = 200;
  private static final long LARGEST_SEED = 999_999_999;

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final byte[] page;
  private final @Nullable LiveFields fields;
  private final @Nullable WatchedFit fit;

  /** A request that is not answered as asked. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /**
   * Starts serving.
   *
   * @param report to be shown
   * @param model to draw from; null where there is none
   * @param fit that is watched; null where none is watched
   * @param port to listen at, 0 for any that is free
   * @param threads of a drawing
   * @throws IOException when the port is taken
   */
  public LiveServer(
      Report report, @Nullable Model model, @Nullable WatchedFit fit, int port, int threads)
      throws IOException {
    this.fields = model == null ? null : new LiveFields(model, threads);
    this.fit = fit;
    this.page =
        Page.live(report, new LivePart(fields, fit != null)).getBytes(StandardCharsets.UTF_8);
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(QUEUE),
            new ThreadPoolExecutor.CallerRunsPolicy());
    workers.allowCoreThreadTimeOut(true);
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), QUEUE);
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
    if (fields != null) {
      // A page asks for this field first; its chains take seconds to tune.
      workers.execute(fields::prepare);
    }
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      try {
        require(exchange);
        route(exchange);
      } catch (Refused e) {
        // What came along is not read: this connection ends.
        exchange.getResponseHeaders().set("Connection", "close");
        byte[] why = (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        send(exchange, e.status, "text/plain; charset=utf-8", why);
      }
    }
  }

  private void require(HttpExchange exchange) throws Refused {
    List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    int port = server.getAddress().getPort();
    List<String> own = List.of("127.0.0.1:" + port, "localhost:" + port);
    if (hosts.size() != 1 || !own.contains(hosts.getFirst())) {
      throw new Refused(403, "the Host header must be " + String.join(" or ", own));
    }
    String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new Refused(403, "requests of other sites' pages are not answered");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      throw new Refused(405, "only GET is answered");
    }
  }

  private void route(HttpExchange exchange) throws IOException, Refused {
    String target = exchange.getRequestURI().toString();
    LiveFields drawn = fields;
    WatchedFit state = fit;
    if (target.equals("/")) {
      send(exchange, 200, "text/html; charset=utf-8", page);
    } else if (target.startsWith(DRAW) && drawn != null) {
      json(exchange, drawn.draw(request(drawn, target.substring(DRAW.length()))));
    } else if (target.equals("/fit") && state != null) {
      json(exchange, state.state());
    } else {
      throw new Refused(404, "there is no such page");
    }
  }

  private static void json(HttpExchange exchange, String text) throws IOException {
    send(exchange, 200, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1); // no body may follow
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static LiveFields.Request request(LiveFields drawn, String query) throws Refused {
    if (drawn.waiting() >= MOST_WAITING) {
      throw new Refused(503, "other fields are being drawn; ask again later");
    }
    Map<String, Long> given = new TreeMap<>();
    if (query.length() <= LONGEST_QUERY) {
      for (String part : query.split("&", -1)) {
        if (!part.matches("(size|seed|level)=[0-9]{1,9}")) {
          throw new Refused(400, "a drawing has size=, seed= and level=, each a number");
        }
        int equals = part.indexOf('=');
        given.put(part.substring(0, equals), Long.valueOf(part.substring(equals + 1)));
      }
    }
    Long size = given.get("size");
    Long seed = given.get("seed");
    Long level = given.getOrDefault("level", 0L);
    if (size == null || seed == null || seed > LARGEST_SEED) {
      throw new Refused(400, "a drawing has size=, seed= and level=, each a number");
    }
    int side = size.intValue();
    if (!drawn.sizes().contains(side)) {
      throw new Refused(400, "the size must be one of " + drawn.sizes());
    }
    if (level > drawn.levels(side)) {
      throw new Refused(400, "the level must be at most " + drawn.levels(side));
    }
    return new LiveFields.Request(side, seed, level.intValue());
  }
}
