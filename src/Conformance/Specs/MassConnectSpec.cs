namespace Pure.WebSockets.Conformance;

/// <summary>
/// A spec file for massconnect mode. The file lists servers, and contains the number of connections to open to each server.
/// </summary>
/// <param name="Connections">The number of connections to each server.</param>
/// <param name="BatchSize">The number of connections in a batch. The connections of a batch are started together.</param>
/// <param name="BatchDelay">The delay between two batches.</param>
/// <param name="RetryDelay">The delay before the next attempt if a connection cannot be opened.</param>
/// <param name="Servers">The servers, in the order in which the connections are opened.</param>
internal sealed record MassConnectSpec(
    int Connections,
    int BatchSize,
    TimeSpan BatchDelay,
    TimeSpan RetryDelay,
    Seq<MassConnectSpec.Server> Servers
)
{
    /// <summary>The warnings about the file, each with its line and column.</summary>
    public Seq<SpecProblem> Warnings { get; init; }

    // A connection needs a port of its own, and memory in both processes.
    private const int MostConnections = 1_000_000;

    // One hour, in milliseconds.
    private const int LongestDelay = 3_600_000;

    /// <summary>The default file name.</summary>
    public const string FileName = "massconnect.json";

    /// <summary>The content of a new spec file.</summary>
    public const string Template = """
        {
           "options": {"connections": 10000, "batchsize": 100, "batchdelay": 10, "retrydelay": 10},
           "servers": [{"name": "server", "uri": "ws://127.0.0.1:9000", "desc": "a server on this machine"}]
        }

        """;

    /// <summary>A server to connect to.</summary>
    /// <param name="Name">The name of the server.</param>
    /// <param name="Url">The URL of the server.</param>
    /// <param name="Description">A description of the server.</param>
    public sealed record Server(string Name, Uri Url, string Description);

    /// <summary>Parses a spec file. If the file has an error, returns all errors and warnings instead of the spec.</summary>
    public static Either<Seq<SpecProblem>, MassConnectSpec> Read(ReadOnlySpan<byte> file, Option<Uri> only) =>
        SpecFile.Read(
            file,
            ["options", "servers"],
            fields =>
            {
                var options = fields.Nested("options", "connections", "batchsize", "batchdelay", "retrydelay");
                var named = fields.Each("servers", "a server", ["name", "uri", "desc"], ReadServer);
                if (named.IsEmpty && only.IsNone)
                    fields.Problem(
                        "servers",
                        "\"servers\" is empty: [{\"name\": \"name\", \"uri\": \"ws://host:port\"}], or a URL with -w"
                    );
                var servers = named.Somes().Strict();
                return new MassConnectSpec(
                    options.Bind(given => given.Between("connections", 0, MostConnections)).IfNone(10_000),
                    options.Bind(given => given.Between("batchsize", 1, MostConnections)).IfNone(100),
                    Delay("batchdelay"),
                    Delay("retrydelay"),
                    servers.IsEmpty ? only.Map(url => new Server(url.Authority, url, "")).ToSeq().Strict() : servers
                );

                TimeSpan Delay(string key)
                {
                    var delay = options.Bind(given => given.Number(key)).IfNone(10);
                    if (delay <= LongestDelay) return TimeSpan.FromMilliseconds(delay);
                    options.IfSome(given => given.Problem(key, $"\"{key}\" must be at most {LongestDelay} milliseconds"));
                    return TimeSpan.Zero;
                }
            }, (spec, warnings) => spec with { Warnings = warnings });

    private static Option<Server> ReadServer(SpecFields fields)
    {
        if (!fields.Has("uri")) fields.Problem("a server has no \"uri\", such as \"ws://127.0.0.1:9000\"");
        return fields.Url("uri").Map(url => new Server(fields.Text("name").IfNone(url.Authority), url, fields.Text("desc").IfNone("")));
    }
}
