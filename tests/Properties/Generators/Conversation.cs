using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>
/// A complete connection as data: the role of this side, the events, how the network cuts the peer's bytes, and how much memory is lent.
/// </summary>
public sealed record Conversation(Role Role, ConnectionOptions Options, bool Opened, Moment[] Moments, int[] Cuts, int Lent)
{
    // The first frames are cut byte by byte. A long payload is cut into larger pieces, since a case would otherwise take a second.
    private const int FineCuts = 250;
    private const int CoarseFactor = 2000;

    /// <summary>The agreement, if the conversation starts open.</summary>
    public Agreement Agreement { get; init; } = Agreement.Plain;

    public static UpgradeOffer Offer { get; } =
        new("example.com", "/chat") { Subprotocols = new Seq<string>(new[] { "chat", "superchat" }) };

    /// <summary>The nonce of RFC 6455 §1.3.</summary>
    public static ByteString Nonce { get; } = "the sample nonce"u8.ToArray();

    public Connection Start => Opened ? Connection.CreateOpen(Role, Agreement, Options)
        : Role == Role.Server ? Connection.Server(Options)
        : Connection
            .Client(Offer, Nonce, Options)
            .Match(Right: connection => connection, Left: refusal => throw new InvalidOperationException(refusal.ToString()));

    /// <summary>The inputs, with each run of the peer's bytes in one input.</summary>
    public IReadOnlyList<Input> Inputs()
    {
        var inputs = new List<Input>();
        var run = new List<byte>();
        foreach (var moment in Moments)
        {
            if (moment.FromPeer.Case is byte[] bytes)
            {
                run.AddRange(bytes);
                continue;
            }

            EndRun();
            inputs.Add(((Moment.Ours)moment).Input);
        }

        EndRun();
        return inputs;

        void EndRun()
        {
            if (run.Count > 0) inputs.Add(new Input.Received(run.ToArray()));
            run.Clear();
        }
    }

    /// <summary>
    /// The inputs, with the peer's bytes cut into pieces. The sizes are taken from <see cref="Cuts"/> in rotation; some may be zero.
    /// </summary>
    public IReadOnlyList<Input> CutInputs()
    {
        var inputs = new List<Input>();
        var next = 0;
        foreach (var input in Inputs())
        {
            if (input is not Input.Received(var bytes))
            {
                inputs.Add(input);
                continue;
            }

            for (var rest = bytes.Memory; !rest.IsEmpty;)
            {
                var size =
                    Cuts.Sum() == 0 ? rest.Length : Math.Min(rest.Length, Cuts[next % Cuts.Length] * (next < FineCuts ? 1 : CoarseFactor));
                next++;
                inputs.Add(new Input.Received(rest[..size]));
                rest = rest[size..];
            }
        }

        return inputs;
    }

    /// <summary>The conversation up to this many bytes of the peer.</summary>
    public Conversation StoppedAt(int bytes)
    {
        var moments = new List<Moment>();
        foreach (var moment in Moments)
        {
            var sent = moment.FromPeer.IfNone([]);
            moments.Add(sent.Length <= bytes ? moment : new Moment.PeerBytes(sent[..bytes]));
            bytes -= sent.Length;
            if (bytes < 0) break;
        }

        return this with { Moments = moments.ToArray() };
    }

    /// <summary>The conversation up to this many bytes of the peer, and no command after them.</summary>
    public Conversation Until(int bytes)
    {
        var stopped = StoppedAt(bytes);
        return stopped with
        {
            Moments = stopped.Moments[
                ..(1 + Array.FindLastIndex(stopped.Moments, moment => moment.FromPeer.Exists(sent => sent.Length > 0)))
            ],
        };
    }

    /// <summary>The conversation up to a command, counted from 0, and nothing after it.</summary>
    public Conversation UntilCommand(int command)
    {
        var at = Moments.Index().Where(moment => moment.Item is Moment.Ours).ElementAt(command).Index;
        return this with { Moments = Moments[..(at + 1)] };
    }

    public override string ToString()
    {
        var text = new StringBuilder()
            .AppendLine()
            .Append(Role)
            .Append(Opened ? ", open" : ", from the handshake")
            .Append(", cut ")
            .AppendJoin(' ', Cuts)
            .Append(", lent ")
            .Append(Lent)
            .Append(", ")
            .Append(Options.Delivery)
            .Append(", ")
            .Append(Options.Limits)
            .AppendJoin(", ", Agreement.Extensions);
        foreach (var moment in Moments)
            text.AppendLine().Append("  ").Append(moment);
        return text.ToString();
    }
}
