using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Servers of two application protocols on our own implementation: JSON-RPC, and GraphQL over WebSocket.</summary>
internal static class RequestServer
{
    /// <summary>Starts a server of the protocol of an example profile.</summary>
    /// <param name="protocol">The name of the profile.</param>
    /// <param name="change">Changes the options of the server.</param>
    public static WebSocketServer Start(string protocol, Func<WebSocketServerOptions, WebSocketServerOptions>? change = null) =>
        WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            protocol == "graphql" ? GraphQlAsync : JsonRpcAsync,
            Options(protocol, change)
        );

    /// <summary>Serves one connection over a stream, with the protocol of an example profile.</summary>
    public static async Task ServeAsync(string protocol, Stream stream, Func<WebSocketServerOptions, WebSocketServerOptions> change)
    {
        var stop = TestContext.Current.CancellationToken;
        var accepted = await WebSocketServer.TryAcceptAsync(stream, Options(protocol, change), stop);
        if (accepted.Case is not WebSocketConnection connection) return;
        await using (connection) await (protocol == "graphql" ? GraphQlAsync(connection, stop) : JsonRpcAsync(connection, stop));
    }

    private static WebSocketServerOptions Options(string protocol, Func<WebSocketServerOptions, WebSocketServerOptions>? change)
    {
        var options = new WebSocketServerOptions
        {
            Protocol = Ours.Protocol,
            AnswerTimeout = Ours.AnswerTimeout,
            Subprotocols = protocol == "graphql" ? Seq.create("graphql-transport-ws") : Seq<string>.Empty,
        };
        return change?.Invoke(options) ?? options;
    }

    private static async Task JsonRpcAsync(WebSocketConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.ReadAllAsync(stop))
        {
            if (Parsed(message.Data.Span) is not { } request || (string?)request["method"] != "echo" || message.Kind != MessageKind.Text)
            {
                await connection.CloseAsync(CloseCode.PolicyViolation, "not a request", stop);
                return;
            }

            await SendAsync(
                connection,
                new JsonObject
                {
                    ["jsonrpc"] = "2.0",
                    ["result"] = request["params"]![0]!.DeepClone(),
                    ["id"] = request["id"]!.DeepClone(),
                },
                stop
            );
        }
    }

    private static async Task GraphQlAsync(WebSocketConnection connection, CancellationToken stop)
    {
        var hasBegun = false;
        await foreach (var message in connection.ReadAllAsync(stop))
        {
            var request = message.Kind == MessageKind.Text ? Parsed(message.Data.Span) : null;
            switch ((string?)request?["type"])
            {
                case "connection_init":
                    hasBegun = true;
                    await SendAsync(connection, new JsonObject { ["type"] = "connection_ack" }, stop);
                    break;
                case "subscribe" when hasBegun:
                    var echo = request!["payload"]!["variables"]!["text"]!.DeepClone();
                    var id = (string)request["id"]!;
                    await SendAsync(
                        connection,
                        new JsonObject
                        {
                            ["type"] = "next",
                            ["id"] = id,
                            ["payload"] = new JsonObject { ["data"] = new JsonObject { ["echo"] = echo } },
                        },
                        stop
                    );
                    await SendAsync(connection, new JsonObject { ["type"] = "complete", ["id"] = id }, stop);
                    break;
                default:
                    // The protocol's own codes: 4400 for an invalid message, 4401 for a request that comes too early.
                    await connection.CloseAsync(request is null ? 4400 : 4401, "", stop);
                    return;
            }
        }
    }

    private static JsonObject? Parsed(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonNode.Parse(message) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ValueTask SendAsync(WebSocketConnection connection, JsonObject answer, CancellationToken stop) =>
        connection.SendAsync(MessageKind.Text, Encoding.UTF8.GetBytes(answer.ToJsonString()), stop);
}
