namespace Pure.WebSockets.FSharp.Host

open System
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets
open Pure.WebSockets.FSharp

/// An open connection, for pipelines: connection |> Connection.sendText "hello". A function whose name ends with With takes every setting.
/// Cancelling a token ends the wait and harms neither the connection nor a message. A function that returns a task raises no exception
/// by itself: its failures are in the task.
module Connection =
    /// The next message, or None when the connection has ended and all earlier messages are taken. The Data of the message is valid until
    /// the next receive on this connection: what must stay is kept as Copy() or ToText(). The task fails with an
    /// InvalidOperationException while another receive waits, and with an OperationCanceledException when the token is cancelled.
    let receiveWith (stop: CancellationToken) (connection: WebSocketConnection) =
        task {
            let! message = connection.ReceiveAsync stop
            return Option.ofNullable message
        }

    /// receiveWith, without a token.
    let receive connection = receiveWith CancellationToken.None connection

    /// Passes each message to the function, with the state that the function returned for the one before, until the connection ends. The
    /// Data of a message is valid until the task of the function completes. connection.Closed returns how the connection ended: neither
    /// a clean end nor a broken connection is an exception.
    let foldWith (stop: CancellationToken) (folder: 'state -> Message -> Task<'state>) (state: 'state) (connection: WebSocketConnection) =
        task {
            let mutable state = state
            let mutable isOpen = true

            while isOpen do
                let! message = connection.ReceiveAsync stop

                match Option.ofNullable message with
                | Some message ->
                    let! next = folder state message
                    state <- next
                | None -> isOpen <- false

            return state
        }

    /// foldWith, without a token.
    let fold folder state connection = foldWith CancellationToken.None folder state connection

    /// Passes each message to the function until the connection ends. The Data of a message is valid until the task of the function
    /// completes.
    let iterWith stop (action: Message -> Task<unit>) connection = foldWith stop (fun () message -> action message) () connection

    /// iterWith, without a token.
    let iter action connection = iterWith CancellationToken.None action connection

    /// Sends a message in one frame. The task completes when the connection has taken the message over; the data must not change before.
    /// It waits while MaxUnsentBytes wait for the peer; cancelling the token ends that wait, and then nothing was sent. The task fails with
    /// an exception that the pattern SendFailure matches, or see asResult; and with ArgumentOutOfRangeException for more than 1 GiB.
    let sendWith compress (stop: CancellationToken) kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) : Task<unit> =
        task { do! connection.SendAsync(kind, data, compress, stop) }

    /// sendWith, compressed as the options say, without a token.
    let send kind data connection =
        sendWith CompressionChoice.Default CancellationToken.None kind data connection

    /// Sends a text message, as send does. A surrogate without its pair becomes U+FFFD.
    let sendText (text: string) (connection: WebSocketConnection) = task { do! connection.SendTextAsync text }

    /// Sends a binary message, as send does.
    let sendBytes (bytes: byte array) connection = send MessageKind.Binary (ReadOnlyMemory bytes) connection

    /// Sends a part of a message as one fragment (RFC 6455 §5.4); final is true for the last part. Text may be cut within a code point.
    /// Messages of other senders wait until the last part.
    let sendPartWith compress (stop: CancellationToken) kind final (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { do! connection.SendPartAsync(kind, data, final, compress, stop) }

    /// sendPartWith, compressed as the options say, without a token.
    let sendPart kind final data connection =
        sendPartWith CompressionChoice.Default CancellationToken.None kind final data connection

    /// Sends a message if that needs no wait. The data may be used again at once. It raises the exceptions of send for a message that the
    /// protocol does not allow.
    let trySend kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        let (TrySendResult result) = connection.TrySend(kind, data)
        result

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let pingWith (stop: CancellationToken) (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { return! connection.PingAsync(data, stop) }

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let ping (connection: WebSocketConnection) = task { return! connection.PingAsync() }

    /// Closes with a status code (RFC 6455 §7.4) and a reason of at most 123 bytes of UTF-8, and returns how the connection ended,
    /// ClosingHandshakeTimeout later at the latest. Cancelling the token ends the wait; the connection closes all the same.
    let closeWith code reason (stop: CancellationToken) (connection: WebSocketConnection) =
        task { return! connection.CloseAsync(code, reason, stop) }

    /// Closes with 1000, waits for the closing handshake, and returns how the connection ended.
    let close connection = closeWith CloseCode.NormalClosure "" CancellationToken.None connection

    /// The result of a send, a ping or a close, with the failures that belong to the protocol as a SendFailure. Cancellation and other
    /// exceptions stay exceptions.
    let asResult (sending: Task<'value>) =
        task {
            try
                let! value = sending
                return Ok value
            with SendFailure failure ->
                return Error failure
        }
