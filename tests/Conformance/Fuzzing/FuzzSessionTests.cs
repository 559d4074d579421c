namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Sessions: conversations that share a connection, workers, and peers that are lost.</summary>
public sealed class FuzzSessionTests(ITestOutputHelper output)
{
    private const int Shared = 8;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void Conversations_on_a_shared_connection_cause_no_false_alarm(Role role)
    {
        var opened = 0;
        var report = Run(
            Session(
                role,
                wanted =>
                {
                    Interlocked.Increment(ref opened);
                    return CorePeer.Target(role, Ours.Protocol).Open(wanted);
                }
            ) with
            {
                Conversations = 20_000,
                OnOneConnection = Shared,
            }
        );
        output.WriteLine($"{report.Progress.Conversations} conversations on {opened} connections");
        Assert.Empty(report.Failures.Select(failure => $"{failure.Finding}\n{failure.Shortest}"));
        Assert.Equal(0, report.Unrepeated);
        Assert.InRange(opened, 1, 0.8 * report.Progress.Conversations);
    }

    [Fact]
    public void A_fault_that_needs_earlier_conversations_is_found_with_them()
    {
        var session = Session(Role.Server, wanted => OpenedPeer.Open(new EighthPongIsLost(), Role.Server, wanted)) with
        {
            Conversations = 2000,
            OnOneConnection = Shared,
        };
        var failure = Assert.Single(Run(session).Failures);
        output.WriteLine($"{failure.Since} to {failure.Number}: {failure.Finding}\n{failure.Shortest}");
        Assert.True(failure.Since < failure.Number, "a conversation alone has fewer pings");
        Assert.Equal("RFC 6455 §5.5.2", failure.Finding.Rule);
        Assert.Equal(8, failure.Shortest.Frames);

        // The part of the run that the report names shows the finding as well.
        var part = Run(session with { First = failure.Since, Conversations = failure.Number - failure.Since + 1 });
        Assert.Equal($"{failure.Shortest}", $"{Assert.Single(part.Failures).Shortest}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_result_does_not_depend_on_the_number_of_workers(int workers)
    {
        var session = Session(
            Role.Server,
            wanted => OpenedPeer.Open(new EchoPeer(Role.Server, Fault.TakesRsv2), Role.Server, wanted)
        ) with
        {
            Conversations = 2000,
            OnOneConnection = Shared,
        };
        var expected = Lines(Run(session with { Workers = 2 })).ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Lines(Run(session with { Workers = workers })));

        static IEnumerable<string> Lines(FuzzReport report) =>
            report.Failures.Select(failure => $"{failure.Number} {failure.Count} {failure.Finding}\n{failure.Shortest}");
    }

    /// <summary>A count beyond the largest number would begin again with negative ones.</summary>
    [Theory]
    [InlineData(FuzzSession.Most - 10, long.MaxValue, 10)]
    [InlineData(FuzzSession.Most, 1, 0)]
    [InlineData(long.MaxValue, long.MaxValue, 0)]
    [InlineData((1L << 62) + 3, 5, 5)]
    public void The_last_conversations_that_can_be_numbered_end_a_session(long first, long conversations, long held)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var session = Session(Role.Server, wanted => CorePeer.Target(Role.Server, Ours.Protocol).Open(wanted)) with
        {
            First = first,
            Conversations = conversations,
            OnOneConnection = Shared,
            ReportInterval = TimeSpan.FromMilliseconds(1),
        };
        var report = session.Run(
            progress =>
            {
                if (progress.Conversations > 1000) stop.Cancel();
            },
            stop.Token
        );
        Assert.Equal(held, report.Progress.Conversations);
    }

    [Fact]
    public void A_peer_that_is_lost_leaves_the_findings_so_far()
    {
        var opened = 0;
        var session = Session(
            Role.Server,
            wanted =>
                Interlocked.Increment(ref opened) > 3000
                    ? throw new PeerUnreachableException("it is gone", new IOException("gone"))
                    : OpenedPeer.Open(new EchoPeer(Role.Server, Fault.TakesRsv2), Role.Server, wanted)
        );
        var report = Run(session with { Conversations = 10_000 });
        Assert.Equal("it is gone", report.Lost?.Error.Message);
        Assert.InRange(report.Progress.Conversations, 1, 3300);
        Assert.Contains(report.Failures, failure => failure is { IsCutShort: true, IsFailure: true });
        Assert.Throws<PeerUnreachableException>(() => Run(session));
    }

