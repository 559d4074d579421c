using System.Reflection;

namespace Pure.WebSockets.Conformance;

/// <summary>An HTTP response that is not part of an opening handshake.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Reason">The reason phrase.</param>
/// <param name="Type">The media type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpAnswer(int Status, string Reason, string Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Whether the body is a file of the web page that runs the suite. If the value is true, the response prevents the page from
    /// loading content from other origins.
    /// </summary>
    public bool IsPage { get; init; }

    public static HttpAnswer Ok(string type, ReadOnlyMemory<byte> body) => new(200, "OK", type, body);

    public static HttpAnswer Bad(string why) =>
        new(400, "Bad Request", "text/plain; charset=utf-8", ByteString.FromText(why + "\n").Memory);

    public static HttpAnswer NotFound(string what) =>
        new(404, "Not Found", "text/plain; charset=utf-8", ByteString.FromText(what + "\n").Memory);

    /// <summary>Returns a response whose body is a file that is embedded as a resource in this assembly.</summary>
    public static HttpAnswer Embedded(string type, string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException(name);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Ok(type, memory.ToArray()) with { IsPage = true };
    }

    /// <summary>Returns the bytes of the head and the bytes of the body, as separate blocks.</summary>
    public IReadOnlyList<ByteString> ToOctets()
    {
        var own = new List<Header>
        {
            new("Server", Product.Token),
            new("Content-Type", Type),
            new("Content-Length", $"{Body.Length}"),
            new("Cache-Control", "no-store"),
            new("X-Content-Type-Options", "nosniff"),
            new("Connection", "close"),
        };
        if (IsPage)
            own.Add(
                new Header(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src data:; base-uri "
                        + "'none'; form-action 'none'; frame-ancestors 'none'"
                )
            );
        return [HeadWriter.WriteResponse(new ResponseHead(Status, Reason, Seq.create<Header>([.. own]))), Body];
    }
}
