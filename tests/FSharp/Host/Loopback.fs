/// Servers on the loopback interface, for tests of the host's functions.
module Pure.WebSockets.FSharp.Tests.Loopback

open System
open System.Net
open System.Threading.Tasks
open Xunit
open Pure.WebSockets.FSharp.Host

let freePort = IPEndPoint(IPAddress.Loopback, 0)

let uriOf (server: WebSocketServer) = Uri $"ws://{server.LocalEndPoint}/chat"

/// Fails a test that would otherwise wait for ever.
let within (work: Task<'value>) = work.WaitAsync(TimeSpan.FromMinutes 1.0)

/// Sends each message back.
let echo (connection: WebSocketConnection) _ =
    connection |> Connection.iter (fun message -> connection |> Connection.send message.Kind message.Data)

/// A connection that must open.
let connectedWith options uri =
    task {
        match! uri |> Client.connectWith options TestContext.Current.CancellationToken with
        | Ok connection -> return connection
        | Error failure -> return failwith failure.Message
    }

let connected uri = connectedWith ClientOptions.Default uri

/// A connection that must not open.
let failedWith options uri =
    task {
        match! uri |> Client.connectWith options TestContext.Current.CancellationToken with
        | Ok _ -> return failwith "the connection is open"
        | Error failure -> return failure
    }

/// The text of the next message.
let nextText connection =
    task {
        match! Connection.receive connection with
        | Some(TextMessage text) -> return text
        | Some(BinaryMessage data) -> return $"{data.Length} bytes"
        | None -> return "the end"
    }
