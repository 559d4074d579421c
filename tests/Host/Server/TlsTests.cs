using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace Pure.WebSockets.Host.Tests;

public sealed class TlsTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(150);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Client_and_server_converse_and_close_over_either_version(SslProtocols version)
    {
        await using var serving = Serving.Echo(Certificates.Server);
        var tls = Certificates.Trusting();
        tls.EnabledSslProtocols = version;
        await using var client = await Connecting.To(serving.SecureUri, new WebSocketClientOptions { Tls = tls });
        Assert.Equal("Grüße, κόσμε 🌍", await client.EchoAsync("Grüße, κόσμε 🌍"));
        Assert.True((await client.Connection.CloseAsync(3000, "done").Within()).Clean);
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_certificate_must_have_the_hosts_name_or_its_address(string host)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        await using var serving = Serving.Echo(Certificates.Server, host == "localhost" ? IPAddress.Loopback : IPAddress.IPv6Any);
        await using var client = await Connecting.To(new Uri($"wss://{host}:{serving.EndPoint.Port}/"), Certificates.Client);
        Assert.Equal("named", await client.EchoAsync("named"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(100_000)]
    [InlineData(8 * 1024 * 1024)]
    public async Task A_message_of_any_size_comes_back_as_it_was(int size)
    {
        await using var serving = Serving.Echo(Certificates.Server);
        await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
        var data = new byte[size];
        new Random(size).NextBytes(data);
        for (var round = 0; round < 2; round++)
            Assert.True((await client.EchoAsync(MessageKind.Binary, data)).Data.Span.SequenceEqual(data));
    }

    [Fact]
    public async Task The_frameworks_client_converses_with_the_server_and_is_closed_by_it()
    {
        await using var serving = Serving.With(
            async connection =>
            {
                if (await connection.ReceiveAsync() is { } message) await connection.SendAsync(message.Kind, message.Data);
                await connection.CloseAsync(3001, "enough");
            },
            Certificates.Server
        );
        using var client = await Framework.ConnectAsync(
            serving.SecureUri,
            options => options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Equals(Certificates.Own)
        );
        var data = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(data);
        await client.SendAsync(WebSocketMessageType.Binary, data);
        Assert.True((await client.ReceiveAsync()).Data.AsSpan().SequenceEqual(data));
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync()).Type);
        Assert.Equal(((WebSocketCloseStatus)3001, "enough"), (client.CloseStatus, client.CloseStatusDescription));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task The_client_converses_with_the_frameworks_server()
    {
        using var listener = Loopback.Listen();
        var connecting = Connecting.To(Uri(listener), Certificates.Client);
        await using var peer = await RawServer.AcceptSecurelyAsync(listener);
        await peer.SendAsync(RawServer.Accept(await peer.ReadHeadAsync()));
        using var server = WebSocket.CreateFromStream(peer.Stream, new WebSocketCreationOptions { IsServer = true });
        await using var client = await connecting.Within();
        await client.Connection.SendTextAsync("to the framework");
        var (type, data) = await server.ReceiveAsync();
        await server.SendAsync(type, data);
        Assert.Equal("to the framework", (await client.Connection.ReceiveAsync(Patience.Token))?.ToText());
        var closing = client.Connection.CloseAsync();
        Assert.Equal(WebSocketMessageType.Close, (await server.ReceiveAsync()).Type);
        await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        Assert.True((await closing.Within()).Clean);
    }

    [Fact]
    public async Task Two_hundred_connections_at_once_echo_and_leave_nothing()
    {
        await using var serving = Serving.Echo(Certificates.Server);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
            for (var round = 0; round < 5; round++) Assert.Equal($"{number}.{round}", await client.EchoAsync($"{number}.{round}"));
            var data = new byte[20_000 + number];
            Assert.Equal(data.Length, (await client.EchoAsync(MessageKind.Binary, data)).Data.Length);
        }));
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task An_idle_connection_holds_no_buffer_at_either_end()
    {
        await using var serving = Serving.Echo(Certificates.Server);
        await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
        Assert.Equal(300_000, (await client.EchoAsync(MessageKind.Binary, new byte[300_000])).Data.Length);
        var receiving = client.Connection.ReceiveAsync().AsTask();
        await Patience.Until(() => client.Rented == 0 && serving.Server.Buffers.Rented == 0);
        Assert.Equal(1, serving.Server.ConnectionCount);
        client.Connection.Abort();
        Assert.Null(await receiving.Within());
    }

    [Fact]
    public async Task Messages_that_share_a_record_or_straddle_records_arrive_in_order()
    {
        await using var serving = Serving.Echo(Certificates.Server);
        await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
        var random = new Random(7);
        var messages = Enumerable
            .Range(0, 500)
            .Select(_ => new byte[random.Next(4) == 0 ? random.Next(40_000) : random.Next(200)])
            .ToArray();
        foreach (var message in messages)
            random.NextBytes(message);
        var sending = Task.Run(async () =>
        {
            foreach (var message in messages) await client.Connection.SendAsync(MessageKind.Binary, message, Patience.Token);
        });
        foreach (var message in messages)
            Assert.True((await client.Connection.ReceiveAsync(Patience.Token))!.Value.Data.Span.SequenceEqual(message));
        await sending;
    }

    [Fact]
    public async Task The_end_of_the_output_is_told_within_TLS_and_below_it_and_input_goes_on()
    {
        await using var serving = Serving.Echo(Certificates.Server with { LingerTimeout = Patience.Time });
        await using var stream = new SslStream(await Loopback.ConnectAsync(serving.EndPoint.Port));
        await stream.AuthenticateAsClientAsync(Authentication(), Patience.Token);
        await stream.WriteAsync(RawPeer.Request(), Patience.Token);
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096], Patience.Token));
        await stream.WriteAsync(RawPeer.Frame(Opcode.Close, [3, 232]), Patience.Token);

        // The close frame and then the end, while this side is still open.
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, Patience.Token);
        Assert.Equal(new byte[] { 0x88, 0x02, 3, 232 }, answer.ToArray());
        Assert.Equal(1, serving.Server.ConnectionCount);
        await stream.WriteAsync(new byte[100_000], Patience.Token);
        await stream.ShutdownAsync();
        await serving.BecomesEmpty();
    }

    [Fact]
    public async Task A_peer_that_floods_while_it_is_told_of_its_fault_harms_nothing()
    {
        await using var serving = Serving.Echo(Certificates.Server with { LingerTimeout = Brief });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var stream = new SslStream(await Loopback.ConnectAsync(serving.EndPoint.Port));
            await stream.AuthenticateAsClientAsync(Authentication(), Patience.Token);
            await stream.WriteAsync(RawPeer.Request(), Patience.Token);
            var flood = new byte[4000];
            Array.Fill(flood, (byte)0xFF);
            try
            {
                for (var round = 0; round < 500; round++) await stream.WriteAsync(flood, Patience.Token);
            }
            catch (IOException)
            {
                // The server has read enough.
            }
        }));
        await serving.BecomesEmpty();
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_a_value_and_the_server_goes_on()
    {
        await using var serving = Serving.Echo(Certificates.Server);
        var failure = await Connecting.Fails<ConnectFailure.TlsFailed>(serving.SecureUri);
        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        await serving.BecomesEmpty();
        await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
        Assert.Equal("well", await client.EchoAsync("well"));
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_a_value_unless_that_name_is_asked_for()
    {
        await using var serving = Serving.Echo(Certificates.Server);
        var tls = Certificates.Trusting();
        tls.TargetHost = "elsewhere.example";
        Assert.Contains(
            "RemoteCertificateNameMismatch",
            (await Connecting.Fails<ConnectFailure.TlsFailed>(serving.SecureUri, new WebSocketClientOptions { Tls = tls })).Message,
            StringComparison.Ordinal
        );
        tls.TargetHost = "localhost";
        await using var client = await Connecting.To(serving.SecureUri, new WebSocketClientOptions { Tls = tls });
        Assert.Equal("well", await client.EchoAsync("well"));
    }

    [Fact]
    public async Task A_TLS_client_at_a_plain_server_is_a_value_and_a_plain_one_at_a_TLS_server_too()
    {
        await using var plain = Serving.Echo();
        var failure = await Connecting.Fails<ConnectFailure.TlsFailed>(new Uri($"wss://{plain.EndPoint}/"), Certificates.Client);
        Assert.Equal(plain.EndPoint.Port, failure.Port);
        Assert.EndsWith(" The peer did not use TLS.", failure.Message, StringComparison.Ordinal);
        await plain.BecomesEmpty();

        await using var secure = Serving.Echo(Certificates.Server);
        await Connecting.Fails<ConnectFailure.BadResponse>(secure.Uri);
        await secure.BecomesEmpty();
        var told = Assert.IsType<AuthenticationException>(await secure.OneError()).Message;
        Assert.StartsWith($"The TLS handshake with {IPAddress.Loopback}:", told, StringComparison.Ordinal);
        Assert.EndsWith(" The peer did not use TLS", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005hello and no more of a greeting")]
    public async Task Garbage_at_the_TLS_port_ends_its_own_connection_and_is_told(string garbage)
    {
        await using var serving = Serving.Echo(Certificates.Server);
        await using var client = await Connecting.To(serving.SecureUri, Certificates.Client);
        using (var peer = await RawPeer.ConnectAsync(serving.EndPoint))
        {
            await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(garbage));
            peer.Socket.Shutdown(SocketShutdown.Send);
            await Patience.Until(() => serving.Server.ConnectionCount == 1);
        }

        // A client that sends nothing is a probe, not an error.
        if (garbage.Length > 0) Assert.IsType<AuthenticationException>(await serving.OneError());
        Assert.Equal("well", await client.EchoAsync("well"));
        if (garbage.Length == 0) Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task A_client_that_is_slow_with_its_TLS_handshake_has_the_opening_handshakes_time()
    {
        await using var serving = Serving.Echo(
            Certificates.Server with
            {
                Protocol = ConnectionOptions.Default with { OpeningHandshakeTimeout = Brief },
            }
        );
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await peer.SendAsync([0x16, 0x03, 0x01]);
        Assert.Null(await peer.ReadFrameAsync());
        await serving.BecomesEmpty();
        Assert.Contains("was not complete after 0.15 s", (await serving.OneError()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_within_its_TLS_handshake_counts_and_stopping_the_server_drops_it_silently()
    {
        await using var serving = Serving.Echo(Certificates.Server with { MaxConnections = 1 });
        using var peer = await RawPeer.ConnectAsync(serving.EndPoint);
        await Patience.Until(() => serving.Server.ConnectionCount == 1);
        using var second = await RawPeer.ConnectAsync(serving.EndPoint);

        // The operating system has accepted the second TCP connection; the server accepts it only after the first has ended.
        Assert.Equal(1, serving.Server.ConnectionCount);
        await serving.Server.StopAsync(Patience.Time).Within();
        Assert.Null(await peer.ReadFrameAsync());
        Assert.Empty(serving.Errors);
    }

    [Fact]
    public async Task Both_ends_name_HTTP_1_1_where_the_user_names_nothing()
    {
        using var listener = Loopback.Listen();
        var failing = Connecting.Fails<ConnectFailure.BadResponse>(Uri(listener), Certificates.Client);
        var offered = new TaskCompletionSource<string>();
        await using (var peer = await RawServer.AcceptAsync(listener))
        {
            var secure = new SslStream(peer.Stream);
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = Certificates.Own,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                Patience.Token
            );
            offered.SetResult(secure.NegotiatedApplicationProtocol.ToString());
        }

        await failing.Within();
        Assert.Equal("http/1.1", await offered.Task);

        await using var serving = Serving.Echo(Certificates.Server);
        await using var client = new SslStream(await Loopback.ConnectAsync(serving.EndPoint.Port));
        var authentication = Authentication();
        authentication.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        await client.AuthenticateAsClientAsync(authentication, Patience.Token);
        Assert.Equal(SslApplicationProtocol.Http11, client.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task A_server_can_ask_for_a_clients_certificate()
    {
        var shown = new TaskCompletionSource<bool>();
        var server = new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificates.Own,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => shown.TrySetResult(Certificates.Own.Equals(certificate)),
        };
        await using var serving = Serving.Echo(new WebSocketServerOptions { Tls = server });
        var tls = Certificates.Trusting();
        tls.ClientCertificates = [Certificates.Own];
        await using var client = await Connecting.To(serving.SecureUri, new WebSocketClientOptions { Tls = tls });
        Assert.Equal("known", await client.EchoAsync("known"));
        Assert.True(await shown.Task.Within());
    }

    [Fact]
    public void A_server_without_a_certificate_or_its_key_does_not_start()
    {
        var end = new IPEndPoint(IPAddress.Loopback, 0);
        using var keyless = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(Certificates.Own.RawData);
        foreach (
            var tls in new[]
            {
                new SslServerAuthenticationOptions(),
                new SslServerAuthenticationOptions { ServerCertificate = keyless },
            }
        )
            Assert.Throws<ArgumentException>(
                "options",
                () => WebSocketServer.Start(end, Serving.EchoAll, new WebSocketServerOptions { Tls = tls })
            );
    }

    [Fact]
    public void What_the_user_says_of_TLS_is_copied_whole()
    {
        var server = new SslServerAuthenticationOptions { ServerCertificate = Certificates.Own };
        var client = new SslClientAuthenticationOptions();
        Change(server);
        Change(client);
        AssertSame(server, TlsSettings.Copy(server));
        AssertSame(client, TlsSettings.Copy(client, "host"));
    }

    // Sets each property to a value other than its default, where one exists.
    private static void Change(object options)
    {
        foreach (
            var property in options.GetType().GetProperties().Where(property => property.CanWrite && property.Name != "EncryptionPolicy")
        )
        {
            object? value = property.GetValue(options) switch
            {
                bool flag => !flag,
                _ when property.PropertyType == typeof(SslProtocols) => SslProtocols.Tls13,
                _ when property.PropertyType == typeof(string) => "name",
                _ when property.PropertyType == typeof(System.Security.Cryptography.X509Certificates.X509RevocationMode) => System
                    .Security
                    .Cryptography
                    .X509Certificates
                    .X509RevocationMode
                    .Offline,
                _ when property.PropertyType == typeof(List<SslApplicationProtocol>) => new List<SslApplicationProtocol>
                {
                    SslApplicationProtocol.Http3,
                },
                _ when property.PropertyType == typeof(System.Security.Cryptography.X509Certificates.X509ChainPolicy) =>
                    Certificates.Policy(),
                _ when property.PropertyType == typeof(SslStreamCertificateContext) => SslStreamCertificateContext.Create(
                    Certificates.Own,
                    additionalCertificates: null
                ),
                _ when property.PropertyType == typeof(System.Security.Cryptography.X509Certificates.X509CertificateCollection) =>
                    new System.Security.Cryptography.X509Certificates.X509CertificateCollection { Certificates.Own },
                _ when property.PropertyType == typeof(RemoteCertificateValidationCallback) => (RemoteCertificateValidationCallback)(
                    (_, _, _, _) => true
                ),
                _ when property.PropertyType == typeof(LocalCertificateSelectionCallback) => (LocalCertificateSelectionCallback)(
                    (_, _, _, _, _) => Certificates.Own
                ),
                _ when property.PropertyType == typeof(ServerCertificateSelectionCallback) => (ServerCertificateSelectionCallback)(
                    (_, _) => Certificates.Own
                ),
                _ when property.PropertyType == typeof(CipherSuitesPolicy) && OperatingSystem.IsLinux() => new CipherSuitesPolicy([
                    TlsCipherSuite.TLS_AES_128_GCM_SHA256,
                ]),
                var other => other,
            };
            property.SetValue(options, value);
        }
    }

    private static void AssertSame(object given, object copy)
    {
        Assert.NotSame(given, copy);
        foreach (var property in given.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var (theirs, ours) = (property.GetValue(given), property.GetValue(copy));
            Assert.True(
                Equals(theirs, ours)
                    || (theirs is List<SslApplicationProtocol> named && named.SequenceEqual((List<SslApplicationProtocol>)ours!)),
                property.Name
            );
        }
    }

    private static SslClientAuthenticationOptions Authentication()
    {
        var authentication = Certificates.Trusting();
        authentication.TargetHost = "localhost";
        return authentication;
    }

    private static Uri Uri(Socket listener) => new($"wss://127.0.0.1:{listener.Port()}/");
}
