using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pure.WebSockets.Host.Tests;

/// <summary>ws in both roles, in one process of node: it sends back every message, and tells how each connection ended.</summary>
internal sealed class WsPeer : IDisposable
{
    private readonly NodePeer node;

    /// <param name="pem">A file with the certificate and key of its TLS; null for none.</param>
    public WsPeer(string? pem = null) => node = NodePeer.StartWithWs("echo.js", pem is null ? [] : [pem]);

    /// <summary>How ws saw the end of a connection.</summary>
    public sealed record Report(int Code, string Reason, string[] Pongs);

    /// <summary>The port at which it serves.</summary>
    public async Task<int> PortAsync() => int.Parse(await ReadLineAsync());

    /// <summary>The target by which a client tells it what to do as a server.</summary>
    public static string Target(WsOptions options) => "/?" + Uri.EscapeDataString(JsonSerializer.Serialize(options));

    /// <summary>Lets it connect as a client.</summary>
    public Task ConnectAsync(int port, WsOptions options, string scheme = "ws") =>
        node.Input.WriteLineAsync($"{scheme}://127.0.0.1:{port}{Target(options)}");

    /// <summary>How the connection that ended last, did.</summary>
    public async Task<Report> ReportAsync() => JsonSerializer.Deserialize<Report>(await ReadLineAsync(), JsonSerializerOptions.Web)!;

    public Task EndAsync() => node.EndAsync();

    public void Dispose() => node.Dispose();

    private async Task<string> ReadLineAsync() => await node.Output.ReadLineAsync(Patience.Token) ?? throw await node.GoneAsync();
}

/// <summary>What ws calls perMessageDeflate. What is null is left to it.</summary>
internal sealed record WsOptions
{
    /// <summary>Messages of any size are compressed.</summary>
    [JsonPropertyName("threshold")]
    public int Threshold { get; init; }

    [JsonPropertyName("serverNoContextTakeover"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ServerNoContextTakeover { get; init; }

    [JsonPropertyName("clientNoContextTakeover"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ClientNoContextTakeover { get; init; }

    [JsonPropertyName("serverMaxWindowBits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ServerMaxWindowBits { get; init; }

    [JsonPropertyName("clientMaxWindowBits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ClientMaxWindowBits { get; init; }

    /// <summary>Takes what the other end says.</summary>
    public static WsOptions Willing { get; } = new();

    /// <summary>Insists on it.</summary>
    public static WsOptions Of(DeflateCase one) => new()
    {
        ServerNoContextTakeover = one.ServerNoContextTakeover ? true : null,
        ClientNoContextTakeover = one.ClientNoContextTakeover ? true : null,
        ServerMaxWindowBits = one.ServerWindow,
        ClientMaxWindowBits = one.ClientWindow,
    };
}
