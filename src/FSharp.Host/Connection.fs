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
    /// Returns the next message, or None when the connection has ended and all earlier messages have been taken. The Data of the message is
    /// valid until the next receive on this connection. Use Copy() or ToText() to keep it longer. The task fails with an
    /// InvalidOperationException while another receive waits, and with an OperationCanceledException when the token is cancelled.
    let receiveWith (stop: CancellationToken) (connection: WebSocketConnection) =
        task {
            let! message = connection.ReceiveAsync stop
            return Option.ofNullable message
        }

    /// receiveWith, without a token.
    let receive connection = receiveWith CancellationToken.None connection

    /// Passes each message to the function, together with the state that the function returned for the previous message, until the
    /// connection ends. The Data of a message is valid until the task of the function completes. connection.Closed returns how the
    /// connection ended: neither a clean end nor a broken connection is an exception.
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

    /// Sends a message in one frame. The task completes when the connection has accepted the message. The data must not change before that.
    /// The task waits while the unsent data has reached MaxUnsentBytes. Cancelling the token ends that wait, and in that case nothing was
    /// sent. If the task fails, the pattern SendFailure matches its exception (see also asResult). It fails with an
    /// ArgumentOutOfRangeException for more than 1 GiB.
    let sendWith compress (stop: CancellationToken) kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) : Task<unit> =
        task { do! connection.SendAsync(kind, data, compress, stop) }

    /// sendWith with the compression of the options and no cancellation token.
    let send kind data connection =
        sendWith CompressionChoice.Default CancellationToken.None kind data connection

    /// Sends a text message like send. An unpaired surrogate becomes U+FFFD.
    let sendText (text: string) (connection: WebSocketConnection) = task { do! connection.SendTextAsync text }

    /// Sends a binary message like send.
    let sendBytes (bytes: byte array) connection = send MessageKind.Binary (ReadOnlyMemory bytes) connection

    /// Sends a part of a message as one fragment (RFC 6455 §5.4). The argument final is true for the last part. Text may be cut within a
    /// code point. Messages of other senders wait until the last part.
    let sendPartWith compress (stop: CancellationToken) kind final (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { do! connection.SendPartAsync(kind, data, final, compress, stop) }

    /// sendPartWith with the compression of the options and no cancellation token.
    let sendPart kind final data connection =
        sendPartWith CompressionChoice.Default CancellationToken.None kind final data connection

    /// Sends a message if this is possible without waiting. The data may be reused immediately. For a message that the protocol does not
    /// allow, the function raises the same exceptions as send.
    let trySend kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        let (TrySendResult result) = connection.TrySend(kind, data)
        result

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let pingWith (stop: CancellationToken) (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { return! connection.PingAsync(data, stop) }

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let ping (connection: WebSocketConnection) = task { return! connection.PingAsync() }

    /// Closes with a status code (RFC 6455 §7.4) and a reason of at most 123 bytes of UTF-8, and returns how the connection ended, at the
    /// latest after ClosingHandshakeTimeout. Cancelling the token ends the wait. The connection still closes.
    let closeWith code reason (stop: CancellationToken) (connection: WebSocketConnection) =
        task { return! connection.CloseAsync(code, reason, stop) }

    /// Closes with 1000, waits for the closing handshake, and returns how the connection ended.
    let close connection = closeWith CloseCode.NormalClosure "" CancellationToken.None connection

    /// Converts the result of a send, a ping or a close. A failure that belongs to the protocol becomes a SendFailure. Cancellation and
    /// other exceptions are still raised as exceptions.
    let asResult (sending: Task<'value>) =
        task {
            try
                let! value = sending
                return Ok value
            with SendFailure failure ->
                return Error failure
        }
