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

/// Functions that start and stop servers, and functions that perform the server's side of the opening handshake on an existing transport.
[<RequireQualifiedAccess>]
module Server =
    /// Starts a server on an IPEndPoint or a UnixDomainSocketEndPoint, and calls the application for each connection. If the port is 0, the
    /// system chooses a free port, and server.Port is the chosen port. The server stops when it is disposed, for example at the
    /// end of a task that contains "use server = …". StopTimeout limits the time for stopping. If the server cannot listen on the end
    /// point, for example because the port is in use, the function raises an IOException. If the type of the end point is not supported or
    /// the options are invalid, the function raises an ArgumentException.
    let startWith (options: ServerOptions) (endPoint: EndPoint) (application: Application) : WebSocketServer =
        let run = Func<WebSocketConnection, CancellationToken, Task>(fun connection stop -> application connection stop)
        Pure.WebSockets.Host.WebSocketServer.Start(endPoint, run, options.ToHost())

    /// Calls startWith with the default options.
    let start endPoint application = startWith ServerOptions.Default endPoint application

    /// Starts a server whose application is a handler with callbacks. A handler costs less for each message and each connection than a
    /// function. In all other respects, this function behaves like startWith.
    let handleWith (options: ServerOptions) (endPoint: EndPoint) (handler: WebSocketHandler) : WebSocketServer =
        Pure.WebSockets.Host.WebSocketServer.Start(endPoint, handler, options.ToHost())

    /// Calls handleWith with the default options.
    let handle endPoint handler = handleWith ServerOptions.Default endPoint handler

    /// Stops a server. Connections are closed with status code 1001, and the tokens that the applications received are cancelled. When the
    /// given time has elapsed, or when the given token is cancelled, the remaining connections are dropped.
    let stopWith (timeout: TimeSpan) (stop: CancellationToken) (server: WebSocketServer) =
        task { do! server.StopAsync(timeout, stop) }

    /// Calls stopWith without a cancellation token.
    let stop timeout server = stopWith timeout CancellationToken.None server

    /// Stops accepting connections. Closes the existing connections with status code 1001, one after another, at equal intervals over the
    /// given time. If the token is cancelled, the task fails with an OperationCanceledException, and the remaining connections stay open.
    /// To stop the server completely, call stop afterwards.
    let drainWith (duration: TimeSpan) (stop: CancellationToken) (server: WebSocketServer) =
        task { do! server.DrainAsync(duration, stop) }

    /// Calls drainWith without a cancellation token.
    let drain duration server = drainWith duration CancellationToken.None server

    /// Performs the server's side of the opening handshake on a connected socket. The function takes ownership of the socket. If the
    /// handshake fails, the result is Error and describes how the connection ended. If the token is cancelled during the handshake, the
    /// task fails with an OperationCanceledException.
    let acceptSocketWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (socket: Socket)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.TryAcceptAsync(socket, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptSocketWith with the default options and without a cancellation token.
    let acceptSocket socket = acceptSocketWith ServerOptions.Default CancellationToken.None socket

    /// Performs the server's side of the opening handshake on a bidirectional stream. The Tls option is ignored. In all other respects,
    /// this function behaves like acceptSocketWith.
    let acceptStreamWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (stream: Stream)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.TryAcceptAsync(stream, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptStreamWith with the default options and without a cancellation token.
    let acceptStream stream = acceptStreamWith ServerOptions.Default CancellationToken.None stream

    /// Performs the server's side of the opening handshake on a pair of pipes. The peer's bytes are read from the input pipe. The Tls
    /// option is ignored. In all other respects, this function behaves like acceptSocketWith.
    let acceptPipeWith
        (options: ServerOptions)
        (stop: CancellationToken)
        (pipe: IDuplexPipe)
        : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.TryAcceptAsync(pipe, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// Calls acceptPipeWith with the default options and without a cancellation token.
    let acceptPipe pipe = acceptPipeWith ServerOptions.Default CancellationToken.None pipe
