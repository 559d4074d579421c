using BenchmarkDotNet.Attributes;

namespace Pure.WebSockets.Bench;

/// <summary>A client sends a compressed message, the server sends it back compressed.</summary>
public class DeflateRoundTrip
{
    private ReadOnlyMemory<byte>[] documents = [];
    private EchoPair? rival;
    private EchoPair? kernel;
    private EchoPair? record;

    /// <summary>The size of a message, before it is compressed.</summary>
    [Params(1024, 65536, Priority = 0)]
    public int MessageBytes { get; set; }

    /// <summary>Whether messages may refer to earlier ones, in both directions.</summary>
    [Params(true, false, Priority = 1)]
    public bool ContextTakeover { get; set; }

    /// <summary>Each benchmark runs three times, and the sides take turns, so that other load on the machine affects both.</summary>
    [Params(1, 2, 3, Priority = 2)]
    public int Round { get; set; }

    /// <summary>Creates the ends and the messages, and checks that all combinations of implementations work together.</summary>
    [GlobalSetup]
    public void Setup()
    {
        documents = JsonDocuments.OfSize(MessageBytes);
        rival = Checked(Side.Rival, Side.Rival);
        kernel = Checked(Side.OursKernel, Side.OursKernel);
        record = Checked(Side.OursRecord, Side.OursRecord);
        Checked(Side.Rival, Side.OursKernel);
        Checked(Side.OursRecord, Side.Rival);
    }

    /// <summary>Runs System.Net.WebSockets over memory. Returns the bytes on the wire.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = JsonDocuments.Count)]
    public int Rival() => EchoAll(rival!);

    /// <summary>Runs the functions of <see cref="Kernel"/>, as a host does. Returns the bytes on the wire.</summary>
    [Benchmark(OperationsPerInvoke = JsonDocuments.Count)]
    public int OursKernel() => EchoAll(kernel!);

    /// <summary>Runs <see cref="Protocol.Step"/>. Returns the bytes on the wire.</summary>
    [Benchmark(OperationsPerInvoke = JsonDocuments.Count)]
    public int OursRecord() => EchoAll(record!);

    private int EchoAll(EchoPair pair)
    {
        var carried = 0;
        foreach (var document in documents) carried += pair.Echo(document);
        return carried;
    }

    private EchoPair Checked(Side client, Side server)
    {
        var pair = new EchoPair(client, server, ContextTakeover, MessageBytes, new Wire(), new Wire());
        foreach (var document in documents) pair.EchoChecked(document);
        return pair;
    }
}
