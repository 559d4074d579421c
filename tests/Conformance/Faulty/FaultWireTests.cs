using System.Collections.Concurrent;
using System.Net.Sockets;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The same peers over TCP, each with the case in the table: the faulty peer fails it, and the correct peer does not.</summary>
public sealed class FaultWireTests
{
    // Nearly all cases wait, and their waits overlap; the correct peer must not be late because of others.
    private const int FaultyAtOnce = 32;
    private const int SoundAtOnce = 8;

    private static readonly (FaultyEnd End, Case Case)[] Seen =
        [.. FaultyEnd.All.Where(end => !end.NeedsPieces).Select(end => (end, FaultCases.Find(end.CaughtBy)))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public async Task The_correct_peer_passes_the_cases_of_the_table(Role role)
    {
        var cases = Seen.Where(seen => seen.End.Role == role).Select(seen => seen.Case).Distinct();
        Assert.Empty(
            await MissedAsync(cases, SoundAtOnce, running => JudgeAsync(role, Fault.None, running), (_, judgement) => !judgement.IsFailure)
        );
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public async Task Every_fault_is_caught(Role role) =>
        Assert.Empty(
            await MissedAsync(
                Seen.Where(seen => seen.End.Role == role),
                FaultyAtOnce,
                seen => JudgeAsync(role, seen.End.Fault, seen.Case),
                (seen, judgement) => seen.End.IsCaughtBy(judgement)
            )
        );

    /// <summary>
    /// The verdicts that are wrong even if the case is repeated alone: on a busy machine the time of a case can be over before the fault
    /// shows.
    /// </summary>
    private static async Task<IEnumerable<string>> MissedAsync<T>(
        IEnumerable<T> tried,
        int atOnce,
        Func<T, Task<Judgement>> judge,
        Func<T, Judgement, bool> isRight
    )
    {
        var first = await TryAsync(tried, atOnce);
        return (await TryAsync(first.Select(missed => missed.One), degree: 1)).Select(missed => $"{missed.One}: {missed.Judgement}");

        async Task<IReadOnlyCollection<(T One, Judgement Judgement)>> TryAsync(IEnumerable<T> some, int degree)
        {
            var missed = new ConcurrentBag<(T, Judgement)>();
            await Parallel.ForEachAsync(
                some,
                new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = Stop },
                async (one, _) =>
                {
                    var judgement = await judge(one);
                    if (!isRight(one, judgement))
                        missed.Add((one, judgement));
                }
            );
            return missed;
        }
    }

    private static Task<Judgement> JudgeAsync(Role role, Fault fault, Case running) =>
        role == Role.Server ? JudgeServerAsync(fault, running) : JudgeClientAsync(fault, running);

    private static async Task<Judgement> JudgeServerAsync(Fault fault, Case running)
    {
        await using var server = FaultyServer.With(fault);
        return (await new TcpRunner(server.Url).RunAsync(running, Stop)).Judgement;
    }

    /// <summary>A request that is too broken to name its case is rejected, which counts as a verdict too.</summary>
    private static async Task<Judgement> JudgeClientAsync(Fault fault, Case running)
    {
        // Many faults show only through the time limits of a case, so these are not extended.
        var patience = fault == Fault.None ? Tested.Patient.Patience : 1;
        await using var tested = Tested.With(options => options with
        {
            Cases = Seq.create(running),
            Tester = options.Tester with { WebStatus = false, Patience = patience },
        });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var client = HoldClientAsync(
            tested,
            new EchoPeer(Role.Client, fault, $"{tested.Server.EndPoint}", $"/runCase?casetuple={running.Id}&agent={fault}"),
            over.Token
        );
        await Task.WhenAny(Patience.Until(() => Told().IsSome));
        await over.CancelAsync();
        await client;
        return Told().IfNone(() => throw new InvalidOperationException($"no verdict on {fault}"));

        Option<Judgement> Told() => tested.Events.Select(told => told switch
        {
            FuzzingServerEvent.CaseEnded ended => ended.Result.Judgement,
            FuzzingServerEvent.Rejected refused => new Judgement(Verdict.Failed, Verdict.Failed, refused.Why, refused.Why),
            _ => Option<Judgement>.None,
        }).FirstOrDefault(judgement => judgement.IsSome);
    }

    private static async Task HoldClientAsync(Tested tested, EchoPeer peer, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(tested.Server.EndPoint, stop);
            await FaultyServer.HoldAsync(socket, peer, stop);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The tester has ended the connection, or the verdict is there.
        }
    }
}
