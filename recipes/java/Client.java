// Runs each case of the tester at PUREWS_URL, with the client of the JDK: java Client.java
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

class Client {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        var count = Integer.parseInt(run("/getCaseCount"));
        for (var number = 1; number <= count; number++) run("/runCase?case=" + number + "&agent=java.net.http");
        run("/updateReports?agent=java.net.http");
    }

    /** Echoes what arrives until the connection ends. Returns the last text. */
    private static String run(String path) {
        var url = URI.create(System.getenv("PUREWS_URL").replaceAll("/$", "") + path);
        var echo = new Echo(path.startsWith("/runCase"));
        CLIENT.newWebSocketBuilder().buildAsync(url, echo).whenComplete((socket, error) -> {
            if (error != null) echo.end();
        });
        return echo.ended.join();
    }

    private static class Echo implements WebSocket.Listener {
        // The library reports no end of a connection on which a message has not been sent completely.
        final CompletableFuture<String> ended = new CompletableFuture<String>().completeOnTimeout(null, 1, TimeUnit.MINUTES);
        private final boolean echoes;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String last;

        Echo(boolean echoes) {
            this.echoes = echoes;
        }

        void end() {
            ended.complete(last);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                last = text.toString();
                text.setLength(0);
            }
            return next(socket, isLast && echoes ? socket.sendText(last, true) : null);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) {
            while (part.hasRemaining()) bytes.write(part.get());
            if (!isLast) return next(socket, null);
            var message = ByteBuffer.wrap(bytes.toByteArray());
            bytes.reset();
            return next(socket, socket.sendBinary(message, true));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end();
        }

        private CompletionStage<?> next(WebSocket socket, CompletableFuture<WebSocket> sent) {
            if (sent == null) socket.request(1);
            else sent.whenComplete((same, error) -> {
                if (error == null) socket.request(1);
                else end();
            });
            return null;
        }
    }
}
