namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A folder of reports as a run writes it, with real results: of the core, and of servers with one fault each. Its readers share it.
/// </summary>
public sealed class Reports : IAsyncLifetime
{
    /// <summary>The server that passes every case.</summary>
    public const string Sound = "Pure.WebSockets";

    private static readonly string[] Tried = ["1.1.2", "1.2.2", "2.1", "2.2", "7.1.1", "7.3.3"];

    private static readonly (string Name, Fault Fault)[] Faulty =
    [
        ("Wrong pongs", Fault.SendsOtherPong),
        ("Always 1001", Fault.Says1001),
    ];

    private readonly TemporaryFolder folder = new();

    /// <summary>Its address for a browser, with a slash at the end.</summary>
    public string Address => AddressOf(folder);

    /// <summary>Its entries, in the order of agents and cases.</summary>
    public Seq<IndexEntry> Entries { get; private set; }

    /// <summary>Writes it.</summary>
    public async ValueTask InitializeAsync()
    {
        using var reports = ReportFolder.Open(folder.Path);
        Add(reports, Sound, CoreResults.Value);
        foreach (var (name, fault) in Faulty)
        {
            await using var server = FaultyServer.With(fault);
            var cases = Tested.Only(Classic.Quick, Tried);
            Add(
                reports,
                name,
                await CaseSuite.RunAsync(
                    cases,
                    new TcpRunner(server.Url).RunAsync,
                    parallel: cases.Count,
                    _ => { },
                    TestContext.Current.CancellationToken
                )
            );
        }

        reports.WriteIndex();
        Entries = reports.Entries;
    }

    /// <summary>Deletes it.</summary>
    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a folder of the whole catalogue for each of these agents.</summary>
    internal static void WriteWhole(TemporaryFolder folder, params string[] agents)
    {
        using var reports = ReportFolder.Open(folder.Path);
        foreach (var agent in agents) Add(reports, agent, CoreResults.Value);
        reports.WriteIndex();
    }

    internal static string AddressOf(TemporaryFolder folder) => new Uri(folder.Path + "/").AbsoluteUri;

    /// <summary>The command in the page of a case.</summary>
    public static string AgainOf(string id) => $"purews test server ws://127.0.0.1:9001/ --cases {id}";

    private static Lazy<Seq<CaseResult>> CoreResults { get; } = new(() =>
    {
        var messages = CompressedMessages.For(Classic.Quick);
        return Classic.Quick.Map(found => MemoryRunner.Run(found, Role.Server, Ours.Protocol, messages)).Strict();
    });

    private static void Add(ReportFolder reports, string agent, Seq<CaseResult> results)
    {
        var cases = results.Map(result => result.Case.Id).Strict();
        foreach (var result in results)
            reports.Add(agent, result, new CasePageOptions { Cases = cases, Again = AgainOf(result.Case.Id.Text) });
    }
}
