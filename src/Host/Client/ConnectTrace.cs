using System.Diagnostics;

namespace Pure.WebSockets.Host;

/// <summary>Traces one connect call, including its redirects, and sends the trace context to the server (W3C Trace Context).</summary>
internal static class ConnectTrace
{
    /// <summary>
    /// Starts an activity for the connect call. Returns null if no listener is active. The caller's activity remains the current activity.
    /// </summary>
    public static Activity? Begin(Uri target)
    {
        var current = Activity.Current;
        var activity = Telemetry.Source.StartActivity("websocket.connect", ActivityKind.Client);
        activity?.SetTag("server.address", target.Host).SetTag("server.port", target.Port).SetTag("url.path", target.AbsolutePath);
        Activity.Current = current;
        return activity;
    }

    /// <summary>
    /// Returns the options with the trace context added to the request's header fields. The context comes from the activity of the connect
    /// call, or from the caller's activity if no listener is active. The options are returned unchanged if there is no activity in the W3C
    /// format, or if the application's header fields already contain a trace context.
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
