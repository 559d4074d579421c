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

/// Servers: one that listens, and the server's half of the opening handshake for a client that is connected already.
module Server =
    /// Starts a server at an IPEndPoint or a UnixDomainSocketEndPoint, and runs the application on each connection. Port 0 takes a free
    /// port: server.EndPoint has it. "use server = …" in a task stops it at the end, within StopTimeout. It raises an IOException when
    /// the end point is in use, and an ArgumentException when the options contradict each other.
    let startWith (options: ServerOptions) (endPoint: EndPoint) (application: Application) : WebSocketServer =
        let run = Func<WebSocketConnection, CancellationToken, Task>(fun connection stop -> application connection stop)
        Pure.WebSockets.Host.WebSocketServer.Start(endPoint, run, options.ToHost())

    /// startWith, by the default options.
    let start endPoint application = startWith ServerOptions.Default endPoint application

    /// Stops a server: connections are closed with 1001 and the tokens of the applications are cancelled. The connections that have not
    /// ended at the deadline are dropped.
    let stop (deadline: TimeSpan) (server: WebSocketServer) = task { do! server.StopAsync deadline }

    /// Stops accepting and closes the connections with 1001 one after the other, evenly over that time. stop comes next.
    let drain (over: TimeSpan) (server: WebSocketServer) = task { do! server.DrainAsync over }

    /// The opening handshake with a client over a connected socket, which belongs to the connection from here. The error is how the
    /// connection ended before it opened. Cancelling the token ends the handshake.
    let acceptSocket (options: ServerOptions) (stop: CancellationToken) (socket: Socket) : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(socket, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// The same over a stream of bytes both ways.
    let acceptStream (options: ServerOptions) (stop: CancellationToken) (stream: Stream) : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(stream, options.ToHost(), stop)
            return Result.ofEither outcome
        }

    /// The same over a pair of pipes: the peer's bytes come from its Input.
    let acceptPipe (options: ServerOptions) (stop: CancellationToken) (pipe: IDuplexPipe) : Task<Result<WebSocketConnection, CloseResult>> =
        task {
            let! outcome = Pure.WebSockets.Host.WebSocketServer.AcceptAsync(pipe, options.ToHost(), stop)
            return Result.ofEither outcome
        }
