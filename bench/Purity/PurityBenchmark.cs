using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>The frames, the forms that receive them, and the check that the forms deliver them.</summary>
public abstract class PurityBenchmark
{
    /// <summary>
    /// The number of frames in one read, which contains complete messages even with three fragments. Results are reported per frame.
    /// </summary>
    protected const int Frames = 63;

    private readonly Connection open = Connection.CreateOpen(
        Role.Server,
        Agreement.Plain,
        ConnectionOptions.Default with
        {
            Delivery = Delivery.Pieces,
        }
    );

    /// <summary>The kind of the frames.</summary>
    [Params(Traffic.Binary16, Traffic.Binary125, Traffic.Binary1024, Traffic.Ping16, Traffic.Fragment125, Priority = 0)]
    public Traffic Traffic { get; set; }

    /// <summary>Each benchmark runs three times, and the forms take turns.</summary>
    [Params(1, 2, 3, Priority = 1)]
    public int Round { get; set; }

    /// <summary>The contents of the read.</summary>
    private protected ReadOnlyMemory<byte> Received { get; private set; }

    /// <summary>The memory for payloads. Each overwrites the previous one.</summary>
    private protected Memory<byte> Lent { get; private set; }

    /// <summary>The payload that was delivered last.</summary>
    private protected ReadOnlyMemory<byte> Last { get; set; }

    /// <summary>Creates the frames, and checks that each form delivers each of them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var payloads = Enumerable.Range(0, Frames).Select(_ => Payload.Random(Traffic.PayloadBytes())).ToArray();
        var frames = TrafficFrames.Of(Traffic, payloads);
        var read = frames.SelectMany(frame => frame).ToArray();
        Lent = new byte[Traffic.PayloadBytes()];

        // For each number of frames, the payload that was delivered last must be that of the last frame. The check uses exactly the calls
        // that are measured.
        foreach (var form in PurityForm.All)
        {
            for (var (count, bytes) = (1, frames[0].Length); count <= Frames; bytes += count < Frames ? frames[count].Length : 0, count++)
            {
                Begin(open);
                Lent.Span.Clear();
                Received = read.AsMemory(0, bytes);
                var delivered = (int)typeof(Purity).GetMethod(form.Method)!.Invoke(this, [])!;
                if (delivered != count * Traffic.PayloadBytes() || !Last.Span.SequenceEqual(payloads[count - 1]))
                    throw new InvalidOperationException($"{form.Method} delivers others than the {count} payloads that were sent.");
            }
        }

        Begin(open);
        Received = read;
    }

    /// <summary>Every form starts from this state.</summary>
    private protected abstract void Begin(Connection connection);
}
