namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The conversations with one client, without connections.</summary>
public sealed class ClientSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly FuzzSession Settings =
        new(Role.Server, (_, _) => throw new InvalidOperationException("clients connect on their own")) { Conversations = 1000 };

    [Fact]
    public async Task A_client_with_several_connections_shortens_as_many_findings_at_the_same_time()
    {
        var session = new ClientSession(Settings);
        var found = Enumerable.Range(0, 3).Select(_ => session.Next(compresses: false)!).ToArray();
        for (var number = 0; number < found.Length; number++) session.Add(found[number], Finding(number), new ModelCoverage());
        var attempts = await Task.WhenAll(
            Enumerable.Range(0, found.Length).Select(_ => Task.Run(() => session.Next(compresses: false)!).WaitAsync(Patience))
        );
        Assert.All(attempts, attempt => Assert.NotNull(attempt.Attempt));
        Assert.Equal([0L, 1, 2], attempts.Select(attempt => attempt.Number).Order());
        // All shorteners wait for their results, so another connection begins a new conversation.
        var other = session.Next(compresses: false)!;
        Assert.Null(other.Attempt);
        Assert.Equal(3, other.Number);
        foreach (var attempt in attempts) session.Add(attempt, Finding((int)attempt.Number), new ModelCoverage());
        session.Add(other, null, new ModelCoverage());
        var report = session.End(TimeSpan.Zero);
        Assert.Equal([0L, 1, 2], report.Failures.Select(failure => failure.Number));
        Assert.All(report.Failures, failure => Assert.True(failure.IsCutShort));
    }

    [Fact]
    public async Task A_client_with_one_connection_shortens_one_finding_after_the_other()
    {
        var session = new ClientSession(Settings);
        session.Add(session.Next(compresses: false)!, Finding(0), new ModelCoverage());
        // The conversation of a finding is repeated twice before it is shortened.
        for (var repetition = 0; repetition < Settings.Repeats; repetition++)
        {
            var attempt = await Task.Run(() => session.Next(compresses: false)!).WaitAsync(Patience);
            Assert.Equal((0, true), (attempt.Number, attempt.Attempt is not null));
            session.Add(attempt, Finding(0), new ModelCoverage());
        }

        Assert.Single(session.End(TimeSpan.Zero).Failures);
    }

    /// <summary>
    /// A conversation with a lower number can end later. The finding that is shortened keeps its number, and counts both conversations.
    /// </summary>
    [Fact]
    public void A_finding_is_counted_even_if_an_earlier_conversation_shows_it_later()
    {
        var session = new ClientSession(Settings);
        var (first, second) = (session.Next(compresses: false)!, session.Next(compresses: false)!);
        session.Add(second, Finding(0), new ModelCoverage());
        session.Add(first, Finding(0), new ModelCoverage());
        var failure = Assert.Single(session.End(TimeSpan.Zero).Failures);
        Assert.Equal((second.Number, 2L), (failure.Number, failure.Count));
    }

    /// <summary>A finding that was not shortened when the run ended, and a finding beyond the limit, are not lost without a word.</summary>
    [Fact]
    public void All_findings_are_listed_or_counted()
    {
        const int Kinds = FoundKinds.MostKinds + 50;
        var session = new ClientSession(Settings);
        var conversations = Enumerable.Range(0, Kinds).Select(_ => session.Next(compresses: false)!).ToArray();
        for (var number = 0; number < Kinds; number++) session.Add(conversations[number], Finding(number), new ModelCoverage());
        var report = session.End(TimeSpan.Zero);
        Assert.Equal(FoundKinds.MostKinds, report.Failures.Count);
        Assert.All(report.Failures, failure => Assert.True(failure.IsCutShort));
        Assert.Equal(50, report.Unlisted);
    }

    [Fact]
    public async Task A_session_that_stops_ends_the_wait_of_its_connections()
    {
        var session = new ClientSession(Settings with { Conversations = 1 });
        session.Add(session.Next(compresses: false)!, Finding(0), new ModelCoverage());
        var attempt = await Task.Run(() => session.Next(compresses: false)).WaitAsync(Patience);
        var waiting = Task.Run(() => session.Next(compresses: false));
        Assert.NotNull(attempt);
        session.Stop();
        Assert.Null(await waiting.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("ws-8", "ws-8")]
    [InlineData("Chrome", "chrome-[0-9a-f]{8}")]
    [InlineData("a client with a long name", "a-client-wit-[0-9a-f]{8}")]
    [InlineData("κ/.", "----[0-9a-f]{8}")]
    public void A_mark_of_a_client_is_a_part_of_an_id_and_of_a_file_name(string agent, string mark) =>
        Assert.Matches($"^{mark}$", new PeerMarks().Next(agent));

    [Fact]
    public void Clients_have_different_marks()
    {
        var marks = new PeerMarks();
        string[] agents = ["a", "A", "a.", "a/", "long name 1 and more", "long name 1 and less", "chrome-3d6dd0ff"];
        var given = Array.ConvertAll(agents, marks.Next);
        Assert.Equal(agents.Length, given.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("ws://localhost:9001/", "localhost-9001")]
    [InlineData("ws://127.0.0.1:9001", "127-0-0-1-9001")]
    [InlineData("ws://localhost/", "localhost-80")]
    [InlineData("wss://localhost:9001/", "localhost-9001-[0-9a-f]{8}")]
    [InlineData("ws://localhost:9001/chat", "localhost-9001-[0-9a-f]{8}")]
    [InlineData("ws://localhost:9001/?a", "localhost-9001-[0-9a-f]{8}")]
    [InlineData("ws://a.host.with.a.name.that.is.longer.than.others:65535/", "a-host-with-a-name-that-is-longe-[0-9a-f]{8}")]
    public void A_mark_of_a_server_names_its_host_and_port(string url, string mark) =>
        Assert.Matches($"^{mark}$", PeerMarks.OfServer(new Uri(url)));

    /// <summary>Ids of cases have a limit of length, and the longest id of a finding can be read.</summary>
    [Fact]
    public void The_longest_id_of_a_finding_is_read_from_its_file()
    {
        var mark = PeerMarks.OfServer(new Uri("ws://a.host.with.a.name.that.is.longer.than.others:65535/chat"));
        var found = FindingCase.Of(Script(), Finding(0), ulong.MaxValue, long.MaxValue, keepsKeys: false) with
        {
            Id = FindingCase.IdOf(ulong.MaxValue, long.MaxValue, mark, int.MaxValue),
        };
        Assert.Equal(found.Id, Assert.Single(Exported.Read(CaseFile.Write([found]))).Id);
    }

    private static FuzzScript Script() => ConversationGenerator.Generate(1, 1, Role.Server, GeneratorOptions.Default);

    private static ModelFinding Finding(int number) => new(Demand.Must, $"RFC 6455 §{number}", "test", "the peer did something");
}
