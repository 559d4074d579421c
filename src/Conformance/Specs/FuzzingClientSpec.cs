using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A spec file for a fuzzing client, which tests servers one after another. The file selects the cases and lists the servers to test.
/// </summary>
/// <param name="OutDir">The folder for the reports.</param>
/// <param name="Servers">The servers to test.</param>
/// <param name="Choice">The selected cases.</param>
internal sealed record FuzzingClientSpec(string OutDir, Seq<FuzzingClientSpec.Server> Servers, CaseChoice Choice)
{
    /// <summary>The warnings about the file, each with its line and column.</summary>
    public Seq<SpecProblem> Warnings { get; init; }

    /// <summary>The default file name.</summary>
    public const string FileName = "fuzzingclient.json";

    private const string UsualServer = "ws://127.0.0.1:9001";

    /// <summary>Returns the content of a new spec file.</summary>
    /// <param name="server">The URL of the server to test, or None to use ws://127.0.0.1:9001.</param>
    public static string Template(Option<Uri> server) =>
        $$"""
        {
           "outdir": "./reports/servers",
           "servers": [{"url": "{{Escaped(server.Map(url => url.AbsoluteUri).IfNone(UsualServer))}}"}],
           "cases": ["*"],
           "exclude-cases": [],
           "exclude-agent-cases": {}
        }

        """;

    /// <summary>A server to test.</summary>
    /// <param name="Url">The URL of the server.</param>
    /// <param name="Agent">
    /// The name of the server in the reports, or None to use the name in the Server header field of the server's response.
    /// </param>
    /// <param name="Origin">The value of the request's Origin header field, or None to send no Origin header field.</param>
    /// <param name="Protocols">The subprotocols to offer.</param>
    /// <param name="HostName">The server name for TLS, or None to use the host name in the URL.</param>
    /// <param name="Options">The tester's options for this server.</param>
    public sealed record Server(
        Uri Url,
        Option<string> Agent,
        Option<string> Origin,
        Seq<string> Protocols,
        Option<string> HostName,
        TesterOptions Options
    )
    {
        /// <summary>Whether the server is tested over HTTP/2. The spec files of the Autobahn Testsuite do not have this setting.</summary>
        public bool IsHttp2 { get; init; }
    }

    /// <summary>Parses a spec file. If the file has an error, returns all errors and warnings instead of the spec.</summary>
    /// <param name="file">The content of the file.</param>
    /// <param name="only">The server to test if the file lists no servers.</param>
    /// <param name="catalogue">The available cases.</param>
    public static Either<Seq<SpecProblem>, FuzzingClientSpec> Read(ReadOnlySpan<byte> file, Option<Uri> only, Seq<Case> catalogue) =>
        SpecFile.Read(
            file,
            ["outdir", "servers", "options", .. CaseChoice.Keys],
            fields =>
            {
                var options = fields
                    .Nested("options", TesterOptionKeys.OfClient)
                    .Map(nested => TesterOptionKeys.Read(nested, TesterOptions.Default))
                    .IfNone(TesterOptions.Default);
                var named = fields.Each(
                    "servers",
                    "a server",
                    ["url", "agent", "origin", "protocols", "hostname", "http2", "options"],
                    server => ReadServer(server, options)
                );
                if (named.IsEmpty && only.IsNone)
                    fields.Problem(
                        "servers",
                        "\"servers\" is empty: [{\"agent\": \"name\", \"url\": \"ws://host:port\"}], or a URL with -w"
                    );
                foreach (
                    var twice in named
                        .Somes()
                        .Bind(server => server.Agent.ToSeq())
                        .GroupBy(agent => agent)
                        .Where(group => group.Count() > 1)
                )
                    fields.Warn(
                        "servers",
                        $"{twice.Count()} servers have the agent \"{twice.Key}\"; in the reports the second is \"{twice.Key} (2)\""
                    );
                return new FuzzingClientSpec(
                    fields.Text("outdir").IfNone("./reports/servers/"),
                    named.IsEmpty
                        ? only.Map(url => new Server(
                                url,
                                Option<string>.None,
                                Option<string>.None,
                                Seq<string>.Empty,
                                Option<string>.None,
                                options
                            ))
                            .ToSeq()
                            .Strict()
                        : named.Somes().Strict(),
                    CaseChoice.Read(fields, catalogue)
                );
            },
            (spec, warnings) => spec with { Warnings = warnings }
        );

    private static JsonEncodedText Escaped(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static Option<Server> ReadServer(SpecFields fields, TesterOptions options)
    {
        if (fields.Text("origin").Exists(origin => !FieldText.IsValue(origin)))
            fields.Problem("origin", "\"origin\" has a character that is not allowed in a header field (RFC 9110 §5.5)");
        if (fields.Text("hostname").Exists(name => name.Length > 0 && Uri.CheckHostName(name) == UriHostNameType.Unknown))
            fields.Problem("hostname", "\"hostname\" must be the name of a host, such as example.org");
        if (!fields.Has("url")) fields.Problem("a server has no \"url\", such as \"ws://127.0.0.1:9001\"");
        return fields.Url("url").Map(url => new Server(
            url,
            fields.Text("agent"),
            fields.Text("origin"),
            Protocols(fields),
            fields.Text("hostname"),
            fields.Nested("options", TesterOptionKeys.OfClient).Map(nested => TesterOptionKeys.Read(nested, options)).IfNone(options))
        {
            IsHttp2 = fields.Flag("http2").IfNone(noneValue: false),
        });
    }

    private static Seq<string> Protocols(SpecFields fields)
    {
        var names = fields.Texts("protocols").IfNone(Seq<SpecValue.Text>.Empty);
        foreach (var name in names.Filter(name => !FieldText.IsToken(name.Value)))
            fields.Problem(name, $"\"{name.Value}\" is not the name of a subprotocol, which is a token (RFC 9110 §5.6.2)");
        foreach (var twice in names.GroupBy(name => name.Value).SelectMany(group => group.Skip(1)))
            fields.Problem(twice, $"\"{twice.Value}\" is offered twice, which a request must not do (RFC 6455 §4.1)");
        return names.Map(name => name.Value).Strict();
    }
}
