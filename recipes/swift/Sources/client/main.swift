// Runs each case of the tester at PUREWS_URL, with WebSocketKit as the client: swift run client
import Foundation
import NIOPosix
import WebSocketKit

let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let base = ProcessInfo.processInfo.environment["PUREWS_URL"]!.trimmingCharacters(in: ["/"])

/// Echoes what arrives until the connection ends. Returns the last text.
func run(_ path: String) async -> String {
    let loop = group.next()
    let ended = loop.makePromise(of: String.self)
    var last = ""
    let configuration = WebSocketClient.Configuration(maxFrameSize: 1 << 26)
    let opening = WebSocket.connect(to: base + path, configuration: configuration, on: group) { socket in
        socket.onText { socket, text in
            last = text
            if path.hasPrefix("/runCase") { socket.send(text) }
        }
        socket.onBinary { socket, data in socket.send(raw: data.readableBytesView, opcode: .binary) }
        socket.onClose.whenComplete { _ in ended.succeed(last) }
    }
    // Some cases answer the opening handshake wrongly.
    opening.whenFailure { _ in ended.succeed(last) }
    return (try? await ended.futureResult.get()) ?? last
}

let count = Int(await run("/getCaseCount"))!
for number in 1...count { _ = await run("/runCase?case=\(number)&agent=websocket-kit") }
_ = await run("/updateReports?agent=websocket-kit")
