namespace Pure.WebSockets.Conformance;

/// <summary>
/// A spec file for a fuzzing server. The file contains the URL on which the server listens, and selects the cases to run against the
/// clients.
/// </summary>
/// <param name="Url">The URL on which the server listens. TLS is used if the scheme is wss.</param>
/// <param name="OutDir">The folder for the reports.</param>
/// <param name="Options">The tester's options.</param>
/// <param name="Key">The PEM file that contains the private key of the server's certificate.</param>
/// <param name="Certificate">The PEM file that contains the server's certificate.</param>
/// <param name="Choice">The selected cases.</param>
internal sealed record FuzzingServerSpec(
    Uri Url,
    string OutDir,
    TesterOptions Options,
    Option<string> Key,
    Option<string> Certificate,
    CaseChoice Choice
)
{
    /// <summary>The warnings about the file, each with its line and column.</summary>
    public Seq<SpecProblem> Warnings { get; init; }

    /// <summary>The default file name.</summary>
    public const string FileName = "fuzzingserver.json";

    /// <summary>The content of a new spec file.</summary>
    public const string Template = """
        {
           "url": "ws://127.0.0.1:9001",
           "outdir": "./reports/clients",
           "cases": ["*"],
           "exclude-cases": [],
           "exclude-agent-cases": {}
        }

        """;

    /// <summary>
    /// Parses a spec file. If the file has an error, returns all errors and warnings instead of the spec. The key "webport" is ignored,
    /// because the port for web pages is set on the command line.
    /// </summary>
    public static Either<Seq<SpecProblem>, FuzzingServerSpec> Read(ReadOnlySpan<byte> file, Seq<Case> catalogue) =>
        SpecFile.Read(
            file,
            ["url", "outdir", "protocols", "options", "key", "cert", "webport", .. CaseChoice.Keys],
            fields =>
            {
                if (!fields.Has("url"))
                    fields.Problem("\"url\" is missing, for example \"ws://127.0.0.1:9001\"");
                var url = fields.Url("url");
                if (url.Exists(given => given.Query.Length > 0))
                    fields.Problem("url", "\"url\" of a server must not have a query");
                // The subprotocols are read only to check that they are valid. The subprotocols have no effect, because the server never
                // selects a subprotocol.
                _ = fields.Texts("protocols");
                return new FuzzingServerSpec(
                    url.IfNone(new Uri("ws://127.0.0.1:9001")),
                    fields.Text("outdir").IfNone("./reports/clients/"),
                    fields
                        .Nested("options", TesterOptionKeys.OfServer)
                        .Map(nested => TesterOptionKeys.Read(nested, TesterOptions.Default))
                        .IfNone(TesterOptions.Default),
                    fields.Text("key"),
                    fields.Text("cert"),
                    CaseChoice.Read(fields, catalogue)
                );
            },
            (spec, warnings) => spec with { Warnings = warnings }
        );
}
