namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 4 again: several threads continue from one old state at once. Each case starts 12 threads, so fewer cases are tried.
/// </summary>
[Depth(150)]
public sealed class Law04_ForkAcrossThreads
{
    [Property]
    public void Many_threads_may_go_on_from_one_state_that_compresses(int seed)
    {
        // Each thread wants the search tables of the state. One gets them, the others make their own, and the output must be the same.
        var random = new Random(seed);
        var agreed = new DeflateParameters { ServerMaxWindowBits = random.Next(8, 16), ClientMaxWindowBits = random.Next(8, 16) };
        var level = new ConnectionOptions { Compression = new CompressionOptions { Level = random.Next(1, 10) } };
        var state = StepRun
            .Of(
                Agreed.Open(Role.Client, agreed, level).State,
                Law04_Fork.Exchange(random, CompressedConversations.PeerOf(Role.Client, agreed, 6), out var peer)
            )
            .State;
        for (var round = 0; round < 4; round++)
        {
            var futures = Enumerable.Range(0, 3).Select(_ => Law04_Fork.Exchange(random, peer, out var _)).ToArray();
            var expected = futures.Select(future => StepRun.Of(Law04_Fork.Copy(state), future)).ToArray();
            var told = new Told[futures.Length];
            using var together = new Barrier(futures.Length);
            var threads = futures.Select((future, at) => new Thread(() =>
            {
                together.SignalAndWait();
                told[at] = StepRun.Of(state, future);
            })).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            Assert.Equal(expected, told);
        }
    }
}
