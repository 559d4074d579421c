namespace Pure.WebSockets.FSharp.Host

open System
open System.IO
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets.FSharp

/// Opens connections as a client. A wrong call, such as a URI that is not ws or wss, fails the task with an ArgumentException; every other
/// failure is a ConnectFailure.
module Client =
    let private ofHost outcome = outcome |> Result.ofEither |> Result.mapError (fun (ConnectFailure failure) -> failure)

    /// Opens a connection to a ws or wss URI. The caller must dispose the connection, for example with "use" in a task. Cancelling the
    /// token ends the attempt with an OperationCanceledException. It does not affect an open connection.
    let connectWith (options: ClientOptions) (stop: CancellationToken) (target: Uri) : Task<Result<WebSocketConnection, ConnectFailure>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketClient.ConnectAsync(target, options.ToHost(), stop)
            return ofHost outcome
        }

    /// connectWith with the default options and no cancellation token.
    let connect target = connectWith ClientOptions.Default CancellationToken.None target

    /// Performs the opening handshake over a stream that already leads to the server. The connection owns the stream from this call on,
    /// even if the handshake fails. No redirect is followed.
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

    /// connectStreamWith with the default options and no cancellation token.
    let connectStream target stream = connectStreamWith ClientOptions.Default CancellationToken.None target stream

/// A client that connects again after a connection ended, and after a failure when another attempt may succeed. Messages that were sent on
/// a lost connection are not sent again. The application must do that.
module ReconnectingClient =
    /// Passes each attempt to the function, until the function returns false, or another attempt cannot succeed. The wait between attempts
    /// grows with each consecutive failure. A connection is disposed when the task of the function completes. Cancelling the token ends the
    /// attempt or the wait with an OperationCanceledException. It does not affect an open connection.
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

    /// iterWhileWith with the default options and no cancellation token.
    let iterWhile action target =
        iterWhileWith ClientOptions.Default ReconnectOptions.Default CancellationToken.None action target

    /// Passes each attempt to the function, until another attempt cannot succeed, or the token is cancelled.
    let iterWith options reconnect stop (action: ConnectAttempt -> Task<unit>) target =
        let withMore attempt =
            task {
                do! action attempt
                return true
            }

        iterWhileWith options reconnect stop withMore target

    /// iterWith with the default options and no cancellation token.
    let iter action target = iterWith ClientOptions.Default ReconnectOptions.Default CancellationToken.None action target
