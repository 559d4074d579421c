using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Runs cases against a server over HTTP/2 (RFC 8441). The transport of a case is the HTTP/2 stream of an extended CONNECT request. Each
/// case opens its own TCP connection, so that cases do not affect each other. The WebSocket bytes, the timers and the judgement are the
/// same as in the other runners. The transport ends when the stream ends or is reset.
/// </summary>
internal sealed class Http2Runner(TestTarget target, TesterOptions options, PeerActivity activity)
{
    public async Task<CaseResult> RunAsync(Case running, CompressedMessages messages, CancellationToken stop)
    {
        var run = new CaseRun(running, Role.Client, messages, options);
        var clock = Stopwatch.StartNew();
        var opening = new Http2Opening(target.ToOffer(), running);
        var due = options.OpeningLimit;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (due < TimeSpan.MaxValue) limit.CancelAfter(due);
        var handler = Handler();
        try
        {
            var response = await AskAsync(handler, opening, limit.Token).ConfigureAwait(false);
            var entry = opening.Read(Head(response));
            if (entry is not TranscriptEntry.Opened)
            {
                run.Report(entry, clock.Elapsed);
                return run.ToResult();
            }

            var link = Link.OverHttp2(await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false), clock);
            try
            {
                await Conversation.HoldAsync(run, running, link, entry, ByteString.Empty, [], stop, activity).ConfigureAwait(false);
            }
            finally
            {
                // Close the link in the background, so that the verdict is returned without delay.
                var used = handler;
                handler = null;
                _ = EndAsync(link, used, stop);
            }
        }
        catch (HttpRequestException error)
        {
            var why = error.HttpRequestError switch
            {
                HttpRequestError.ExtendedConnectNotSupported =>
                    "the server does not support extended CONNECT: its SETTINGS_ENABLE_CONNECT_PROTOCOL is not 1 (RFC 8441 §3)",
                _ when IsOverBound(error) => HeadBound.Exceeded,
                _ => $"HTTP/2: {(error.InnerException ?? error).Message.TrimEnd('.')}",
            };
            var entry = opening.Failed(why);
            if (entry is TranscriptEntry.NotOpened failed && IsUnreached(error)) entry = failed with { IsUnreached = true };
            run.Report(entry, clock.Elapsed);
        }
        catch (IOException error)
        {
            run.Report(opening.Failed($"the server does not support HTTP/2: {error.Message.TrimEnd('.')}"), clock.Elapsed);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            run.Report(
                opening.Failed($"the opening handshake was not complete within {due.TotalSeconds:0.###} s", timedOut: true),
                clock.Elapsed
            );
        }
        finally
        {
            handler?.Dispose();
        }

        return run.ToResult();
    }

    /// <summary>Returns whether the head of the response was too long. .NET reports this as the cause of an aborted request.</summary>
    private static bool IsOverBound(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
        || (error.InnerException is { } cause && IsOverBound(cause));

    /// <summary>Returns whether there was no TCP connection, for example because it was refused.</summary>
    private static bool IsUnreached(HttpRequestException error) =>
        error is { HttpRequestError: HttpRequestError.NameResolutionError }
            or { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException };

    private static async Task EndAsync(Link link, SocketsHttpHandler handler, CancellationToken stop)
    {
        await link.EndAsync(stop).ConfigureAwait(false);
        handler.Dispose();
    }

    private static ResponseHead Head(HttpResponseMessage response)
    {
        var headers = new List<Header>();
        foreach (var (name, values) in response.Headers.NonValidated) Add(name, values);
        foreach (var (name, values) in response.Content.Headers.NonValidated) Add(name, values);
        return new ResponseHead((int)response.StatusCode, "", Seq.create<Header>([.. headers]));

        void Add(string name, HeaderStringValues values) => headers.AddRange(values.Select(value => new Header(name, value)));
    }

    private Task<HttpResponseMessage> AskAsync(SocketsHttpHandler handler, Http2Opening opening, CancellationToken limit)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Connect,
            new UriBuilder(target.Url) { Scheme = target.IsSecured ? "https" : "http" }.Uri
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Protocol = "websocket";
        foreach (var header in opening.Request.Headers) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return new HttpMessageInvoker(handler, disposeHandler: false).SendAsync(request, limit);
    }

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxResponseHeadersLength = HeadBound.KiB,
        SslOptions = new ClientTls(target).Options,
    };
}
