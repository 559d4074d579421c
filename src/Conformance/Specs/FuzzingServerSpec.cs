namespace Pure.WebSockets.Conformance;

/// <summary>A spec file of the fuzzing server: where it listens, and the cases for its clients.</summary>
/// <param name="Url">Its scheme and port define how and where to listen.</param>
/// <param name="OutDir">The folder for the reports.</param>
/// <param name="Options">How the tester behaves.</param>
/// <param name="Key">The file with the private key of its certificate, in PEM form.</param>
/// <param name="Certificate">The file with its certificate, in PEM form.</param>
/// <param name="Choice">The cases.</param>
internal sealed record FuzzingServerSpec(
    Uri Url,
    string OutDir,
    TesterOptions Options,
    Option<string> Key,
    Option<string> Certificate,
    CaseChoice Choice
)
{
    /// <summary>The ignored parts of the file, each with its place.</summary>
    public Seq<SpecProblem> Warnings { get; init; }

    /// <summary>The default file name.</summary>
    public const string FileName = "fuzzingserver.json";

    /// <summary>The content of a new file.</summary>
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
    /// Reads a file. Returns the spec, or all problems of the file. A port for web pages in the file is ignored: the command line sets it.
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
                // The server never selects a subprotocol. The Autobahn Testsuite only announces the values of this key.
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
