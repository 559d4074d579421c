using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// The version of HTTP of a site, and its transport. With TLS, ALPN selects the version; HTTP/1.1 is offered beside HTTP/2.
/// </summary>
public enum Http
{
    One,
    OneOverTls,
    Two,
    TwoOverTls,
}

/// <summary>An application on Kestrel, on a free local port.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Http http;
    private readonly SocketsHttpHandler handler = new()
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Certificates.Policy() },
    };

    private Site(WebApplication application, Http http, LoggedErrors errors) =>
        (this.application, this.http, Errors) = (application, http, errors.Entries);

    /// <summary>All versions and transports.</summary>
    public static TheoryData<Http> All { get; } = [Http.One, Http.OneOverTls, Http.Two, Http.TwoOverTls];

    /// <summary>Exceptions that were logged as errors, with their categories.</summary>
    public ConcurrentQueue<(string Category, Exception? Exception)> Errors { get; }

    /// <summary>The only logged error. It may be logged after the peer has received its answer or seen the end of its connection.</summary>
    public async Task<(string Category, Exception? Exception)> OneError()
    {
        await Patience.Until(() => !Errors.IsEmpty);
        return Assert.Single(Errors);
    }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    private Uri Address =>
        new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private bool IsSecured => http is Http.OneOverTls or Http.TwoOverTls;

    public Version Version => http is Http.One or Http.OneOverTls ? HttpVersion.Version11 : HttpVersion.Version20;

    public static async Task<Site> StartAsync(Http http, Action<WebApplication> build, Action<IServiceCollection>? configure = null)
    {
        var errors = new LoggedErrors();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = http switch
                    {
                        Http.One => HttpProtocols.Http1,
                        Http.Two => HttpProtocols.Http2,
                        _ => HttpProtocols.Http1AndHttp2,
                    };
                    if (http is Http.OneOverTls or Http.TwoOverTls)
                        listen.UseHttps(Certificates.Own);
                }
            )
        );
        configure?.Invoke(builder.Services);
        var built = builder.Build();
        build(built);
        await built.StartAsync(Patience.Token);
        return new Site(built, http, errors);
    }

    public Uri Uri(string scheme, string target) => new($"{scheme}{(IsSecured ? "s" : "")}://{EndPoint}{target}");

    /// <summary>Connects .NET's client with the version of the site.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string target, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new ClientWebSocket();
        client.Options.HttpVersion = Version;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(client.Options);
        await ConnectAsync(client, target);
        return client;
    }

    /// <summary>The status with which .NET's client is rejected.</summary>
    public async Task<HttpStatusCode> RefusedAsync(string target, Action<ClientWebSocketOptions>? configure = null)
    {
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = Version;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(client.Options);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(client, target));
        return client.HttpStatusCode;
    }

    /// <summary>Sends a request that does not ask for a WebSocket, or does so incorrectly.</summary>
    public async Task<(HttpResponseMessage Response, string Body)> AskAsync(
        HttpMethod method,
        string target,
        Action<HttpRequestMessage>? configure = null
    )
    {
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(method, Uri("http", target))
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        configure?.Invoke(request);
        var response = await client.SendAsync(request, Patience.Token);
        return (response, await response.Content.ReadAsStringAsync(Patience.Token));
    }

    /// <summary>Stops the host. It waits for the end of its requests.</summary>
    public Task StopAsync() => application.StopAsync(Patience.Token);

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(Patience.Token);
        await application.DisposeAsync();
        handler.Dispose();
    }

    private Task ConnectAsync(ClientWebSocket client, string target) =>
        client.ConnectAsync(Uri("ws", target), new HttpMessageInvoker(handler, disposeHandler: false), Patience.Token);

    private sealed class LoggedErrors : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, Exception? Exception)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Entries);

        public void Dispose()
        {
            // The entries are read after the site has stopped.
        }

        private sealed class Logger(string category, ConcurrentQueue<(string Category, Exception? Exception)> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                if (IsEnabled(logLevel)) entries.Enqueue((category, exception));
            }
        }
    }
}
