using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>What is received, the forms that receive it, and the check that they deliver it.</summary>
public abstract class PurityBenchmark
{
    /// <summary>
    /// Frames that one read brings, whole messages also where they have three fragments: what is reported is for one of them.
    /// </summary>
    protected const int Frames = 63;

    private readonly Connection open = Connection.Opened(
        Role.Server,
        Agreement.Plain,
        ConnectionOptions.Default with
        {
            Delivery = Delivery.Pieces,
        }
    );

    /// <summary>What the frames are.</summary>
    [Params(Traffic.Binary16, Traffic.Binary125, Traffic.Binary1024, Traffic.Ping16, Traffic.Fragment125, Priority = 0)]
    public Traffic Traffic { get; set; }

    /// <summary>All is measured three times, the forms taking turns.</summary>
    [Params(1, 2, 3, Priority = 1)]
    public int Round { get; set; }

    /// <summary>What the read brought.</summary>
    private protected ReadOnlyMemory<byte> Received { get; private set; }

    /// <summary>Where payloads go, each over the one before.</summary>
    private protected Memory<byte> Lent { get; private set; }

    /// <summary>The payload that was delivered last.</summary>
    private protected ReadOnlyMemory<byte> Last { get; set; }

    /// <summary>Makes the frames, and checks that each form delivers each of them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var payloads = Enumerable.Range(0, Frames).Select(_ => Payload.Random(Traffic.PayloadBytes())).ToArray();
        var frames = TrafficFrames.Of(Traffic, payloads);
        var read = frames.SelectMany(frame => frame).ToArray();
        Lent = new byte[Traffic.PayloadBytes()];

        // After each beginning of the read, the payload of its last frame must be what was delivered last: by the very calls that are
        // measured then.
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
