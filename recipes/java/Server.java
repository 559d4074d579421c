// An echo server with Tomcat: java -cp 'jars/*' Server.java [PORT]
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

class Server {
    private static final String LARGEST = Integer.toString(64 << 20);

    public static void main(String[] arguments) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9001);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var context = tomcat.addContext("", null);
        for (var kind : new String[] {"text", "binary"})
            context.addParameter("org.apache.tomcat.websocket." + kind + "BufferSize", LARGEST);
        context.addServletContainerInitializer(new WsSci(), Set.of(Echo.class));
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        tomcat.start();
        tomcat.getServer().await();
    }

    @ServerEndpoint("/")
    public static class Echo {
        @OnMessage
        public void text(Session session, String message) throws Exception {
            session.getBasicRemote().sendText(message);
        }

        @OnMessage
        public void binary(Session session, ByteBuffer message) throws Exception {
            session.getBasicRemote().sendBinary(message);
        }

        @OnError
        public void failed(Throwable error) {}
    }
}
