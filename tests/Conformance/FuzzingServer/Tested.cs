using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A fuzzing server on a free loopback port, with its own report folder, and clients of it that use the framework.</summary>
internal sealed class Tested : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> SelfSigned = new(MakeCertificate);

    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly ReportFolder reports;

    private Tested(Func<FuzzingServerOptions, FuzzingServerOptions> change)
    {
        reports = ReportFolder.Open(folder);
        var options = change(new FuzzingServerOptions(Classic.Quick, reports) { Tester = Patient, OnEvent = Events.Enqueue });
        IsSecured = options.Tls.IsSome;
        Server = FuzzingServer.Start(new IPEndPoint(IPAddress.Loopback, 0), options);
    }

    /// <summary>A tester for correct peers: long limits, so that a busy machine fails none.</summary>
    public static TesterOptions Patient { get; } = TesterOptions.Default with { Patience = 10 };

    /// <summary>A self-signed certificate.</summary>
    public static SslServerAuthenticationOptions Tls => new() { ServerCertificate = SelfSigned.Value };

    /// <summary>The TLS settings, if any.</summary>
    public static Option<SslServerAuthenticationOptions> TlsWhen(bool isSecured) =>
        isSecured ? Tls : Option<SslServerAuthenticationOptions>.None;

    public FuzzingServer Server { get; }

    public ConcurrentQueue<FuzzingServerEvent> Events { get; } = new();

    public string Folder => folder;

    private bool IsSecured { get; }

    public static Tested With(params string[] ids) => With(options => options with { Cases = Only(options.Cases, ids) });

    public static Tested With(Func<FuzzingServerOptions, FuzzingServerOptions> change) => new(change);

    public static Seq<Case> Only(IEnumerable<Case> cases, params string[] ids) =>
        Seq.create<Case>([.. cases.Where(found => ids.Contains(found.Id.Text, StringComparer.Ordinal))]);

    /// <summary>The address of a path and query, with the server's scheme.</summary>
    public Uri Url(string target) => new($"{(IsSecured ? "wss" : "ws")}://{Server.EndPoint}{target}");

    /// <summary>A connected client.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string target, bool compresses = false)
    {
        var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = compresses ? new WebSocketDeflateOptions() : null;
#pragma warning disable MA0039, CA5359 // The certificate is this test's own.
        client.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore MA0039, CA5359
        await client.ConnectAsync(Url(target), Stop);
        return client;
    }

    /// <summary>
    /// The messages of a connection, and its close code: 1000 for an empty close frame, as the framework reports it, and 1006 without one.
    /// </summary>
    public async Task<(string Said, int Code)> AskAsync(string target)
    {
        using var client = await ConnectAsync(target);
        return await ListenAsync(client);
    }

    /// <inheritdoc cref="AskAsync"/>
    public static async Task<(string Said, int Code)> ListenAsync(ClientWebSocket client)
    {
        var said = new StringBuilder();
        var code = await HoldAsync(client, message => said.Append(Encoding.UTF8.GetString(message)));
        return (said.ToString(), code);
    }

    /// <summary>
    /// Runs a case for an agent, whose name is URL-encoded, and echoes every message. The verdict is there when this returns, which may be
    /// after the client has seen the end of its connection.
    /// </summary>
    public async Task RunAsync(string id, string agent, bool compresses = false)
    {
        var name = WebUtility.UrlDecode(agent);
        var before = Verdicts();
        using var client = await ConnectAsync($"/runCase?casetuple={id}&agent={agent}", compresses);
        await HoldAsync(client, echo: true);
        for (var clock = Stopwatch.StartNew(); Verdicts() == before; await Task.Delay(5, Stop))
            Assert.True(clock.Elapsed < ToolProcess.Patience, $"no verdict of {agent} in case {id} was told");

        int Verdicts() =>
            Events.OfType<FuzzingServerEvent.CaseEnded>().Count(ended => ended.Agent == name && ended.Result.Case.Id.Text == id);
    }

    /// <summary>Echoes every message, to the end.</summary>
    public static Task EchoAsync(ClientWebSocket client) => HoldAsync(client, echo: true);

    /// <summary>The cases that ended so far.</summary>
    public FuzzingServerEvent.CaseEnded[] Ended() => [.. Events.OfType<FuzzingServerEvent.CaseEnded>()];

    /// <summary>The entries of an agent in the reports.</summary>
    public Seq<IndexEntry> Entries(string agent) => reports.Entries.Filter(entry => entry.Agent == agent).Strict();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        reports.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<int> HoldAsync(ClientWebSocket client, Action<byte[]> onMessage) => HoldAsync(client, echo: false, onMessage);

    private static async Task<int> HoldAsync(ClientWebSocket client, bool echo, Action<byte[]>? onMessage = null)
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await client.ReceiveAsync(buffer.AsMemory(), Stop);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
                    return (int)client.CloseStatus!;
                }

                message.Write(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                onMessage?.Invoke(message.ToArray());
                if (echo) await client.SendAsync(message.ToArray(), part.MessageType, endOfMessage: true, Stop);
                message.SetLength(0);
            }
        }
        catch (WebSocketException)
        {
            return 1006;
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
