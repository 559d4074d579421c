using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>The trace of one connect call, redirects included. The request carries it to the server (W3C Trace Context).</summary>
internal static class ConnectTrace
{
    /// <summary>Starts the trace if a listener is active. The caller's activity stays the current one.</summary>
    public static Activity? Begin(Uri target)
    {
        var current = Activity.Current;
        var activity = Telemetry.Source.StartActivity("websocket.connect", ActivityKind.Client);
        activity?.SetTag("server.address", target.Host).SetTag("server.port", target.Port).SetTag("url.path", target.AbsolutePath);
        Activity.Current = current;
        return activity;
    }

    /// <summary>
    /// Returns the options with the trace in the request: the trace of the call, or the caller's trace if no listener is active. Header
    /// fields that the application set are not changed.
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
