using System.Collections.Concurrent;
using System.Net.Sockets;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The same peers over TCP, each with the case that the table names: the verdict is a failure, and that of the sound peer is none.</summary>
public sealed class FaultWireTests
{
    // Nearly all of them wait, and their waits overlap; the sound peer must not be late for the sake of others.
    private const int FaultyAtOnce = 32;
    private const int SoundAtOnce = 8;

    private static readonly (FaultyEnd End, Case Case)[] Seen =
        [.. FaultyEnd.All.Where(end => !end.NeedsPieces).SelectMany(end => end.CaughtBy.Map(id => (end, FaultCases.Find(id))).ToSeq())];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public async Task The_sound_peer_passes_the_cases_of_the_table(Role role)
    {
        var cases = Seen.Where(seen => seen.End.Role == role).Select(seen => seen.Case).Distinct();
        Assert.Empty(await JudgeAsync(cases, SoundAtOnce, running => JudgeAsync(role, Fault.None, running), expected: false));
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public async Task Every_fault_is_caught(Role role) =>
        Assert.Empty(await JudgeAsync(Seen.Where(seen => seen.End.Role == role), FaultyAtOnce, seen => JudgeAsync(role, seen.End.Fault, seen.Case), expected: true));

    /// <summary>Those that are judged otherwise than expected.</summary>
    private static async Task<IEnumerable<string>> JudgeAsync<T>(IEnumerable<T> tried, int atOnce, Func<T, Task<(bool IsFailure, string Why)>> judge, bool expected)
    {
        var other = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(tried, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = Stop }, async (one, _) =>
        {
            var (isFailure, why) = await judge(one);
            if (isFailure != expected) other.Add($"{one}: {why}");
        });
        return other;
    }

    private static Task<(bool IsFailure, string Why)> JudgeAsync(Role role, Fault fault, Case running) => role == Role.Server ? JudgeServerAsync(fault, running) : JudgeClientAsync(fault, running);

    private static async Task<(bool IsFailure, string Why)> JudgeServerAsync(Fault fault, Case running)
    {
        await using var server = FaultyServer.With(fault);
        var result = await new TcpRunner(server.Url).RunAsync(running, Stop);
        return (result.Judgement.IsFailure, result.Judgement.Sentence);
    }

    /// <summary>A client that asks so wrongly that nobody knows for which case is refused: that is a verdict too.</summary>
    private static async Task<(bool IsFailure, string Why)> JudgeClientAsync(Fault fault, Case running)
    {
        await using var tested = Tested.With(options => options with { Cases = Seq.create(running), Tester = options.Tester with { WebStatus = false } });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var client = HoldClientAsync(tested, new EchoPeer(Role.Client, fault, $"{tested.Server.EndPoint}", $"/runCase?casetuple={running.Id}&agent={fault}"), over.Token);
        await Task.WhenAny(Patience.Until(() => Verdict().IsSome));
        await over.CancelAsync();
        await client;
        return Verdict().IfNone((false, "no verdict"));

        Option<(bool, string)> Verdict() => tested.Events.Select(told => told switch
        {
            FuzzingServerEvent.CaseEnded ended => (ended.Result.Judgement.IsFailure, ended.Result.Judgement.Sentence),
            FuzzingServerEvent.Refused refused => (true, refused.Why),
            _ => Option<(bool, string)>.None,
        }).FirstOrDefault(verdict => verdict.IsSome);
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
            // The tester left, or the verdict is there.
        }
    }
}
