namespace Pure.WebSockets.FSharp.Host

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets.FSharp

/// Functions that open connections as a client. If the client cannot connect, the result is Error with the reason. If an argument is
/// invalid, for example a URI whose scheme is not ws or wss, the task fails with an ArgumentException.
[<RequireQualifiedAccess>]
module Client =
    let private ofHost outcome = outcome |> Result.ofEither |> Result.mapError (fun (ConnectFailure failure) -> failure)

    /// Opens a connection to a ws or wss URI. The caller must dispose the connection, for example with "use" in a task. If the token is
    /// cancelled during the attempt, the task fails with an OperationCanceledException. A later cancellation has no effect on the open
    /// connection.
    let connectWith (options: ClientOptions) (stop: CancellationToken) (target: Uri) : Task<Result<WebSocketConnection, ConnectFailure>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketClient.TryConnectAsync(target, options.ToHost(), stop)
            return ofHost outcome
        }

    /// Calls connectWith with the default options and without a cancellation token.
    let connect target = connectWith ClientOptions.Default CancellationToken.None target

    /// Performs the opening handshake over a stream that is already connected to the server. The function takes ownership of the stream,
    /// and disposes it if the handshake fails or an argument is invalid. Redirects are not followed.
    let connectStreamWith
        (options: ClientOptions)
        (stop: CancellationToken)
        (target: Uri)
        (stream: Stream)
        : Task<Result<WebSocketConnection, ConnectFailure>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketClient.TryConnectAsync(stream, target, options.ToHost(), stop)
            return ofHost outcome
        }

    /// Calls connectStreamWith with the default options and without a cancellation token.
    let connectStream target stream = connectStreamWith ClientOptions.Default CancellationToken.None target stream

/// A client that opens a new connection each time the previous connection has ended. After a failed attempt, the client tries again if
/// ReconnectOptions.ShouldRetry returns true. Messages that were sent over a lost connection are not sent again. If these messages are
/// still needed, the application must send them again.
[<RequireQualifiedAccess>]
module ReconnectingClient =
    /// Calls the function with the result of each attempt, until the function's task or ReconnectOptions.ShouldRetry returns false. The
    /// maximum delay between attempts increases with each consecutive failure. A connection is disposed when the function's task completes.
    /// If the token is cancelled during an attempt or a delay, the task fails with an OperationCanceledException. A cancellation has no
    /// effect on an open connection.
    let iterWhileWith
        (options: ClientOptions)
        (reconnect: ReconnectOptions)
        (stop: CancellationToken)
        (action: ConnectAttempt -> Task<bool>)
        (target: Uri)
        : Task<unit> =
        task {
            let reconnect = reconnect.ToHostFor options
            let attempts = Pure.WebSockets.Host.ReconnectingClient.AttemptsAsync(target, options.ToHost(), reconnect, stop)
            use enumerator = attempts.GetAsyncEnumerator stop
            let mutable goesOn = true

            while goesOn do
                let! isMade = enumerator.MoveNextAsync()

                if isMade then
                    let (ConnectAttempt attempt) = enumerator.Current
                    let! wantsMore = action attempt
                    goesOn <- wantsMore
                else
                    goesOn <- false
        }

    /// Calls iterWhileWith with the default options and without a cancellation token.
    let iterWhile action target =
        iterWhileWith ClientOptions.Default ReconnectOptions.Default CancellationToken.None action target

    /// Calls the function with the result of each attempt, until ReconnectOptions.ShouldRetry returns false or the token is cancelled.
    let iterWith options reconnect stop (action: ConnectAttempt -> Task<unit>) target =
        let withMore attempt =
            task {
                do! action attempt
                return true
            }

        iterWhileWith options reconnect stop withMore target

    /// Calls iterWith with the default options and without a cancellation token.
    let iter action target = iterWith ClientOptions.Default ReconnectOptions.Default CancellationToken.None action target
