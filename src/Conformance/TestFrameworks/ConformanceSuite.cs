namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of the catalogue, or of case files, as tests for any test framework. A suite provides the ids of its cases for a data-driven
/// test, and an assertion that runs one case. A suite is immutable, so its methods return new suites. Cases may run in parallel.
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
    // The time limits are generous, so that a correct peer does not fail on a busy machine. The limits do not slow down the tests of a
    // correct peer, because such a peer answers long before a limit is reached.
    private static readonly TesterOptions Patient = TesterOptions.Default with
    {
        OpenHandshakeTimeout = TimeSpan.FromSeconds(30),
        CloseHandshakeTimeout = TimeSpan.FromSeconds(5),
        ServerConnectionDropTimeout = TimeSpan.FromSeconds(5),
    };

    private static readonly TestTarget InProcess = new(new Uri("ws://localhost:80/"));

    private readonly Func<ProfileHandshake, RunCase> runnerOf;
    private readonly Role tester;
    private readonly PeerProfile profile;
    private readonly Seq<Case> original;
    private readonly Map<string, string> known;
    private readonly Seq<Case> cases;
    private readonly RunCase run;

    /// <summary>Creates a suite.</summary>
    /// <param name="runnerOf">Returns the function that runs a case, given the profile's requirements for the opening handshake.</param>
    /// <param name="tester">The role of the tester.</param>
    /// <param name="profile">The profile of the peer.</param>
    /// <param name="original">The cases before they are changed for the profile.</param>
    /// <param name="known">The cases that are known to fail, with the reasons.</param>
    private ConformanceSuite(
        Func<ProfileHandshake, RunCase> runnerOf,
        Role tester,
        PeerProfile profile,
        Seq<Case> original,
        Map<string, string> known
    )
    {
        (this.runnerOf, this.tester, this.profile, this.original, this.known) = (runnerOf, tester, profile, original, known);
        cases = profile.Of(original).Cases;
        run = runnerOf(profile.Handshake);
    }

    private delegate Task<(CaseResult Result, Option<Exception> Thrown)> RunCase(Case running, CancellationToken stop);

    /// <summary>The ids of the cases, in order, as the arguments of a data-driven test.</summary>
    public IEnumerable<object[]> Cases => cases.Map(found => new object[] { found.Id.Text });

    /// <summary>
    /// Creates a suite that runs all cases of <see cref="Catalogue.Quick"/> that test servers against a server in this process, without a
    /// socket. The function is called for each case with the stream of a connection. The function must answer the opening handshake, send
    /// every message back, and return after the connection has ended. The function need not close the stream, and may throw an exception on
    /// invalid input. The exception is reported if the case fails.
    /// </summary>
    public static ConformanceSuite OfServer(Func<Stream, Task> serve) =>
        new(
            handshake => new StreamRunner(Role.Server, serve, Patient, handshake.AddTo(InProcess)).RunAsync,
            Role.Client,
            PeerProfile.Echo,
            Catalogue.For(Role.Client, Catalogue.Quick),
            default
        );

    /// <summary>
    /// Creates a suite that runs all cases of <see cref="Catalogue.Quick"/> that test servers against an echo server over TCP or TLS.
    /// </summary>
    /// <param name="url">The URL of the server, such as ws://host:port/path or wss://host:port/path. Any certificate is accepted.</param>
    public static ConformanceSuite OfServer(Uri url)
    {
        return new(
            handshake => RunOf(new TcpRunner(handshake.AddTo(new TestTarget(url)), Patient)),
            Role.Client,
            PeerProfile.Echo,
            Catalogue.For(Role.Client, Catalogue.Quick),
            default
        );

        static RunCase RunOf(TcpRunner runner) =>
            async (running, stop) => (await runner.RunAsync(running, stop).ConfigureAwait(false), Option<Exception>.None);
    }

    /// <summary>
    /// Creates a suite that runs all cases of <see cref="Catalogue.Quick"/> that test clients against a client in this process. The
    /// function is called for each case with the stream of a connection. The function must perform the opening handshake, send every
    /// message back, and return after the connection has ended.
    /// </summary>
    public static ConformanceSuite OfClient(Func<Stream, Task> connect) =>
        new(
            _ => new StreamRunner(Role.Client, connect, Patient, InProcess).RunAsync,
            Role.Server,
            PeerProfile.Echo,
            Catalogue.For(Role.Server, Catalogue.Quick),
            default
        );

    /// <summary>
    /// Returns a suite with the cases from the given files instead of the cases of the catalogue. Cases for the other role are left out.
    /// The page docs/case-files.md describes the form of a case file.
    /// </summary>
    /// <param name="files">The JSON files, or folders whose JSON files are all read.</param>
    /// <exception cref="ArgumentException">
    /// A file is not valid, or the files contain no case for this suite. The message lists all problems with their locations.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process does not have permission to read a file.</exception>
    public ConformanceSuite WithCasesOf(params string[] files)
    {
        var read = Catalogue.For(
            tester,
            CaseFiles.Load(files).IfLeft(problems => throw new ArgumentException(string.Join('\n', problems), nameof(files)))
        );
        return read.IsEmpty
            ? throw new ArgumentException("the files have no case for this suite", nameof(files))
            : new(runnerOf, tester, profile, read, known);
    }

    /// <summary>
    /// Returns a suite for a server that does not echo. The cases are adapted to the profile, and the cases that do not apply are left out.
    /// The page docs/profiles.md describes profiles.
    /// </summary>
    /// <param name="profile">The profile of the server.</param>
    /// <exception cref="InvalidOperationException">The suite is for a client.</exception>
    public ConformanceSuite WithProfile(PeerProfile profile) =>
        tester == Role.Client
            ? new(runnerOf, tester, profile, original, known)
            : throw new InvalidOperationException("a profile describes a server, and this suite is for a client");

    /// <summary>Returns a suite with only the cases that match one of these patterns, such as "1.*" or "7.1.1".</summary>
    /// <exception cref="ArgumentException">A pattern matches no case.</exception>
    public ConformanceSuite Only(params string[] patterns) => Chosen(Seq.create(patterns), Seq<string>.Empty);

    /// <summary>Returns a suite without the cases that match one of these patterns.</summary>
    /// <exception cref="ArgumentException">A pattern matches no case.</exception>
    public ConformanceSuite Except(params string[] patterns) => Chosen(Seq.create("*"), Seq.create(patterns));

    /// <summary>
    /// Returns a suite in which a case is known to fail. If the case passes, its test fails, so that the list of known failures stays
    /// correct.
    /// </summary>
    /// <param name="id">The case.</param>
    /// <param name="why">The peer's behaviour, and the rule that it breaks.</param>
    /// <exception cref="ArgumentException">The case is not in this suite.</exception>
    public ConformanceSuite KnownToFail(string id, string why) =>
        new(runnerOf, tester, profile, original, known.AddOrUpdate(Find(id).Id.Text, why));

    /// <summary>
    /// Runs a case. Returns the result if the peer passes a case that is not known to fail, or fails a case that is known to fail. A case
    /// counts as passed if it needs a feature that the peer does not have.
    /// </summary>
    /// <exception cref="ConformanceException">
    /// The case failed and is not known to fail, or the case did not fail and is known to fail.
    /// </exception>
    /// <exception cref="ArgumentException">The case is not in this suite.</exception>
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
                    + $"{VerdictText.Of(result.Judgement.Close)}. Remove it from the list.",
                result,
                thrown: null
            ),
            _ => result,
        };
    }

    private Case Find(string id) =>
        cases
            .Find(found => found.Id.Text == id)
            .IfNone(() => throw new ArgumentException($"'{id}' is not a case of this suite", nameof(id)));

    private ConformanceSuite Chosen(Seq<string> patterns, Seq<string> excluded)
    {
        var chosen = CasePattern
            .Choose(cases, patterns, excluded)
            .IfLeft(pattern => throw new ArgumentException($"'{pattern}' matches no case of this suite", nameof(patterns)))
            .Select(found => found.Id)
            .ToHashSet();
        return new(runnerOf, tester, profile, original.Filter(found => chosen.Contains(found.Id)).Strict(), known);
    }
}
