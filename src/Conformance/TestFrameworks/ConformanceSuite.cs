namespace Pure.WebSockets.Conformance;

/// <summary>
/// The catalogue as tests of any test framework: a list of case ids for its data-driven tests, and an assertion for one of them. A suite
/// never changes: what adds to it gives a new one. Cases may run at once.
/// </summary>
/// <example>
/// <code>
/// private static readonly ConformanceSuite Suite = ConformanceSuite.OfServer(stream =&gt; MyServer.EchoAsync(stream));
/// public static IEnumerable&lt;object[]&gt; Cases =&gt; Suite.Cases;
///
/// [Theory, MemberData(nameof(Cases))]
/// public Task Case(string id) =&gt; Suite.AssertAsync(id);
/// </code>
/// </example>
public sealed class ConformanceSuite
{
    // A peer that is right keeps nobody waiting; one on a busy machine is given time.
    private static readonly TesterOptions Patient = TesterOptions.Default with
    {
        OpenHandshakeTimeout = TimeSpan.FromSeconds(30),
        CloseHandshakeTimeout = TimeSpan.FromSeconds(5),
        ServerConnectionDropTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly Func<Case, CancellationToken, Task<(CaseResult Result, Option<Exception> Thrown)>> run;
    private readonly Seq<Case> cases;
    private readonly Map<string, string> known;

    private ConformanceSuite(
        Func<Case, CancellationToken, Task<(CaseResult, Option<Exception>)>> run,
        Seq<Case> cases,
        Map<string, string> known
    ) => (this.run, this.cases, this.known) = (run, cases, known);

    /// <summary>The id of each case, in order, as data-driven tests take their parameters.</summary>
    public IEnumerable<object[]> Cases => cases.Map(found => new object[] { found.Id.Text });

    /// <summary>
    /// All cases against a server, in process and without a socket. It is called for each case with the stream of a connection: it
    /// answers the opening handshake, sends every message back, and returns when the connection is over, closing the stream or leaving
    /// that to the suite. It may throw at what a case sends; what it threw is told where the case fails.
    /// </summary>
    public static ConformanceSuite OfServer(Func<Stream, Task> serve) =>
        new(new StreamRunner(Role.Server, serve, Patient).RunAsync, Catalogue.For(Role.Client, Catalogue.Quick), default);

    /// <summary>All cases against a server that sends every message back, over TCP or TLS.</summary>
    /// <param name="url">Where it is: ws://host:port/path, or wss://… with any certificate.</param>
    public static ConformanceSuite OfServer(Uri url)
    {
        var runner = new TcpRunner(new Target(url), Patient);
        return new(
            async (running, stop) => (await runner.RunAsync(running, stop).ConfigureAwait(false), Option<Exception>.None),
            Catalogue.For(Role.Client, Catalogue.Quick),
            default
        );
    }

    /// <summary>
    /// All cases against a client, in process. It is called for each case with the stream of a connection: it asks for the opening
    /// handshake, sends every message back, and returns when the connection is over.
    /// </summary>
    public static ConformanceSuite OfClient(Func<Stream, Task> connect) =>
        new(new StreamRunner(Role.Client, connect, Patient).RunAsync, Catalogue.For(Role.Server, Catalogue.Quick), default);

    /// <summary>
    /// Of these cases those that some pattern names, as "1.*" or "7.1.1". A pattern that names none is an
    /// <see cref="ArgumentException"/>.
    /// </summary>
    public ConformanceSuite Only(params string[] patterns) => new(run, Chosen(Seq.create(patterns), Seq<string>.Empty), known);

    /// <summary>Of these cases those that no pattern names. A pattern that names none is an <see cref="ArgumentException"/>.</summary>
    public ConformanceSuite Except(params string[] patterns) => new(run, Chosen(Seq.create("*"), Seq.create(patterns)), known);

    /// <summary>
    /// A case that is known to fail: it may, and when it passes, that is told as a failure, so that the list stays true. A case that is
    /// not among these is an <see cref="ArgumentException"/>.
    /// </summary>
    /// <param name="id">The case.</param>
    /// <param name="why">What the peer does, and the rule that it breaks.</param>
    public ConformanceSuite KnownToFail(string id, string why) => new(run, cases, known.AddOrUpdate(Find(id).Id.Text, why));

    /// <summary>
    /// Runs a case. Returns when the peer does what it is to do, or does not have the feature, or is known to fail the case; else throws.
    /// </summary>
    /// <exception cref="ConformanceException">The case failed, or it is known to fail and did not.</exception>
    /// <exception cref="ArgumentException">The case is not among these.</exception>
    public async Task<CaseResult> AssertAsync(string id, CancellationToken stop = default)
    {
        var (result, thrown) = await run(Find(id), stop).ConfigureAwait(false);
        return (result.Judgement.IsFailure, known.Find(id).Case) switch
        {
            (true, not string) => throw new ConformanceException(
                FailureText.Of(result, thrown),
                result,
                thrown.MatchUnsafe(Some: error => error, None: () => null!)
            ),
            (false, string why) => throw new ConformanceException(
                $"Case {id} is known to fail ({why}) and did not: {VerdictText.Of(result.Judgement.Behavior)}, closing handshake "
                    + $"{VerdictText.Of(result.Judgement.Close)}. Take it off the list.",
                result,
                thrown: null
            ),
            _ => result,
        };
    }

    private Case Find(string id) =>
        cases.Find(found => found.Id.Text == id).IfNone(() => throw new ArgumentException($"'{id}' is no case of this suite", nameof(id)));

    private Seq<Case> Chosen(Seq<string> patterns, Seq<string> excluded) =>
        CasePattern
            .Choose(cases, patterns, excluded)
            .IfLeft(pattern => throw new ArgumentException($"'{pattern}' names no case of this suite", nameof(patterns)));
}
