namespace Pure.WebSockets.FSharp

// An active pattern is complete for at most seven cases, and effects have thirteen. With partial patterns the compiler could not report a
// missing case. Therefore each union of the core is mirrored by an F# union with the same name and the same cases, and a complete active
// pattern of that name converts to it (Patterns.fs). CompanionTests fails when a case or a field is missing here.

open Pure.WebSockets

/// An input of a connection.
type Input =
    /// The transport is connected. A client sends its request, and timers start.
    | Start
    /// Bytes from the peer, in pieces of any size.
    | Received of bytes: ByteString
    /// The application has answered the effects so far: the step continues with the input that waits. Without such input nothing changes.
    | Continue
    /// The peer sends no more bytes, or the transport failed.
    | EndOfStream
    /// The application accepts the upgrade request.
    | Accept of acceptance: Acceptance
    /// The application rejects the upgrade request.
    | Reject of rejection: Rejection
    /// A complete message to send, in one frame. Text is UTF-8.
    | Send of kind: MessageKind * data: ByteString * compress: CompressionChoice
    /// A part of a message to send, as one fragment (RFC 6455 §5.4).
    | SendPart of kind: MessageKind * data: ByteString * final: bool * compress: CompressionChoice
    /// A ping to send (RFC 6455 §5.5.2), of at most 125 bytes.
    | Ping of data: ByteString
    /// An unsolicited pong to send (RFC 6455 §5.5.3), of at most 125 bytes. Pings are answered without it.
    | Pong of data: ByteString
    /// The application closes: the closing handshake begins (RFC 6455 §7.1.2).
    | Close of status: CloseStatus
    /// The connection will be idle for a while: memory that only makes the next step faster is released.
    | Compact
    /// A timer has elapsed. A timer that does not run changes nothing.
    | Elapsed of timer: TimerKind

    /// A text message, with the compression of the options.
    static member Text(text: string) = Send(MessageKind.Text, ByteString.FromText text, CompressionChoice.Default)

    /// A binary message, with the compression of the options.
    static member Binary(data: ByteString) = Send(MessageKind.Binary, data, CompressionChoice.Default)

/// An output, to be written to the transport in order.
type Output =
    /// A head of the opening handshake, with its body if any, as the bytes to write.
    | Head of bytes: ByteString
    /// A frame. FrameEncoder converts it to bytes. A client passes a new mask key.
    | Framed of value: Frame

/// An effect, which a step reports to the application and to the loop that drives the connection.
type Effect =
    /// A client requests an upgrade: answer with Accept or Reject.
    | UpgradeRequested of request: UpgradeRequest
    /// The opening handshake is complete: both sides may send. At a client, `response` is the response that opened the connection.
    | Opened of agreement: Agreement * response: ResponseHead option
    /// The server answered the upgrade with another response.
    | UpgradeRejected of response: RejectedResponse
    /// A complete message was received. Text is UTF-8.
    | Message of kind: MessageKind * data: ByteString
    /// A piece of a message was received. Text starts and ends at a code point.
    | MessagePiece of kind: MessageKind * data: ByteString * final: bool
    /// A ping was received. While the connection is open, its pong is among the outputs.
    | PingReceived of data: ByteString
    /// A pong was received.
    | PongReceived of data: ByteString
    /// The peer's close frame was received. If it was the first close frame, our close frame is among the outputs.
    | CloseReceived of status: CloseStatus
    /// Start a timer in place of the one that runs, and pass Elapsed to a step when it elapses.
    | StartTimer of timer: TimerKind * after: System.TimeSpan
    /// Cancel the timer that runs.
    | CancelTimer
    /// The peer broke a rule, and the connection fails (RFC 6455 §7.1.7).
    | Failed of error: ProtocolError
    /// The protocol does not allow the request of the application. Nothing was sent, and the state is unchanged.
    | Misused of misuse: Misuse
    /// The connection has ended: write the outputs, then close the transport. This is the last effect.
    | CloseTransport of result: CloseResult

/// The phases of a connection (RFC 6455 §4, §7).
type Phase =
    /// A server waits for the head of the request.
    | AwaitingRequest
    /// A server waits for the application's answer to the request.
    | AwaitingAnswer of request: UpgradeRequest
    /// A client waits for the head of the response.
    | AwaitingResponse of offer: UpgradeOffer * nonce: ByteString
    /// A client whose request was rejected reads the rest of the response.
    | ReadingRefusal of response: ResponseHead
    /// Both sides may send.
    | Open
    /// Our close frame was sent, and this side sends no more data. `theirs` is the status of the peer's close frame, if it was received.
    | Closing of ours: CloseStatus * theirs: CloseStatus option * first: Side
    /// The connection has ended. The transport is closed when the outputs are written.
    | Closed of result: CloseResult

/// The parameter client_max_window_bits of a client's offer (RFC 7692 §7.1.2.2).
type ClientWindow =
    /// The parameter is absent: the server must not limit the window.
    | Fixed
    /// The parameter has no value: the server may limit the window.
    | Limitable
    /// The parameter has a value, the base-2 logarithm of the window, from 8 to 15. The client uses no larger window, and the server may
    /// limit it further.
    | LimitedTo of bits: int

/// Inputs in the form of the core.
module Input =
    /// The core's Input with the same content.
    let toCore input : Pure.WebSockets.Input =
        match input with
        | Start -> Pure.WebSockets.Input.Start()
        | Received bytes -> Pure.WebSockets.Input.Received bytes
        | Continue -> Pure.WebSockets.Input.Continue()
        | EndOfStream -> Pure.WebSockets.Input.EndOfStream()
        | Accept acceptance -> Pure.WebSockets.Input.Accept acceptance
        | Reject rejection -> Pure.WebSockets.Input.Reject rejection
        | Send(kind, data, compress) -> Pure.WebSockets.Input.Send(kind, data, Compress = compress)
        | SendPart(kind, data, final, compress) -> Pure.WebSockets.Input.SendPart(kind, data, final, Compress = compress)
        | Ping data -> Pure.WebSockets.Input.Ping data
        | Pong data -> Pure.WebSockets.Input.Pong data
        | Close status -> Pure.WebSockets.Input.Close status
        | Compact -> Pure.WebSockets.Input.Compact()
        | Elapsed timer -> Pure.WebSockets.Input.Elapsed timer

/// Windows in the form of the core.
module ClientWindow =
    /// The core's ClientWindow with the same content.
    let toCore window : Pure.WebSockets.ClientWindow =
        match window with
        | Fixed -> Pure.WebSockets.ClientWindow.Fixed.Instance
        | Limitable -> Pure.WebSockets.ClientWindow.Limitable.Instance
        | LimitedTo bits -> Pure.WebSockets.ClientWindow.LimitedTo bits