    [Fact]
    public void The_conversations_in_which_a_peer_can_have_been_lost_are_known()
    {
        var opened = 0;
        var session = Session(
            Role.Server,
            wanted =>
                Interlocked.Increment(ref opened) > 60
                    ? throw new PeerUnreachableException("it is gone", new IOException("gone"))
                    : OpenedPeer.Open(new EchoPeer(Role.Server), Role.Server, wanted)
        );
        var lost = Run(session with { Workers = 1, First = 1000, Conversations = 10_000 }).Lost!;
        // The conversation that was in progress, and the one before it.
        Assert.Equal((1000 + lost.After - 1, 2), (lost.First, lost.Count));
    }

    [Fact]
    public void A_host_without_an_address_cannot_be_reached()
    {
        var url = new Uri("ws://nowhere.invalid:9001/");
        var target = SocketPeer.Target(new TestTarget(url), worker: 0, patience: 1, TestContext.Current.CancellationToken);
        var error = Assert.Throws<PeerUnreachableException>(() => target.Open(null));
        Assert.StartsWith(
            $"{url} cannot be reached: no address was found for the host nowhere.invalid (",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.True(error.IsUnknownHost);
        Assert.Throws<PeerUnreachableException>(() =>
            Run(
                new FuzzSession(Role.Client, (_, worker) => SocketPeer.Target(new TestTarget(url), worker, 1, CancellationToken.None))
                {
                    Workers = 2,
                }
            )
        );
    }

    /// <summary>No conversation is held after the maximum, and the attempts after it are not counted.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    public void Shortening_ends_at_the_maximum_of_conversations(int most)
    {
        var script = ConversationGenerator.Generate(1, 3, Role.Client, GeneratorOptions.Default);
        var finding = new ModelFinding(Demand.Must, "RFC 6455 §5.2", "test", "the peer did something");
        var held = 0;
        var shrinking = new Shrinking(
            shorter =>
            {
                held++;
                return held % 3 == 0 ? finding : null;
            },
            finding,
            most
        );
        shrinking.Shrink(script);
        Assert.Equal(most, held);
        Assert.Equal(most, shrinking.Runs);
    }

    private static FuzzSession Session(Role role, Func<AgreedDeflate?, OpenedPeer> open) =>
        new(
            role == Role.Server ? Role.Client : Role.Server,
            (_, _) => new FuzzTarget(open, running => MemoryRunner.Run(running, role, Ours.Protocol))
        )
        {
            Seed = 16,
            Workers = 2,
        };

    private static FuzzReport Run(FuzzSession session) => session.Run(_ => { }, TestContext.Current.CancellationToken);

    /// <summary>A server that answers seven pings on each connection, and no more.</summary>
    private sealed class EighthPongIsLost : IMemoryPeer
    {
        private const int MostPongs = 7;

        private readonly IMemoryPeer peer = Echoes.OfCore(Role.Server);
        private bool isOpen;
        private int pongs;

        public Option<TimeSpan> Deadline => peer.Deadline;

        public bool HasEnded => peer.HasEnded;

        public ByteString Begin(TimeSpan now) => peer.Begin(now);

        public ByteString Receive(ByteString octets, TimeSpan now) => Without(peer.Receive(octets, now));

        public ByteString Elapse(TimeSpan now) => Without(peer.Elapse(now));

        private ByteString Without(ByteString octets)
        {
            // The first bytes are the response.
            if (!isOpen)
            {
                isOpen = octets.Length > 0;
                return octets;
            }

            var left = new List<byte>();
            for (var rest = octets.Memory; FrameHead.TryRead(rest.Span, out var head);)
            {
                var size = head.Size + (int)head.Length;
                if (head.Opcode != 10 || ++pongs <= MostPongs) left.AddRange(rest.Span[..size]);
                rest = rest[size..];
            }

            return left.ToArray();
        }
    }
}
