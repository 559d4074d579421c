namespace Pure.WebSockets.FSharp.Host

open System
open System.IO
open System.IO.Pipelines
open System.Net
open System.Net.Sockets
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets
open Pure.WebSockets.FSharp

/// Functions for servers. A server can listen at an end point, or perform the opening handshake with a client that is already connected.
[<RequireQualifiedAccess>]
module Server =
    /// Starts a server at an IPEndPoint or a UnixDomainSocketEndPoint, and runs the application on each connection. If the port is 0, the
    /// system chooses a free port, which server.EndPoint returns. After "use server = …" in a task, the server stops at the end of the
    /// task. The time limit for stopping is StopTimeout. The function raises an IOException if the server cannot listen at the end point,
    /// for example because the port is in use. The function raises an ArgumentException if the type of the end point is not supported or
    /// the options are invalid.
    let startWith (options: ServerOptions) (endPoint: EndPoint) (application: Application) : WebSocketServer =
        let run = Func<WebSocketConnection, CancellationToken, Task>(fun connection stop -> application connection stop)
        Pure.WebSockets.Host.WebSocketServer.Start(endPoint, run, options.ToHost())

    /// Calls startWith with the default options.
    let start endPoint application = startWith ServerOptions.Default endPoint application

    /// Stops a server. Connections are closed with status code 1001, and the tokens of the applications are cancelled. Connections that
    /// have not ended within the given time are dropped.
    let stop (deadline: TimeSpan) (server: WebSocketServer) = task { do! server.StopAsync deadline }

    /// Stops accepting connections. Closes the open connections with status code 1001, one after another, at equal intervals over the given
    /// time. To stop the server completely, call stop afterwards.
    let drain (over: TimeSpan) (server: WebSocketServer) = task { do! server.DrainAsync over }

    /// Performs the opening handshake with a client over a connected socket. The connection owns the socket from this call on. If the
    /// handshake fails, the error describes how the connection ended. If the token is cancelled, the handshake ends with an
    /// OperationCanceledException.
    let acceptSocketWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (socket: Socket)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(socket, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptSocketWith with the default options and without a cancellation token.
    let acceptSocket socket = acceptSocketWith ServerOptions.Default CancellationToken.None socket

    /// Performs the same handshake as acceptSocketWith, but over a bidirectional stream.
    let acceptStreamWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (stream: Stream)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(stream, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptStreamWith with the default options and without a cancellation token.
    let acceptStream stream = acceptStreamWith ServerOptions.Default CancellationToken.None stream

    /// Performs the same handshake as acceptSocketWith, but over a pair of pipes. The peer's bytes are read from the Input of the pair.
    let acceptPipeWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (pipe: IDuplexPipe)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(pipe, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptPipeWith with the default options and without a cancellation token.
    let acceptPipe pipe = acceptPipeWith ServerOptions.Default CancellationToken.None pipe
