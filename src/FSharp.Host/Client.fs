namespace Pure.WebSockets.FSharp.Host

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets.FSharp

/// Opens connections as a client. If an argument is invalid, such as a URI whose scheme is neither ws nor wss, the task fails with an
/// ArgumentException. If the client cannot connect, the reason is returned as a ConnectFailure.
[<RequireQualifiedAccess>]
module Client =
    let private ofHost outcome = outcome |> Result.ofEither |> Result.mapError (fun (ConnectFailure failure) -> failure)

    /// Opens a connection to a ws or wss URI. The caller must dispose the connection, for example with "use" in a task. If the token is
    /// cancelled, the attempt ends with an OperationCanceledException. Cancellation does not affect an open connection.
    let connectWith (options: ClientOptions) (stop: CancellationToken) (target: Uri) : Task<Result<WebSocketConnection, ConnectFailure>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketClient.ConnectAsync(target, options.ToHost(), stop)
            return ofHost outcome
        }

    /// Calls connectWith with the default options and without a cancellation token.
    let connect target = connectWith ClientOptions.Default CancellationToken.None target

    /// Performs the opening handshake over a stream that is already connected to the server. This call transfers ownership of the stream to
    /// the connection, even if the handshake fails. Redirects are not followed.
    let connectStreamWith
        (options: ClientOptions)
        (stop: CancellationToken)
        (target: Uri)
        (stream: Stream)
        : Task<Result<WebSocketConnection, ConnectFailure>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketClient.ConnectAsync(stream, target, options.ToHost(), stop)
            return ofHost outcome
        }

    /// Calls connectStreamWith with the default options and without a cancellation token.
    let connectStream target stream = connectStreamWith ClientOptions.Default CancellationToken.None target stream

/// A client that connects again after a connection has ended, or after a failure if another attempt can succeed. The client does not resend
/// messages that were lost with a connection. If necessary, the application must resend them.
[<RequireQualifiedAccess>]
module ReconnectingClient =
    /// Passes the result of each attempt to the function, until the function returns false or no further attempt can succeed. The maximum
    /// delay between attempts increases with each consecutive failure. A connection is disposed when the function's task completes. If the
    /// token is cancelled, the attempt or the delay ends with an OperationCanceledException. Cancellation does not affect an open
    /// connection.
    let iterWhileWith
        (options: ClientOptions)
        (reconnect: ReconnectOptions)
        (stop: CancellationToken)
        (action: ConnectAttempt -> Task<bool>)
        (target: Uri)
        : Task<unit> =
        task {
            let attempts = Pure.WebSockets.Host.ReconnectingClient.AttemptsAsync(target, options.ToHost(), reconnect.ToHost(), stop)
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

    /// Passes the result of each attempt to the function, until no further attempt can succeed or the token is cancelled.
    let iterWith options reconnect stop (action: ConnectAttempt -> Task<unit>) target =
        let withMore attempt =
            task {
                do! action attempt
                return true
            }

        iterWhileWith options reconnect stop withMore target

    /// Calls iterWith with the default options and without a cancellation token.
    let iter action target = iterWith ClientOptions.Default ReconnectOptions.Default CancellationToken.None action target
