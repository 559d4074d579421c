using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pure.WebSockets.Host.Tests;

/// <summary>ws in both roles, in one node process: it echoes every message, and reports how each connection ended.</summary>
internal sealed class WsPeer : IDisposable
{
    private readonly NodePeer node;

    /// <param name="pem">A file with its certificate and key for TLS; null for none.</param>
    public WsPeer(string? pem = null) => node = NodePeer.StartWithWs("echo.js", pem is null ? [] : [pem]);

    /// <summary>The end of a connection, as ws reports it.</summary>
    public sealed record Report(int Code, string Reason, string[] Pongs);

    /// <summary>The port of its server.</summary>
    public async Task<int> PortAsync() => int.Parse(await ReadLineAsync());

    /// <summary>The target by which a client configures the server.</summary>
    public static string Target(WsOptions options) => "/?" + Uri.EscapeDataString(JsonSerializer.Serialize(options));

    /// <summary>Makes it connect as a client.</summary>
    public Task ConnectAsync(int port, WsOptions options, string scheme = "ws") =>
        node.Input.WriteLineAsync($"{scheme}://127.0.0.1:{port}{Target(options)}");

    /// <summary>How the last connection ended.</summary>
    public async Task<Report> ReportAsync() => JsonSerializer.Deserialize<Report>(await ReadLineAsync(), JsonSerializerOptions.Web)!;

    public Task EndAsync() => node.EndAsync();

    public void Dispose() => node.Dispose();

    private async Task<string> ReadLineAsync() => await node.Output.ReadLineAsync(Patience.Token) ?? throw await node.GoneAsync();
}

/// <summary>The options perMessageDeflate of ws. Null leaves an option to ws.</summary>
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

    /// <summary>Accepts the value of the other end.</summary>
    public static WsOptions Willing { get; } = new();

    /// <summary>Requires the value.</summary>
    public static WsOptions Of(DeflateCase one) => new()
    {
        ServerNoContextTakeover = one.ServerNoContextTakeover ? true : null,
        ClientNoContextTakeover = one.ClientNoContextTakeover ? true : null,
        ServerMaxWindowBits = one.ServerWindow,
        ClientMaxWindowBits = one.ClientWindow,
    };
}
