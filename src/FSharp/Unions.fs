namespace Pure.WebSockets.FSharp

// For each union of the core, this file defines an F# union with the same name and cases. Patterns.fs defines a complete active pattern
// that converts the core's union to the F# union. An active pattern without an F# union would not be sufficient. A complete pattern can
// have at most seven cases, but the core has thirteen effects. With partial patterns, the compiler cannot report a missing case.
// CompanionTests fails if a case or a field is missing in this file.

open Pure.WebSockets

/// An input of a connection.
type Input =
    /// The transport is connected, or the state was restored from a snapshot. The step starts the timer of the current phase. The possible
    /// timers are the opening handshake timer, the keep-alive timer, the pong timer and the closing handshake timer. If a client is waiting
    /// for the response, the outputs contain the client's request.
    | Start
    /// Bytes from the peer. The bytes can start and end anywhere in a frame or a head.
    | Received of bytes: ByteString
    /// Processes the waiting input. Pass this input after the answers to the effects of the previous step. If no input is waiting, nothing
    /// changes.
    | Continue
    /// The peer will send no more bytes, or the transport is broken.
    | EndOfStream
    /// The application accepts the upgrade request.
    | Accept of acceptance: Acceptance
    /// The application rejects the upgrade request.
    | Reject of rejection: Rejection
    /// A complete message to send in one frame. Text must be encoded as UTF-8.
    | Send of kind: MessageKind * data: ByteString * compress: CompressionChoice
    /// A part of a message to send as one fragment (RFC 6455 §5.4).
    | SendPart of kind: MessageKind * data: ByteString * final: bool * compress: CompressionChoice
    /// A ping to send (RFC 6455 §5.5.2). The data has at most 125 bytes.
    | Ping of data: ByteString
    /// An unsolicited pong to send (RFC 6455 §5.5.3). The data has at most 125 bytes. This input is not needed to answer pings, because a
    /// step answers each ping automatically.
    | Pong of data: ByteString
    /// The application closes the connection, which starts the closing handshake (RFC 6455 §7.1.2).
    | Close of status: CloseStatus
    /// Releases memory that is used only to make later steps faster. Pass this input when the connection is likely to stay idle.
    | Compact
    /// A timer has elapsed. If the timer is not running, nothing changes.
    | Elapsed of timer: TimerKind

    /// Returns an input that sends a text message. The compression choice is CompressionChoice.Default.
    static member Text(text: string) = Send(MessageKind.Text, ByteString.FromText text, CompressionChoice.Default)

    /// Returns an input that sends a binary message. The compression choice is CompressionChoice.Default.
    static member Binary(data: ByteString) = Send(MessageKind.Binary, data, CompressionChoice.Default)

/// An output of a step. The outputs must be written to the transport in order.
type Output =
    /// The head of a request or response of the opening handshake, in wire format. If a response has a body, the body is included.
    | Head of bytes: ByteString
    /// A frame, which FrameEncoder converts to bytes. A client must pass a new masking key for each frame.
    | Framed of value: Frame

/// An event that a step reports to the program that drives the connection.
type Effect =
    /// A client requested an upgrade. The application must answer with the input Accept or Reject.
    | UpgradeRequested of request: UpgradeRequest
    /// The opening handshake is complete, and both sides can send messages. On a client, `response` is the response that opened the
    /// connection. On a server, `response` is None.
    | Opened of agreement: Agreement * response: ResponseHead option
    /// The server answered the upgrade request with a final response whose status is not 101.
    | UpgradeRejected of response: RejectedResponse
    /// A complete message was received. Text is encoded as UTF-8.
    | Message of kind: MessageKind * data: ByteString
    /// A piece of a message was received. In a text message, a code point is never split between two pieces.
    | MessagePiece of kind: MessageKind * data: ByteString * final: bool
    /// A ping was received. The outputs of the same step contain the pong.
    | PingReceived of data: ByteString
    /// A pong was received.
    | PongReceived of data: ByteString
    /// The peer's close frame was received. If the peer sent the first close frame, the outputs of the same step contain this side's close
    /// frame.
    | CloseReceived of status: CloseStatus
    /// The program must start the given timer, which replaces any running timer. When the timer elapses, the program must pass the input
    /// Elapsed to a step.
    | StartTimer of timer: TimerKind * after: System.TimeSpan
    /// The program must stop the running timer.
    | CancelTimer
    /// The connection failed (RFC 6455 §7.1.7), for example because the peer broke a rule or a time limit elapsed.
    | Failed of error: ProtocolError
    /// The program passed an input that is not allowed, for example text that is not valid UTF-8. Nothing was sent, and the state is
    /// unchanged.
    | Misused of misuse: Misuse
    /// The connection has ended. The program must write the outputs and then close the transport. After this effect, the only effect that
    /// the connection can report is Misused.
    | CloseTransport of result: CloseResult

