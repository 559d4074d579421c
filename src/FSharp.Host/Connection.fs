namespace Pure.WebSockets.FSharp.Host

open System
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets
open Pure.WebSockets.FSharp

/// Functions for an open connection, for use in pipelines such as connection |> Connection.sendText "hello". A function whose name ends in
/// "With" takes all settings as arguments. If the token of a call is cancelled, only the wait of that call ends. The connection stays open,
/// no message is lost, and no message is sent only in part. Functions that return a task do not raise exceptions. If the operation fails,
/// the task fails.
[<RequireQualifiedAccess>]
module Connection =
    /// Receives the next message. The result is None if the connection has ended and all earlier messages have been received. The message's
    /// Data is valid until the next receive on this connection, but the results of Copy() and ToText() remain valid. If another receive is
    /// waiting, the task fails with an InvalidOperationException. If the token is cancelled, the task fails with an
    /// OperationCanceledException.
    let receiveWith (stop: CancellationToken) (connection: WebSocketConnection) =
        task {
            let! message = connection.ReceiveAsync stop
            return Option.ofNullable message
        }

    /// Calls receiveWith without a cancellation token.
    let receive connection = receiveWith CancellationToken.None connection

    /// Calls the folder function with the state and the next message, until the connection ends. Each call returns the next state, and
    /// foldWith returns the last state. A message's Data is valid until the function's task completes. The end of the connection never
    /// causes an exception, even if the transport has failed. The task connection.Closed reports how the connection ended.
    let foldWith
        (stop: CancellationToken)
        (folder: 'state -> BorrowedMessage -> Task<'state>)
        (state: 'state)
        (connection: WebSocketConnection)
        : Task<'state> =
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

    /// Calls foldWith without a cancellation token.
    let fold (folder: 'state -> BorrowedMessage -> Task<'state>) (state: 'state) connection =
        foldWith CancellationToken.None folder state connection

    /// Calls the function with each message until the connection ends. A message's Data is valid until the function's task completes.
    let iterWith stop (action: BorrowedMessage -> Task<unit>) connection = foldWith stop (fun () message -> action message) () connection

    /// Calls iterWith without a cancellation token.
    let iter action connection = iterWith CancellationToken.None action connection

    /// Sends a message in one frame. The task completes when the connection has accepted the message. The data must not change before the
    /// task completes. If the unsent data has reached MaxUnsentBytes, the task waits, unless SlowPeer specifies another policy. If the
    /// token is cancelled during the wait, the message is not sent. If the connection has ended or the protocol does not allow the message,
    /// the task fails with an exception that the pattern SendFailure matches (see also asResult). If the message is longer than 1 GiB, the
    /// task fails with an ArgumentOutOfRangeException.
    let sendWith compress (stop: CancellationToken) kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) : Task<unit> =
        task { do! connection.SendAsync(kind, data, compress, stop) }

    /// Calls sendWith with CompressionChoice.Default and without a cancellation token.
    let send kind data connection =
        sendWith CompressionChoice.Default CancellationToken.None kind data connection

    /// Encodes the text as UTF-8 and sends the result as a text message with sendWith. An unpaired surrogate is replaced by U+FFFD.
    let sendTextWith compress (stop: CancellationToken) (text: string) (connection: WebSocketConnection) : Task<unit> =
        sendWith compress stop MessageKind.Text (ReadOnlyMemory(Text.Encoding.UTF8.GetBytes text)) connection

    /// Sends the text like sendTextWith, with CompressionChoice.Default and without a cancellation token.
    let sendText (text: string) (connection: WebSocketConnection) : Task<unit> = task { do! connection.SendTextAsync text }

    /// Sends the bytes as a binary message with sendWith.
    let sendBytesWith compress stop (bytes: byte array) connection =
        sendWith compress stop MessageKind.Binary (ReadOnlyMemory bytes) connection

    /// Calls sendBytesWith with CompressionChoice.Default and without a cancellation token.
    let sendBytes bytes connection =
        sendBytesWith CompressionChoice.Default CancellationToken.None bytes connection

    /// Sends a part of a message as one fragment (RFC 6455 §5.4). The argument `isFinal` is true for the last part. Text can be split
    /// within a code point. Other messages wait until the last part has been sent.
    let sendPartWith compress (stop: CancellationToken) kind isFinal (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { do! connection.SendPartAsync(kind, data, isFinal, compress, stop) }

    /// Calls sendPartWith with CompressionChoice.Default and without a cancellation token.
    let sendPart kind isFinal data connection =
        sendPartWith CompressionChoice.Default CancellationToken.None kind isFinal data connection

    /// Sends a message if the connection can accept the message without waiting. The data can be reused as soon as the function returns. If
    /// the protocol does not allow the message, the function raises a WebSocketMisuseException. If the message is longer than 1 GiB, the
    /// function raises an ArgumentOutOfRangeException.
    let trySendWith compress kind (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        let (TrySendResult result) = connection.TrySend(kind, data, compress)
        result

    /// Calls trySendWith with CompressionChoice.Default.
    let trySend kind data connection = trySendWith CompressionChoice.Default kind data connection

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let pingWith (stop: CancellationToken) (data: ReadOnlyMemory<byte>) (connection: WebSocketConnection) =
        task { return! connection.PingAsync(data, stop) }

    /// Sends a ping, waits for its pong, and returns the round-trip time.
    let ping (connection: WebSocketConnection) = task { return! connection.PingAsync() }

    /// Closes the connection with a status code (RFC 6455 §7.4) and a reason of at most 123 bytes of UTF-8. The task completes when the
    /// connection has ended, and its result states how the connection ended. ClosingHandshakeTimeout limits the wait for the peer's close
    /// frame and, on a client, the wait for the end of the transport. If the token is cancelled, the wait ends, but the closing handshake
    /// continues.
    let closeWith code reason (stop: CancellationToken) (connection: WebSocketConnection) =
        task { return! connection.CloseAsync(code, reason, stop) }

    /// Closes the connection with status code 1000 and waits until the connection has ended. The result states how the connection ended.
    let close connection = closeWith CloseCode.NormalClosure "" CancellationToken.None connection

    /// Converts the outcome of a send, a ping or a close to a Result. An exception that the pattern SendFailure matches becomes Error. If
    /// the task fails with any other exception or is cancelled, the returned task ends in the same way.
    let asResult (sending: Task<'value>) =
        task {
            try
                let! value = sending
                return Ok value
            with SendFailure failure ->
                return Error failure
        }
