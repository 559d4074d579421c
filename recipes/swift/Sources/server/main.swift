// An echo server with Vapor: swift run server [PORT]
import Vapor

let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 9001
let app = try await Application.make(Environment(name: "production", arguments: ["server"]))
app.http.server.configuration.hostname = "127.0.0.1"
app.http.server.configuration.port = port
app.webSocket(maxFrameSize: .init(integerLiteral: 1 << 26)) { _, socket in
    socket.onText { socket, text in socket.send(text) }
    socket.onBinary { socket, data in socket.send(raw: data.readableBytesView, opcode: .binary) }
}
try await app.execute()