/// The result of a step.
type Transition =
    { /// The next state.
      Next: Connection
      /// The outputs to write to the transport, in order.
      Outputs: Output list
      /// The effects, in order.
      Effects: Effect list
      /// Whether the step stopped early, so that input is waiting in the next state. The input Continue processes the waiting input. The
      /// value is false while the application has not answered an upgrade request, because no input can be processed before the answer.
      InputWaits: bool }

/// An event that an Observer reports about one direction of a connection. An offset is the number of bytes that the sender sent before
/// the event.
[<RequireQualifiedAccess>]
type Observed =
    /// The client sent a valid upgrade request.
    | Requested of request: UpgradeRequest
    /// The server rejected the upgrade.
    | Rejected of response: RejectedResponse
    /// The server accepted the upgrade. Frames follow in both directions.
    | Opened of agreement: Agreement
    /// The header of a frame was sent. The payload can still be incomplete.
    | FrameSent of sender: Role * offset: int64 * header: ObservedHeader
    /// A complete message was sent. The data is the payload after unmasking and decompression.
    | MessageSent of sender: Role * offset: int64 * kind: MessageKind * data: ByteString
    /// A complete ping was sent.
    | PingSent of sender: Role * offset: int64 * data: ByteString
    /// A complete pong was sent.
    | PongSent of sender: Role * offset: int64 * data: ByteString
    /// A complete, valid close frame was sent.
    | CloseSent of sender: Role * offset: int64 * status: CloseStatus
    /// The sender broke a rule.
    | RuleBroken of sender: Role * offset: int64 * error: ProtocolError
    /// From this offset on, the events of this direction are based on an assumption.
    | Assumed of sender: Role * offset: int64 * reason: string
    /// The content of a message is not reported.
    | MessageSkipped of sender: Role * offset: int64 * reason: string
    /// The bytes of this direction can no longer be divided into frames.
    | Unreadable of sender: Role * offset: int64 * reason: string
    /// The sender ended its direction of the transport.
    | DirectionEnded of sender: Role * offset: int64

/// The phases of a connection (RFC 6455 §4, §7).
type Phase =
    /// A server waits for the head of the request.
    | AwaitingRequest
    /// A server waits for the application's answer to the request.
    | AwaitingAnswer of request: UpgradeRequest
    /// A client waits for the head of the response.
    | AwaitingResponse of offer: UpgradeOffer * nonce: ByteString
    /// A client reads the body of the response that rejected its request.
    | ReadingRefusal of response: ResponseHead
    /// Both sides can send messages.
    | Open
    /// This side has sent its close frame and sends no more data. The field `ours` is the status of this close frame. The field `theirs` is
    /// the status of the peer's close frame, or None if the frame has not arrived yet. The field `first` is the side that sent the first
    /// close frame.
    | Closing of ours: CloseStatus * theirs: CloseStatus option * first: Side
    /// The connection has ended. The program closes the transport after it has written the outputs.
    | Closed of result: CloseResult

/// The parameter client_max_window_bits in a client's offer (RFC 7692 §7.1.2.2).
type ClientWindow =
    /// The parameter is absent, so the server must not limit the client's window.
    | Fixed
    /// The parameter is present without a value, so the server is allowed to limit the client's window.
    | Limitable
    /// The parameter has a value from 8 to 15, which is the base-2 logarithm of the client's maximum window size in bytes. The server is
    /// allowed to set a lower limit.
    | LimitedTo of bits: int

/// A function that converts an F# Input to the core's Input.
[<RequireQualifiedAccess>]
module Input =
    /// Returns the core's Input with the same content.
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

/// A function that converts an F# ClientWindow to the core's ClientWindow.
[<RequireQualifiedAccess>]
module ClientWindow =
    /// Returns the core's ClientWindow with the same content.
    let toCore window : Pure.WebSockets.ClientWindow =
        match window with
        | Fixed -> Pure.WebSockets.ClientWindow.Fixed.Instance
        | Limitable -> Pure.WebSockets.ClientWindow.Limitable.Instance
        | LimitedTo bits -> Pure.WebSockets.ClientWindow.LimitedTo bits
