using System.Net.Security;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Cases over TLS, the tester at either end.</summary>
public sealed class TlsTests
{
    private static readonly string[] Ids =
    [
        "1.1.2",
        "1.1.8",
        "2.6",
        "2.10",
        "5.19",
        "6.4.2",
        "7.1.1",
        "7.3.1",
        "9.1.3",
        "9.4.2",
        "9.5.3",
        "10.1.1",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_tested_over_TLS()
    {
        await using var server = EchoOverTls();
        var runner = new TcpRunner(new TestTarget(Secured(server.Url)), Tested.Patient);
        var results = await CaseSuite.RunAsync(Tested.Only(Classic.Quick, Ids), runner.RunAsync, parallel: 8, _ => { }, Stop);
        Assert.Equal(Ids.Length, results.Count);
        Assert.Empty(
            results
                .Filter(result => result.Judgement is not { Behavior: Verdict.Ok, Close: Verdict.Ok })
                .Map(result => $"{result.Case.Id} {result.Judgement}")
        );
    }

    [Fact]
    public async Task A_client_is_tested_over_TLS()
    {
        await using var tested = Tested.With(options => options with { Cases = Tested.Only(options.Cases, Ids), Tls = Tested.Tls });
        Assert.Equal(($"{Ids.Length}", 1000), await tested.AskAsync("/getCaseCount"));
        await Task.WhenAll(Ids.Where(id => id[0] != '6').Select(id => tested.RunAsync(id, "a")));
        Assert.Empty(
            tested
                .Ended()
                .Where(ended => ended.Result.Judgement.IsFailure)
                .Select(ended => $"{ended.Result.Case.Id} {ended.Result.Judgement}")
        );
        Assert.Equal(Ids.Length - 1, tested.Ended().Length);
    }

    [Fact]
    public async Task The_name_for_TLS_is_that_of_the_URL_or_the_one_that_is_given()
    {
        var names = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var tested = Tested.With(options =>
            options with
            {
                Tls = new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, name) => Named(name) },
            }
        );
        var url = new Uri($"wss://localhost:{tested.Server.EndPoint.Port}/getCaseCount");
        var running = Tested.Only(Classic.Quick, "2.1")[0];
        await new TcpRunner(new TestTarget(url), Tested.Patient).RunAsync(running, Stop);
        await new TcpRunner(new TestTarget(url) { TlsHost = "example.org" }, Tested.Patient).RunAsync(running, Stop);
        Assert.Equal(["localhost", "example.org"], names);

        System.Security.Cryptography.X509Certificates.X509Certificate Named(string? name)
        {
            names.Enqueue(name ?? "");
            return Tested.Tls.ServerCertificate!;
        }
    }

    [Fact]
    public async Task A_server_without_TLS_has_a_verdict_that_says_so()
    {
        await using var server = FaultyServer.With(Fault.None);
        var runner = new TcpRunner(new TestTarget(Secured(server.Url)), Tested.Patient);
        var result = await runner.RunAsync(Tested.Only(Classic.Quick, "2.1")[0], Stop);
        Assert.Equal((Verdict.Failed, Verdict.Failed), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.Contains("TLS: ", result.Judgement.Result, StringComparison.Ordinal);
    }

    private static Uri Secured(Uri url) => new UriBuilder(url) { Scheme = "wss" }.Uri;

    private static LoopbackServer EchoOverTls() => new(async (socket, stop) =>
    {
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(Tested.Tls, stop);
        var buffer = new byte[64 * 1024];
        var request = await tls.ReadAsync(buffer, stop);
        await tls.WriteAsync(ServerOpening.Answer(buffer.AsSpan(0, request).ToArray(), Option<Compression>.None).Response.Memory, stop);
        var echo = new MemoryEcho(Connection.CreateOpen(Role.Server, Agreement.Plain, ConnectionOptions.Default));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!echo.HasEnded && await tls.ReadAsync(buffer, stop) is > 0 and var read)
            await tls.WriteAsync(echo.Receive(buffer.AsSpan(0, read).ToArray(), clock.Elapsed).Memory, stop);
    });
}
