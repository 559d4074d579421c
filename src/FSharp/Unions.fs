namespace Pure.WebSockets.FSharp

// Why unions of their own: an active pattern is complete for at most seven cases, and effects have thirteen. A partial pattern would need
// no such count, but then the compiler could not say which case was forgotten. So each union of the core, the small ones too, is mirrored
// by an F# union of the same name with cases of the same names, and one complete active pattern, again of the same name, gives it
// (Patterns.fs). A test walks the core's unions and fails when a case or a field is missing here.

open Pure.WebSockets

/// All that can happen to a connection.
type Input =
    /// The transport is there: a client sends its request, timers start.
    | Start
    /// Bytes from the peer, cut anywhere.
    | Received of bytes: Octets
    /// The application has answered what it was told: the input that waits is gone on with. Where none waits, nothing changes.
    | Continue
    /// The peer sends no more bytes, or the transport broke.
    | EndOfStream
    /// The application says yes to the upgrade request.
    | Accept of acceptance: Acceptance
    /// The application says no to the upgrade request.
    | Reject of rejection: Rejection
    /// A whole message to send, in one frame; text as UTF-8.
    | Send of kind: MessageKind * data: Octets * compress: CompressionChoice
    /// A part of a message to send, as one fragment (RFC 6455 §5.4).
    | SendPart of kind: MessageKind * data: Octets * final: bool * compress: CompressionChoice
    /// A ping to send (RFC 6455 §5.5.2), of at most 125 bytes.
    | Ping of data: Octets
    /// A pong that nobody asked for (RFC 6455 §5.5.3), of at most 125 bytes. Pings are answered without it.
    | Pong of data: Octets
    /// The application closes: the closing handshake begins (RFC 6455 §7.1.2).
    | Close of status: CloseStatus
    /// The connection will be idle for a while: memory that only makes the next step faster is given up.
    | Rest
    /// The time of a timer is over. One that does not run changes nothing.
    | Elapsed of timer: TimerKind

    /// A text message, compressed as the options say.
    static member Text(text: string) = Send(MessageKind.Text, Octets.OfText text, CompressionChoice.ByOptions)

    /// A binary message, compressed as the options say.
    static member Binary(data: Octets) = Send(MessageKind.Binary, data, CompressionChoice.ByOptions)

/// What to write to the transport, in order.
type Output =
    /// A head of the opening handshake, with its body if it has one: bytes as they stand on the wire.
    | Head of bytes: Octets
    /// A frame: FrameEncoder makes bytes of it, with a fresh mask key if a client sends it.
    | Framed of value: Frame

/// What a step has to say to whoever drives the connection.
type Effect =
    /// A client asks for an upgrade: answer with Accept or Reject.
    | UpgradeRequested of request: UpgradeRequest
    /// The opening handshake is done: both sides may send. A client has the response that opened the connection.
    | Opened of agreement: Agreement * response: ResponseHead option
    /// The server answered the upgrade with another response.
    | UpgradeRefused of response: RefusedResponse
    /// A whole message came; text as UTF-8.
    | Message of kind: MessageKind * data: Octets
    /// A piece of a message came; text starts and ends on a code point.
    | MessagePiece of kind: MessageKind * data: Octets * final: bool
    /// A ping came; while the connection is open its pong is among the outputs.
    | PingReceived of data: Octets
    /// A pong came.
    | PongReceived of data: Octets
    /// The peer's close frame came; if it was the first, ours is among the outputs.
    | CloseReceived of status: CloseStatus
    /// Start a timer in place of the one that runs, and tell its end with Elapsed.
    | StartTimer of timer: TimerKind * after: System.TimeSpan
    /// Cancel the timer that runs.
    | CancelTimer
    /// A rule was broken and the connection is failed (RFC 6455 §7.1.7).
    | Failed of error: ProtocolError
    /// Our own side asked for what the protocol does not allow. Nothing was sent, the state is as it was.
    | Refused of refusal: Refusal
    /// It is over: write the outputs, then close the transport. The last effect of a connection.
    | CloseTransport of closure: Closure

/// Where a connection stands in its life (RFC 6455 §4, §7).
type Phase =
    /// A server that waits for the request's head.
    | AwaitingRequest
    /// A server whose application has the request and has not answered.
    | AwaitingAnswer of request: UpgradeRequest
    /// A client that waits for the response's head.
    | AwaitingResponse of offer: UpgradeOffer * nonce: Octets
    /// A client that was refused and reads the rest of the response.
    | ReadingRefusal of response: ResponseHead
    /// Both sides may send.
    | Open
    /// Our close frame is sent: this side sends nothing more. Theirs: what the peer's said, once it has come.
    | Closing of ours: CloseStatus * theirs: CloseStatus option * first: Side
    /// It is over: the transport is closed as soon as what was output is written.
    | Closed of closure: Closure

/// What a client's offer says of its own window: the parameter client_max_window_bits (RFC 7692 §7.1.2.2).
type ClientWindow =
    /// The parameter is not there: the server may not limit the window.
    | Fixed
    /// The parameter is there without a value: the server may limit the window.
    | Limitable
    /// The parameter is there with a value, the base-2 logarithm of the window, from 8 to 15: the client keeps to it, and the server may
    /// limit the window further.
    | LimitedTo of bits: int

/// Inputs as the core takes them.
module Input =
    /// The same as the core's Input.
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
        | Rest -> Pure.WebSockets.Input.Rest()
        | Elapsed timer -> Pure.WebSockets.Input.Elapsed timer

/// Windows as the core takes them.
module ClientWindow =
    /// The same as the core's ClientWindow.
    let toCore window : Pure.WebSockets.ClientWindow =
        match window with
        | Fixed -> Pure.WebSockets.ClientWindow.Fixed.Instance
        | Limitable -> Pure.WebSockets.ClientWindow.Limitable.Instance
        | LimitedTo bits -> Pure.WebSockets.ClientWindow.LimitedTo bits
