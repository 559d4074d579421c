using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>The trace of an attempt to connect, redirects and all, which the request hands on to the server (W3C Trace Context).</summary>
internal static class ConnectTrace
{
    /// <summary>Begins it, if anybody listens; what the caller traces stays the current activity.</summary>
    public static Activity? Begin(Uri target)
    {
        var current = Activity.Current;
        var activity = Telemetry.Source.StartActivity("websocket.connect", ActivityKind.Client);
        activity?.SetTag("server.address", target.Host).SetTag("server.port", target.Port).SetTag("url.path", target.AbsolutePath);
        Activity.Current = current;
        return activity;
    }

    /// <summary>
    /// The options with the trace in the request: of the attempt, or where nobody listens to it of the caller. A user's own fields are
    /// left alone.
    /// </summary>
    public static WebSocketClientOptions Carried(WebSocketClientOptions options, Activity? activity)
    {
        var carried = activity ?? Activity.Current;
        if (
            carried is not { IdFormat: ActivityIdFormat.W3C, Id: { } id }
            || options.Headers.Any(header => string.Equals(header.Name, "traceparent", StringComparison.OrdinalIgnoreCase))
        )
            return options;
        var headers = options.Headers.AsSeq().Add(new Header("traceparent", id));
        return options with
        {
            Headers = string.IsNullOrEmpty(carried.TraceStateString)
                ? headers
                : headers.Add(new Header("tracestate", carried.TraceStateString)),
        };
    }
}
